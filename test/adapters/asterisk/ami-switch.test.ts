import { expect, test } from 'vitest';
import { createKillSwitch } from '#adapters/asterisk/switch.ts';
import { startFakeAmi } from '#test/fakes/fake-ami.ts';
import { clientFor } from './ami-under-test.ts';

test('off and on are the flag that the dialplan reads, for everybody and for one line', async () => {
  await using ami = await startFakeAmi();
  await using under = clientFor(ami.port);
  under.client.start();
  await under.ready();
  const killSwitch = createKillSwitch(under.client);
  expect(await killSwitch.isOff()).toBe(false);
  await killSwitch.turnOff();
  expect(ami.database.get('telefonistka/off')).toBe('1');
  expect(await killSwitch.isOff()).toBe(true);
  expect(await killSwitch.isOff('+7 495 123-45-67')).toBe(false);
  await killSwitch.turnOff('+7 495 123-45-67');
  expect(ami.database.get('telefonistka/off/74951234567')).toBe('1');
  await killSwitch.turnOn();
  await killSwitch.turnOn(); // twice is no error
  expect(await killSwitch.isOff()).toBe(false);
  expect(await killSwitch.isOff('74951234567')).toBe(true);
});

test('a line is a number; anything else never reaches Asterisk', async () => {
  await using ami = await startFakeAmi();
  await using under = clientFor(ami.port);
  under.client.start();
  await under.ready();
  const killSwitch = createKillSwitch(under.client);
  for (const line of ['', 'sales', '7'.repeat(21)]) {
    await expect(killSwitch.turnOff(line)).rejects.toMatchObject({ code: 'invalid' });
  }
  expect(ami.database.size).toBe(0);
});

test('without rights or without a connection it says so instead of saying "on"', async () => {
  await using ami = await startFakeAmi({
    answer(action, session) {
      if (action.get('Action') !== 'DBGet') return false;
      session.reply(action, { Response: 'Error', Message: 'Permission denied' });
      return true;
    },
  });
  await using under = clientFor(ami.port);
  const killSwitch = createKillSwitch(under.client);
  await expect(killSwitch.isOff()).rejects.toMatchObject({ code: 'unavailable' });
  under.client.start();
  await under.ready();
  await expect(killSwitch.isOff()).rejects.toMatchObject({ code: 'refused' });
});
