import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { personalIvr } from '#agi/personal-ivr.ts';
import { keyboardCall } from '#adapters/keyboard/keyboard-session.ts';
import { contacts, fakeHouse } from '#test/fakes/house.ts';

const known = { '+79161234567': { tallies: [contacts('anna', 4), contacts('pyotr', 3)] } };

function caller(pace = 0) {
  const input = new PassThrough();
  const output = new PassThrough();
  const visit = {
    linkedid: 'keyboard',
    uniqueid: 'keyboard',
    channel: 'keyboard',
    callerNumber: '+79161234567',
    callerName: '',
    dialled: '',
    attempt: 1,
  };
  return { input, output, ...keyboardCall({ visit, input, output, pace }) };
}

test('a caller on the keyboard hears the menu and keys an extension', async () => {
  const { call, input, output, routed } = caller();
  input.write('35');
  await personalIvr(call, fakeHouse({ known }));
  expect(routed()).toMatchObject({ kind: 'employee', employeeId: 'pyotr' });
  expect(String(output.read())).toContain('♪ greeting menu_begin option:34 option:35 menu_end');
});

test.each(['h', '\u0003', '\u0004'])('the letter %j hangs up in mid prompt', async (letter) => {
  const { call, input, routed } = caller(1000);
  const visit = personalIvr(call, fakeHouse({ known }));
  input.write(letter);
  await visit;
  expect(routed()).toBeNull();
  expect(call.signal.aborted).toBe(true);
});

test('keys from a pipe are all used before its end hangs up', async () => {
  const { call, input, routed } = caller(1000);
  input.end('35');
  await personalIvr(call, fakeHouse({ known }));
  expect(routed()).toMatchObject({ kind: 'employee', employeeId: 'pyotr' });
});

test('the end of the input is a hang-up', async () => {
  const { call, input, routed } = caller(1000);
  const visit = personalIvr(call, fakeHouse({ known }));
  input.end();
  await visit;
  expect(routed()).toBeNull();
});
