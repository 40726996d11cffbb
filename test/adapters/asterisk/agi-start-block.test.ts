import { expect, test } from 'vitest';
import { greet, greetingFrom } from '#adapters/asterisk/agi-greeting.ts';
import { startBlockFrom } from '#adapters/asterisk/agi-start-block.ts';
import { agiArguments, expanded, uriEncoded } from '#test/fakes/fake-dialplan.ts';

const block = { script: 'personal-ivr', channel: 'PJSIP/trunk-1', uniqueid: '17.1' };

/** What Asterisk would answer to the first command on a channel with these values. */
function answered(values: Readonly<Record<string, string>>): string {
  const [, , , expression = ''] = agiArguments(greet('token'));
  return expanded(expression, (name) => {
    const encodes = /^URIENCODE\((.*)\)$/s.exec(name);
    return encodes === null ? (values[name] ?? '') : uriEncoded(encodes[1] ?? '');
  });
}

test('the script name loses its query and its slashes', () => {
  for (const path of [
    'personal-ivr',
    'personal-ivr?a=b',
    '/personal-ivr/',
    'personal-ivr?x=1?y/z',
  ]) {
    expect(startBlockFrom([`agi_network_script: ${path}`]).script).toBe('personal-ivr');
  }
});

test('a value keeps its colons', () => {
  const { channel } = startBlockFrom(['agi_channel: PJSIP/[fd00::1]:5060-00000001']);
  expect(channel).toBe('PJSIP/[fd00::1]:5060-00000001');
});

test('a line forged behind the caller name changes nothing that came before it', () => {
  const forged = startBlockFrom([
    'agi_network_script: personal-ivr',
    'agi_uniqueid: 17.1',
    'agi_calleridname: Ivan',
    'agi_uniqueid: 99.9',
    'agi_network_script: another',
    'no colon at all',
  ]);
  expect(forged).toMatchObject({ script: 'personal-ivr', uniqueid: '17.1' });
});

test('one answer brings all that a visit needs, hostile text included', () => {
  const callerName = 'Ёж | "Пётр" (ООО):\n200 result=1\r\n+%41 ${EXTEN}';
  const { visit, leaseLeftMs, isReadable } = greetingFrom(
    answered({
      'CHANNEL(linkedid)': 'pbx-17.0',
      'CALLERID(num)': '+79161234567',
      'CALLERID(name)': callerName,
      'CALLERID(dnid)': '74950000000',
      TEL_TRY: '2',
      'TIMEOUT(absolute)': '4.997',
    }),
    block,
  );
  expect(visit).toEqual({
    linkedid: 'pbx-17.0',
    uniqueid: '17.1',
    channel: 'PJSIP/trunk-1',
    callerNumber: '+79161234567',
    callerName,
    dialled: '74950000000',
    attempt: 2,
  });
  expect(leaseLeftMs).toBeCloseTo(4997);
  expect(isReadable).toBe(true);
});

test('a withheld number, a missing name and no lease are empty, not wrong', () => {
  const greeting = greetingFrom(answered({ 'CHANNEL(linkedid)': '17.0' }), block);
  expect(greeting.visit).toMatchObject({
    callerNumber: '',
    callerName: '',
    dialled: '',
    attempt: 1,
  });
  expect(greeting.leaseLeftMs).toBe(0);
});

test('an Asterisk without URIENCODE leaves us the uniqueid and a stranger', () => {
  const { visit, isReadable } = greetingFrom('token||||||', block);
  expect(isReadable).toBe(false);
  expect(visit).toMatchObject({ linkedid: '17.1', callerNumber: '' });
});
