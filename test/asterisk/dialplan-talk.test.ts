import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { startCity } from '#test/bed/city.ts';
import { TRUNK_ADDRESS } from '#test/bed/city-conf.ts';
import { startOffice } from '#test/bed/office.ts';
import { startScriptedNode } from '#test/bed/scripted-node.ts';
import { firstAudioMs, longestGapMs, readWav, toneMs } from '#test/bed/wav.ts';

// The whole way over SIP: a trunk, a registered telephone, digits as RTP events, and who heard what.

const CALLER_HZ = 440;
const EMPLOYEE_HZ = 880;
const TALK_MS = 2_000;

test('a caller keys an extension; both hear each other', async () => {
  let keys = '';
  await using node = await startScriptedNode(async ({ ask, socket }) => {
    await ask('STREAM FILE "hello-world" ""');
    for (const _ of '101') {
      const pressed = await ask('WAIT FOR DIGIT 4000');
      keys += String.fromCodePoint(Number(/result=(\d+)/.exec(pressed)?.[1]));
    }
    await ask('SET VARIABLE TEL_EXT "101"');
    await ask('SET VARIABLE TEL_RESULT "dial"');
    socket.end();
  });
  const phone = { extension: '101', secret: 'known' };
  const does = { kind: 'answer', afterMs: 1_500, hz: EMPLOYEE_HZ, talkMs: TALK_MS } as const;
  await using office = await startOffice({
    nodes: [node.address],
    phones: [phone],
    trunkAddress: TRUNK_ADDRESS,
  });
  await using city = await startCity({ office, phones: [{ ...phone, does }] });

  const sinceMs = performance.now();
  const call = await city.placeCall({
    from: '+79161234567',
    fromName: 'Анна',
    did: '74951234567',
    keys: [{ afterAudioMs: 1_500, digits: '101' }],
    speaksHz: CALLER_HZ,
  });
  const record = await call.ended;
  const employee = await city.phoneCall('101', 5_000, sinceMs);

  expect(keys).toBe('101');
  const callerHeard = readWav(await readFile(record.heard ?? ''));
  const employeeHeard = readWav(await readFile(employee.heard));
  expect(firstAudioMs(callerHeard)).toBeLessThan(500);
  expect(toneMs(callerHeard, EMPLOYEE_HZ)).toBeGreaterThan(0.5 * TALK_MS);
  expect(toneMs(employeeHeard, CALLER_HZ)).toBeGreaterThan(0.5 * TALK_MS);
  expect(toneMs(employeeHeard, EMPLOYEE_HZ), 'directions are not mixed').toBeLessThan(100);
  // The pause is the caller's own, before the first key and while keying.
  expect(longestGapMs(callerHeard)).toBeLessThan(3_000);
  expect(await office.warnings()).toEqual([]);
});

test('the office sees a telephone come, talk and go', async () => {
  const phone = { extension: '102', secret: 'known' };
  await using office = await startOffice({
    nodes: ['127.0.0.1:1'],
    phones: [phone],
    trunkAddress: TRUNK_ADDRESS,
  });
  const does = { kind: 'unregistered' } as const;
  await using city = await startCity({ office, phones: [{ ...phone, does }] });
  const state = async (): Promise<string | undefined> => {
    const variable = 'EXTENSION_STATE(102@telefonistka-employees)';
    return (await office.ami.action('Getvar', { Variable: variable }))['Value'];
  };
  expect(await state()).toBe('UNAVAILABLE');
  await city.behave('102', { kind: 'answer', afterMs: 0, hz: EMPLOYEE_HZ });
  expect(await state()).toBe('NOT_INUSE');
  const since = office.ami.events.length;
  await office.originate({ channel: 'PJSIP/102', context: 'telefonistka-after-queue' });
  await office.ami.waitFor(
    ({ name, fields }) => name === 'ExtensionStatus' && fields['StatusText'] === 'InUse',
    5_000,
    since,
  );
  expect(await state()).toBe('INUSE');
});
