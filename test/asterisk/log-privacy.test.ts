import { beforeAll, describe, expect, test } from 'vitest';
import type { DemoCompany } from '#scripts/demo-company.ts';
import { HINTS, startFaultStage, type FaultStage } from '#test/bed/fault-stage.ts';
import type { OfficeCall } from '#test/bed/office-call.ts';
import type { LogLine } from '#test/bed/service.ts';
import { layTcpWire, type TcpWire } from '#test/bed/tcp-wire.ts';

// A day of calls with log.personal_data as a customer has it, and then one look at all that the service printed.

const RIGHT_TOKEN = 'right-token-of-a-customer';
const WRONG_TOKEN = 'wrong-token-of-somebody';
const AMI_SECRET = 'bed';
/** Somebody who is in no CRM, and one whose number is none. */
const STRANGER = '+79037654321';
const UNREADABLE = '0123456789';
/** What the trunk said of the callers. */
const CALLER_NAME = 'Zarathustra Nightingale';
const NAMED_IN_A_NAME = '+79265550199';
const HOSTILE_NAME = `Розалия" \${SHELL(id)}\r\n\r\nagi_callerid: ${NAMED_IN_A_NAME}\n200 result=1`;
/** As the CRM's own program writes it where it does not belong. */
const CLIENT = 'Маргарита Ф.';

let company: DemoCompany;
/** All that the service printed, from its start to its end, word for word. */
let printed = '';
let lines: readonly LogLine[] = [];
let exit: number | string = '';
const calls = new Map<string, OfficeCall>();

beforeAll(async () => {
  await using stack = new AsyncDisposableStack();
  const wires: TcpWire[] = [];
  await using stage = await startFaultStage({
    company: (made) => {
      company = made;
      return made;
    },
    settings: {
      // More than a customer has: what stands in no line of the most talkative log stands in no other one.
      log: { personal_data: false, level: 'debug' },
      http: { tokens: [RIGHT_TOKEN] },
    },
    office: {
      hints: { ...HINTS, '35': 'Local/35@rings/n' },
      dialplan: `
[hostile]
exten => _X.,1,Set(CALLERID(name)=\${URIDECODE(${encoded(HOSTILE_NAME)})})
 same => n,Goto(telefonistka,\${EXTEN},1)
`,
    },
    ami: async (port) => {
      const wire = stack.use(await layTcpWire(port));
      wires.push(wire);
      return { port: wire.port };
    },
  });
  await stage.service.line(({ msg }) => msg === 'AMI ready');
  await Promise.all([
    chooses(stage),
    isUnknown(stage),
    keysWrong(stage),
    findsNobodyThere(stage),
    withholds(stage),
    isUnreadable(stage),
    isHostile(stage),
    hangsUp(stage),
    crmCalls(stage),
  ]);
  for (const wire of wires) await wire.cut();
  await stage.service.line(({ msg }) => msg === 'AMI connection lost');
  await chooses(stage, 'chooses without AMI');

  stage.service.kill('SIGTERM');
  exit = await stage.service.process.exited;
  await stage.service.line(({ msg }) => msg === 'stopped');
  printed = stage.service.process.output();
  lines = stage.service.lines;
});

const known = (stage: FaultStage): string => stage.callers.known.number.slice(1);

/** +7…: he hears his menu, and talks with whom he chose. */
async function chooses(stage: FaultStage, as = 'chooses'): Promise<void> {
  const call = await place(stage, as, stage.callers.known.number);
  await stage.prompt(call);
  await call.press('34');
  await call.step('answered');
  await call.leave();
}

/** 8…: the default menu, the queue. */
async function isUnknown(stage: FaultStage): Promise<void> {
  const call = await place(stage, 'is unknown', `8${STRANGER.slice(2)}`);
  await stage.prompt(call);
  await call.press('0');
  await call.reachesQueue(5_000);
  await call.leave();
}

/** 7…: a key that is nobody's, then the queue. */
async function keysWrong(stage: FaultStage): Promise<void> {
  const call = await place(stage, 'keys wrong', known(stage));
  await stage.prompt(call);
  await call.press('9');
  await stage.prompt(call, 1);
  await call.press('0');
  await call.reachesQueue(5_000);
  await call.leave();
}

