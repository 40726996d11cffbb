import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { AsteriskInstance } from '#test/bed/asterisk.ts';
import { noteFault } from '#test/bed/faults.ts';
import { CALLER_CONTEXT, OfficeCall } from '#test/bed/office-call.ts';
import { startOffice } from '#test/bed/office.ts';
import {
  dials,
  firstThen,
  type NodeScript,
  queues,
  startScriptedNode,
} from '#test/bed/scripted-node.ts';

// What becomes of a caller whom the service sent to a person; the people are Local channels.

const RING_SECONDS = 3;

let office: AsteriskInstance;
beforeAll(async () => {
  office = await startOffice({
    nodes: ['127.0.0.1:1'],
    hints: {
      '30': 'Local/busy@employees/n',
      '31': 'Local/congestion@employees/n',
      '32': 'Local/rings@employees/n',
      '33': 'Local/answers@employees/n',
      '34': 'Local/nobody@nowhere/n',
      '35': 'PJSIP/absent',
      '36': 'Local/rings@employees/n&Custom:DND36,CustomPresence:36',
      '190': 'Local/190@telefonistka-external/n',
      '191': 'Local/191@telefonistka-external/n',
    },
    phones: [{ extension: 'absent', secret: 'absent' }],
    dialplan: `${CALLER_CONTEXT}
[employees]
exten => busy,1,Busy(5)
exten => congestion,1,Congestion(5)
exten => rings,1,Ringing()
 same => n,Wait(60)
exten => answers,1,Ringing()
 same => n,Answer()
 same => n,Wait(60)
[telefonistka-external]
exten => 190,1,Gosub(telefonistka-mobile,s,1(Local/accepts@mobiles/n))
 same => n,Hangup()
exten => 191,1,Gosub(telefonistka-mobile,s,1(Local/voicemail@mobiles/n))
 same => n,Hangup()
[mobiles]
exten => accepts,1,Answer()
 same => n,Wait(1)
 same => n,SendDTMF(1)
 same => n,Wait(60)
exten => voicemail,1,Answer()
 same => n,Playback(vm-intro)
 same => n,Wait(60)
`,
    // Short, and a sound that does not keep the voicemail on the line for seconds.
    globals: { TEL_ACCEPT_SOUND: 'beep' },
  });
});
afterAll(() => office.stop());

let call: OfficeCall | null = null;
afterEach(async () => {
  await call?.hangUp();
  call = null;
  await office.cli('database deltree telefonistka');
});

async function callWith(address: string, did = '74951234567'): Promise<OfficeCall> {
  await office.ami.action('Setvar', { Variable: 'TEL_NODE1', Value: address });
  call = await OfficeCall.place(office, { did });
  return call;
}

/** Dials a code inside the office and waits until it has been heard. */
async function dial(code: string): Promise<void> {
  const placed = await OfficeCall.place(office, { context: 'internal', did: code });
  await placed.event(
    ({ name, fields }) => name === 'Newexten' && fields['Application'] === 'Playback',
  );
  await placed.hangUp();
}

/** Where a call ends now; the node, when asked, dials a person. */
async function ends(did?: string): Promise<'queue' | 'person'> {
  await using node = await startScriptedNode(dials('33'));
  const placed = await callWith(node.address, did);
  const mark = await Promise.race([placed.step('queue'), placed.step('answered')]);
  if (mark.fields['Step'] === 'queue') {
    const { costMs, reason } = await placed.reachesQueue(1_000);
    expect(reason).toBe('switched-off');
    expect(node.visits).toEqual([]);
    noteFault({ fault: '34 kill switch', ended: 'queue', costMs });
  }
  await placed.hangUp();
  call = null;
  return mark.fields['Step'] === 'queue' ? 'queue' : 'person';
}

describe('nobody talks: a second visit says so, and the queue takes the caller', () => {
  test.for([
    ['20 employee is busy', '30', 'BUSY'],
    ['20 congestion', '31', 'CONGESTION'],
    ['20 no answer', '32', 'NOANSWER'],
    ['21 device is unknown', '34', 'CHANUNAVAIL'],
    ['21 telephone is not registered', '35', 'CHANUNAVAIL'],
    ['20 no answer; the hint also watches do-not-disturb', '36', 'NOANSWER'],
  ] as const)('%s', async ([fault, extension, status]) => {
    let told = '';
    await using node = await startScriptedNode(
      firstThen(dials(extension, RING_SECONDS), async (visit) => {
        told = await visit.ask('GET FULL VARIABLE "${TEL_EXT} ${TEL_DIALSTATUS} ${TEL_ROUND}"');
        await queues(visit);
      }),
    );
    const placed = await callWith(node.address);
    const { costMs } = await placed.reachesQueue(RING_SECONDS * 1000 + 2_000);
    noteFault({ fault, ended: 'second visit, queue', costMs });
    expect(told).toBe(`200 result=1 (${extension} ${status} 1)`);
    expect(node.visits).toEqual(['personal-ivr', 'after-no-answer']);
    expect((await placed.step('no-answer')).fields['Status']).toBe(status);
    expect(costMs).toBeLessThan(RING_SECONDS * 1000 + 1_000);
  });

  test('only the telephone of a hint is rung', async () => {
    await using node = await startScriptedNode(firstThen(dials('36', RING_SECONDS), queues));
    const placed = await callWith(node.address);
    const dial = await placed.event(
      ({ name, fields }) => name === 'Newexten' && fields['Application'] === 'Dial',
    );
    expect(dial.fields['AppData']).toMatch(/^Local\/rings@employees\/n,3,/);
  });
});

