import { describe, expect, test } from 'vitest';
import { Secret } from '#app/config/secret.ts';
import { amiCheck } from '#app/doctor/ami.ts';
import { withAmi } from '#app/with-ami.ts';
import { loadedDialplan } from '#adapters/asterisk/loaded-dialplan.ts';
import { lintDialplan } from '#domain/call/dialplan-lint.ts';
import { startFakeAmi, type FakeAmiSession, type WireAction } from '#test/fakes/fake-ami.ts';
import { fakeHouse } from '#test/fakes/house.ts';

const { log } = fakeHouse();
const account = (port: number, secret = 's3cret') => ({
  ami: { host: '127.0.0.1', port, user: 'tel', secret: new Secret(secret) },
});

/** Lines of a dialplan as Asterisk 22 lists them. */
const LINES: Record<string, string>[] = [
  {
    Context: 'in',
    Extension: '_X.',
    Priority: '1',
    Application: 'Goto',
    AppData: 'telefonistka,s,1',
    Registrar: 'pbx_config',
  },
  {
    Context: 'telefonistka-employees',
    Extension: '101',
    Priority: 'hint',
    Application: 'PJSIP/101',
    Registrar: 'pbx_config',
  },
  {
    Context: 'telefonistka',
    Extension: 's',
    Priority: '1',
    Application: 'Answer',
    AppData: '',
    Registrar: 'pbx_config',
  },
  {
    Context: 'telefonistka',
    Extension: 's',
    ExtensionLabel: 'visit',
    Priority: '2',
    Application: 'AGI',
    AppData: 'agi://127.0.0.1:4573/personal-ivr',
  },
  { Context: 'in', IncludeContext: 'parking', Registrar: 'pbx_config' },
];
const GLOBALS: Record<string, string> = { TEL_NODE1: '127.0.0.1:4573' };

/** An Asterisk that tells its dialplan. */
function telling(action: WireAction, session: FakeAmiSession): boolean {
  switch (action.get('Action') ?? '') {
    case 'ShowDialPlan':
      session.list(action, 'ListDialplan', LINES);
      return true;
    case 'Getvar': {
      const name = action.get('Variable') ?? '';
      session.reply(action, { Response: 'Success', Variable: name, Value: GLOBALS[name] ?? '' });
      return true;
    }
    default:
      return false;
  }
}

describe('the AMI check', () => {
  const check = async (port: number, secret?: string) =>
    amiCheck(account(port, secret), log).run(AbortSignal.timeout(10_000));

  test('is content when every question is answered', async () => {
    await using ami = await startFakeAmi({ answer: telling });
    expect(await check(ami.port)).toMatchObject([{ severity: 'ok' }]);
  });

  test('names the right that is missing, or the module', async () => {
    await using ami = await startFakeAmi({
      answer(action, session) {
        if (action.get('Action') === 'DBGet') {
          session.reply(action, { Response: 'Error', Message: 'Permission denied' });
          return true;
        }
        if (action.get('Action') === 'DeviceStateList') {
          session.reply(action, {
            Response: 'Error',
            Message: 'Invalid/unknown command: DeviceStateList.',
          });
          return true;
        }
        return telling(action, session);
      },
    });
    expect((await check(ami.port)).map(({ severity, remedy }) => [severity, remedy?.en])).toEqual([
      [
        'error',
        'load the module: module load res_manager_devicestate.so, and write it into modules.conf',
      ],
      ['error', 'in manager.conf for this user: write = reporting, then manager reload'],
    ]);
  });

  test('fails with words when the login is refused', async () => {
    await using ami = await startFakeAmi();
    await expect(check(ami.port, 'wrong')).rejects.toMatchObject({
      code: 'refused',
      message: 'AMI refused the login of tel',
    });
  });

  test('warns when AMI is not wanted', async () => {
    expect(await amiCheck({ ami: null }, log).run(AbortSignal.timeout(1000))).toMatchObject([
      { severity: 'warning' },
    ]);
  });
});

test('the loaded dialplan is read line by line, hints, includes and globals apart', async () => {
  await using ami = await startFakeAmi({ answer: telling });
  const dialplan = await withAmi(account(ami.port), log, loadedDialplan);
  expect(dialplan.steps).toHaveLength(3);
  expect(dialplan.steps[2]).toEqual({
    context: 'telefonistka',
    extension: 's',
    priority: 2,
    label: 'visit',
    app: 'AGI',
    data: 'agi://127.0.0.1:4573/personal-ivr',
    file: null,
    line: null,
  });
  expect(dialplan.hints).toEqual([{ context: 'telefonistka-employees', extension: '101' }]);
  expect(dialplan.includes).toEqual([{ context: 'in', included: 'parking' }]);
  expect(Object.fromEntries(dialplan.globals)).toEqual(GLOBALS);
  const rules = lintDialplan(dialplan, {
    node: '127.0.0.1:4573',
    hintContext: 'telefonistka-employees',
  }).map(({ rule }) => rule);
  expect(rules).toEqual(
    expect.arrayContaining(['no-exit-on-hangup', 'no-lease', 'no-T', 'falls-off']),
  );
  expect(rules).not.toContain('not-reached');
});