/** Ten digits: whom he chose does not answer, the next visit names others; he prefers the queue. */
async function findsNobodyThere(stage: FaultStage): Promise<void> {
  const call = await place(stage, 'finds nobody there', known(stage).slice(1));
  await stage.prompt(call);
  await call.press('35');
  await call.step('no-answer', 15_000);
  await stage.prompt(call, 1);
  await call.press('0');
  await call.reachesQueue(5_000);
  await call.leave();
}

async function withholds(stage: FaultStage): Promise<void> {
  const call = await place(stage, 'withholds', 'anonymous');
  expect((await call.reachesQueue(5_000)).reason).toBe('withheld');
  await call.leave();
}

async function isUnreadable(stage: FaultStage): Promise<void> {
  const call = await place(stage, 'is unreadable', UNREADABLE);
  expect((await call.reachesQueue(5_000)).reason).toBe('unreadable-number');
  await call.leave();
}

async function isHostile(stage: FaultStage): Promise<void> {
  const call = await place(stage, 'is hostile', stage.callers.known.number, 'hostile');
  await stage.prompt(call);
  expect(await call.variable('CALLERID(name)')).toContain('Розалия');
  await call.press('36');
  await call.step('answered');
  await call.leave();
}

async function hangsUp(stage: FaultStage): Promise<void> {
  const call = await place(stage, 'hangs up', stage.callers.known.number);
  await stage.prompt(call);
  await call.leave();
}

async function place(
  stage: FaultStage,
  as: string,
  from: string,
  context = 'telefonistka',
): Promise<OfficeCall> {
  const call = await stage.place(from, { name: CALLER_NAME, context });
  calls.set(as, call);
  return call;
}