test('the next offer is rung, and talks', async () => {
  await using node = await startScriptedNode(firstThen(dials('30'), dials('33')));
  const placed = await callWith(node.address);
  expect((await placed.step('answered')).fields['Extension']).toBe('33');
});

test('three people are rung at most, then the queue', async () => {
  await using node = await startScriptedNode(dials('30'));
  const { reason } = await (await callWith(node.address)).reachesQueue(5_000);
  expect(reason).toBe('nobody-answered');
  expect(node.visits).toEqual(['personal-ivr', ...Array(3).fill('after-no-answer')]);
});

test('a service that died while the telephone rang costs nothing: the queue at once', async () => {
  const node = await startScriptedNode(dials('32', RING_SECONDS));
  const placed = await callWith(node.address);
  await placed.step('dial');
  await node[Symbol.asyncDispose]();
  const missed = await placed.step('no-answer');
  const { atMs, reason } = await placed.reachesQueue(1_000);
  noteFault({ fault: '31 killed while it rings', ended: 'queue', costMs: atMs - missed.atMs });
  expect(atMs - missed.atMs).toBeLessThan(500);
  expect(reason).toBe('no-service');
});

describe('a ring time is bounded, whatever the service says', () => {
  test.for([
    ['5', ',5,'],
    ['', ',20,'],
    ['0', ',20,'],
    ['600', ',60,'],
    ['9999999999', ',60,'],
    ['10;x', ',10,'],
  ])('<%s> seconds', async ([said, rung]) => {
    await using node = await startScriptedNode(async ({ ask, socket }) => {
      await ask('SET VARIABLE TEL_EXT "33"');
      await ask(`SET VARIABLE TEL_RING "${said}"`);
      await ask('SET VARIABLE TEL_RESULT "dial"');
      socket.end();
    });
    const placed = await callWith(node.address);
    const dial = await placed.event(
      ({ name, fields }) => name === 'Newexten' && fields['Application'] === 'Dial',
    );
    expect(dial.fields['AppData']).toContain(`Local/answers@employees/n${rung}`);
  });
});

test('a caller who hangs up while a telephone rings leaves nothing behind, and no second visit', async () => {
  await using node = await startScriptedNode(dials('32'));
  const placed = await callWith(node.address);
  await placed.step('dial');
  await placed.hangUp();
  call = null;
  expect(node.visits).toEqual(['personal-ivr']);
});

describe('somebody outside the office', () => {
  test('who presses 1 gets the caller', async () => {
    await using node = await startScriptedNode(dials('190'));
    const placed = await callWith(node.address);
    const answered = await placed.step('answered');
    expect(answered.fields['Extension']).toBe('190');
    await placed.event(
      ({ name, fields }) => name === 'BridgeEnter' && fields['Linkedid'] === placed.uniqueid,
    );
  });

  test('whose voicemail answers does not: the caller rings on, and gets the queue', async () => {
    await using node = await startScriptedNode(firstThen(dials('191', 20), queues));
    const placed = await callWith(node.address);
    const { costMs } = await placed.reachesQueue(20_000);
    noteFault({ fault: '22 voicemail of a mobile answers', ended: 'second visit, queue', costMs });
    expect(node.visits).toEqual(['personal-ivr', 'after-no-answer']);
    const marks = office.ami.events.filter(
      ({ fields }) => fields['Linkedid'] === placed.uniqueid && fields['Step'] === 'answered',
    );
    expect(marks).toEqual([]);
  });
});

describe('the kill switch', () => {
  test('by phone code, off and on again', async () => {
    expect(await ends()).toBe('person');
    await dial('*550');
    expect(await ends()).toBe('queue');
    await dial('*551');
    expect(await ends()).toBe('person');
  });

  test('for one line only', async () => {
    await dial('*550*74951234567');
    expect(await ends('74951234567')).toBe('queue');
    expect(await ends('+74951234567')).toBe('queue');
    expect(await ends('74950000000')).toBe('person');
    await dial('*551*74951234567');
    expect(await ends('74951234567')).toBe('person');
  });

  test('from the console, for a call that comes while another one talks', async () => {
    await using node = await startScriptedNode(dials('33'));
    const talking = await callWith(node.address);
    await talking.step('answered');
    await office.cli('database put telefonistka off 1');
    const next = await OfficeCall.place(office);
    expect((await next.reachesQueue(1_000)).reason).toBe('switched-off');
    expect(await talking.variable('CHANNEL(state)')).toBe('Up');
  });
});

describe('when nobody in the queue takes the call', () => {
  test.for<[string, Record<string, string>]>([
    ['because the wait is over', { TEL_QUEUE: 'sales', TEL_QUEUE_SECONDS: '1' }],
    ['because there is no such queue', { TEL_QUEUE: 'no-such-queue', TEL_QUEUE_SECONDS: '1' }],
  ])('%s, the caller hears an apology', async ([, globals]) => {
    const script: NodeScript = queues;
    await using node = await startScriptedNode(script);
    for (const [name, value] of Object.entries(globals)) {
      await office.ami.action('Setvar', { Variable: name, Value: value });
    }
    const placed = await callWith(node.address);
    const sorry = await placed.event(
      ({ name, fields }) =>
        name === 'Newexten' &&
        fields['Context'] === 'telefonistka-after-queue' &&
        fields['Application'] === 'Playback',
    );
    expect(sorry.fields['AppData']).toBe('tt-allbusy');
    await placed.step('after-queue');
  });
});