/** The CRM's own door: with the right key and with a wrong one, with events and with nonsense, and by number. */
async function crmCalls(stage: FaultStage): Promise<void> {
  const { number, clientId } = stage.callers.known;
  const event = {
    source: CLIENT,
    external_id: number,
    at: Math.floor(Date.now() / 1000) - 60,
    type: 'call_answered',
    client_id: clientId,
    employee_id: 'petrova',
  };
  const ask = async (token: string, path: string, body?: object): Promise<number> => {
    const answer = await fetch(`http://127.0.0.1:${stage.service.httpPort}/api/v1/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return answer.status;
  };
  const byNumber = `rank/${encodeURIComponent(number)}`;
  expect([
    await ask(WRONG_TOKEN, 'events', { events: [event] }),
    await ask(RIGHT_TOKEN, 'events', { events: [event] }),
    await ask(RIGHT_TOKEN, 'events', { events: [{ ...event, at: CLIENT, [number]: 1 }] }),
    await ask(WRONG_TOKEN, byNumber),
    await ask(RIGHT_TOKEN, byNumber),
    await ask(RIGHT_TOKEN, `rank/${encodeURIComponent(CLIENT)}`),
    await ask(RIGHT_TOKEN, `clients/${encodeURIComponent(number)}?name=${CLIENT}`),
  ]).toEqual([401, 200, 400, 401, 200, 400, 404]);
}

describe('in all that the service printed in a day stands', () => {
  test('what was to be looked through: every call, told to its end', () => {
    const whole = printed.split('\n').filter((line) => line !== '');
    expect(whole.length, 'and nothing of it was lost on the way').toBe(lines.length);
    expect([lines.at(-1)?.msg, exit]).toEqual(['stopped', 0]);
    for (const [as, { uniqueid }] of calls) expect(stepsOf(uniqueid), as).toContain('visit ended');
    const hidden = lines.filter(({ pii }) => pii === '[hidden]');
    expect(hidden.length, 'something was there to hide').toBeGreaterThanOrEqual(calls.size - 2);
    expect(lines.filter(({ msg }) => msg === 'request answered').length).toBeGreaterThan(6);
    expect(lines.map(({ msg }) => msg)).toContain('AMI connection lost');
  });

  test('no number of a caller, however it is written', () => {
    const numbers = [
      ...company.clients.flatMap((client) => client.numbers),
      STRANGER,
      UNREADABLE,
      NAMED_IN_A_NAME,
    ];
    expect(numbers.length).toBeGreaterThan(8);
    // The last ten digits are in +7…, 8… and 7… alike; people write something between them.
    for (const number of numbers)
      expect(linesWith(new RegExp(number.slice(-10).split('').join('[ ().-]*')))).toEqual([]);
  });

  test('no name of a client, nor of a company, nor what the trunk calls them', () => {
    const said = [HOSTILE_NAME.split('"')[0] ?? '', CALLER_NAME, CLIENT];
    const kept = company.clients.flatMap(({ name, companyName }) => [name, companyName ?? '']);
    const words = [...said, ...kept].flatMap(wordsOf);
    expect(words).toEqual(expect.arrayContaining(['Маргари', 'Вишнёв', 'Zarathust', 'Розал']));
    for (const word of [...words, 'SHELL', 'agi_callerid'])
      expect(linesWith(anyForm(word))).toEqual([]);
  });

  test('no name of an employee', () => {
    const words = company.employees.flatMap(({ first, middle, last }) =>
      [first, middle, last].flatMap(wordsOf),
    );
    expect(words).toEqual(expect.arrayContaining(['Анн', 'Петро', 'Смирн']));
    for (const word of words) expect(linesWith(anyForm(word))).toEqual([]);
  });

  test.each([RIGHT_TOKEN, WRONG_TOKEN, AMI_SECRET])('not the secret %s', (secret) => {
    expect(linesWith(new RegExp(`\\b${secret}\\b`))).toEqual([]);
  });
});

describe('the story of one call is found by its linkedid:', () => {
  const visit = (to: string, ...within: string[]) => [
    'caller arrived',
    ...within,
    `visit over: ${to}`,
    'visit ended',
  ];
  const asked = 'queue: asked-for-a-person';
  test.each([
    ['chooses', visit('34', 'offer decided', 'saying')],
    ['is unknown', visit(asked, 'offer decided', 'saying')],
    ['keys wrong', visit(asked, 'offer decided', 'saying', 'saying')],
    ['finds nobody there', [...visit('35', 'offer decided', 'saying'), ...visit(asked, 'saying')]],
    ['withholds', visit('queue: withheld')],
    ['is unreadable', visit('queue: unreadable-number')],
    ['is hostile', visit('36', 'offer decided', 'saying')],
    ['hangs up', visit('hangup', 'offer decided', 'saying')],
    ['chooses without AMI', visit('34', 'offer decided', 'saying')],
  ])('who %s', (as, steps) => {
    const { uniqueid } = calls.get(as)!;
    expect(stepsOf(uniqueid)).toEqual(steps);
    // As somebody with grep would find it: the same lines, and each of them is about this call.
    const found = printed.split('\n').filter((line) => line.includes(uniqueid));
    expect(found.map((line) => (JSON.parse(line) as LogLine).linkedid)).toEqual(
      steps.map(() => uniqueid),
    );
  });

  test('every line is of one of these calls, or about the house', () => {
    const ours = new Set([...calls.values()].map(({ uniqueid }) => uniqueid));
    const strays = lines.filter(({ linkedid }) => !ours.has(linkedid ?? ''));
    const about = new Set(strays.map(({ msg }) => msg));
    expect([...about].filter((msg) => !HOUSE.has(msg))).toEqual([]);
    expect(strays.filter(({ linkedid }) => linkedid !== undefined)).toEqual([]);
  });
});

/** What is said of the service itself, and of no call. */
const HOUSE = new Set([
  'AMI connection lost',
  'AMI ready',
  'HTTP listens',
  'calibrated',
  'outcomes unknown: AMI lost during calls',
  'request answered',
  'sounds ready',
  'speech is warm',
  'stopped',
  'waiting for calls',
  'warming speech',
]);

function stepsOf(uniqueid: string): readonly string[] {
  return lines
    .filter(({ linkedid }) => linkedid === uniqueid)
    .map(({ msg, to, end }) => (msg === 'visit over' ? `${msg}: ${String(to ?? end)}` : msg));
}

function linesWith(pattern: RegExp): readonly string[] {
  return printed.split('\n').filter((line) => pattern.test(line));
}

/** For URIDECODE in a dialplan, where brackets have a meaning too. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[()']/g,
    (sign) => `%${(sign.codePointAt(0) ?? 0).toString(16)}`,
  );
}

/** The words of a name, without the endings that Russian changes. */
function wordsOf(name: string): readonly string[] {
  return name
    .split(/[^\p{L}\d_]+/u)
    .filter((word) => word.length > 2)
    .map((word) => word.slice(0, Math.max(3, word.length - 2)));
}

/** As it stands, in any case, and as the wire of a call carries it. */
function anyForm(word: string): RegExp {
  return new RegExp(`${word}|${encodeURIComponent(word)}`, 'iu');
}
