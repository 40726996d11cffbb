import { describe, expect, test } from 'vitest';
import type { Failure } from '#ports/failure.ts';
import { FAULTS } from '#test/fakes/bitrix24-faults.ts';
import { Bench, never, NOW, portalTime } from './portal.ts';

const letter = {
  TYPE_ID: '4',
  DIRECTION: '2',
  START_TIME: portalTime(NOW.getTime() / 1000 - 60),
  RESPONSIBLE_ID: '5',
  OWNER_TYPE_ID: '3',
  OWNER_ID: '7',
};

async function failureOf(bench: Bench, crm = bench.connector()): Promise<Failure> {
  const failure = await bench.read(crm).then(
    () => null,
    (error: unknown) => error as Failure,
  );
  expect(failure, 'the run fails').not.toBeNull();
  const { message, inFull, stack } = failure!;
  expect(`${message}${inFull}${stack}`).not.toContain(bench.portal.secret);
  return failure!;
}

describe('a portal in trouble', () => {
  test.each(FAULTS)('is asked again after %s', async (fault) => {
    await using bench = await Bench.start();
    bench.portal.put('activity', 20, letter);
    let requests = 0;
    bench.portal.onRequest = () => ((requests += 1) % 3 === 1 ? fault : null);
    await bench.read();
    expect(Object.keys(bench.kept)).toEqual(['activity:20']);
    expect(bench.portal.complaints).toEqual([]);
  });

  test.each(FAULTS)('is left alone until the next run after %s and no end of it', async (fault) => {
    await using bench = await Bench.start();
    bench.portal.onRequest = () => fault;
    expect(await failureOf(bench)).toMatchObject({ code: 'unavailable', retryable: true });
  });

  test.each([
    ['soon', 0.02, null],
    ['in ten minutes', 600, 'unavailable'],
  ])('that wants to be asked again %s', async (_when, operatingResetInSeconds, code) => {
    await using bench = await Bench.start();
    bench.portal.put('activity', 20, letter);
    bench.portal.operatingResetInSeconds = operatingResetInSeconds;
    let isLimited = true;
    bench.portal.onRequest = (method) => {
      if (method !== 'crm.activity.list' || !isLimited) return null;
      isLimited = false;
      return 'operating-limit';
    };
    if (code === null) await bench.read();
    else expect(await failureOf(bench)).toMatchObject({ code });
    expect(Object.keys(bench.kept)).toHaveLength(code === null ? 1 : 0);
  });
});

describe('a refusal says what to do', () => {
  test('when the webhook lacks a right', async () => {
    await using bench = await Bench.start();
    bench.portal.scopes = ['crm', 'user', 'department'];
    const failure = await failureOf(bench);
    expect(failure).toMatchObject({ code: 'refused', retryable: false });
    expect(failure.message).toBe(
      'CRM b24: voximplant.statistic.get: give the webhook the right "telephony", or leave this out of the mapping',
    );
    await bench.read(bench.connector({ mapping: { calls: { enabled: false } } }));
  });

  test('when the webhook is not known', async () => {
    await using bench = await Bench.start();
    const url = bench.portal.url.replace('/rest/1/', '/rest/2/');
    const failure = await failureOf(bench, bench.connector({ url }));
    expect(failure).toMatchObject({ code: 'refused' });
    expect(failure.message).toContain('make a new one');
  });

  test('when there is no portal at the address, without repeating the address', async () => {
    await using bench = await Bench.start();
    bench.portal.isElsewhere = true;
    const failure = await failureOf(bench);
    expect(failure).toMatchObject({ code: 'not-found' });
    expect(failure.inFull).toContain('was not found');
  });

  test.each([
    [403, 'INVALID_CREDENTIALS', 'refused'],
    [403, 'user_access_error', 'refused'],
    [403, 'SOMETHING_NEW', 'refused'],
    [503, 'OVERLOAD_LIMIT', 'refused'],
    [500, 'PORTAL_DELETED', 'refused'],
    [404, 'ERROR_METHOD_NOT_FOUND', 'refused'],
    [400, 'INVALID_ARG_VALUE', 'invalid'],
    [200, 'INVALID_ARG_VALUE', 'invalid'],
    [502, 'SOMETHING_NEW', 'unavailable'],
  ])('%s %s', async (status, error, code) => {
    await using bench = await Bench.start();
    bench.portal.refusals.set('crm.lead.list', { status, error });
    expect(await failureOf(bench)).toMatchObject({ code });
  });
});

describe('a portal that lies in silence', () => {
  test('about times deletes nothing', async () => {
    await using bench = await Bench.start();
    bench.portal.put('activity', 20, letter);
    await bench.read();
    bench.portal.readsNoTimes = true;
    bench.passSeconds(86_400);
    expect(await failureOf(bench)).toMatchObject({
      code: 'invalid',
      message:
        'CRM b24: crm.activity.list (activity) does not filter by START_TIME: correct the date in the mapping',
    });
    expect(Object.keys(bench.kept)).toEqual(['activity:20']);
  });

  test('about a field that it does not have deletes nothing', async () => {
    await using bench = await Bench.start();
    bench.portal.put('activity', 20, letter);
    await bench.read();
    const mapping = { activities: { date: 'START_TIEM' } };
    expect(await failureOf(bench, bench.connector({ mapping }))).toMatchObject({ code: 'invalid' });
    expect(Object.keys(bench.kept)).toEqual(['activity:20']);
  });

  test('and writes lists as objects is understood', async () => {
    await using bench = await Bench.start();
    bench.portal.listsAreObjects = true;
    bench.portal.put('activity', 20, letter);
    await bench.read();
    expect(Object.keys(bench.kept)).toEqual(['activity:20']);
  });
});

describe('doctor says', () => {
  test('that all is well', async () => {
    await using bench = await Bench.start();
    bench.portal.put('user', 5, { NAME: 'Анна', UF_PHONE_INNER: '134' });
    const findings = await bench.connector().check(never);
    expect(findings).toEqual([
      {
        severity: 'ok',
        message: {
          ru: 'CRM b24: Битрикс24 отвечает, всё указанное в настройках читается (11)',
          en: 'CRM b24: Bitrix24 answers, and everything the mapping names can be read (11)',
        },
        remedy: null,
      },
    ]);
    expect(bench.portal.complaints).toEqual([]);
  });

  test('what may not be read, and which right gives it', async () => {
    await using bench = await Bench.start();
    bench.portal.scopes = ['crm', 'user'];
    const findings = await bench.connector().check(never);
    expect(
      findings.map(({ severity, message }) => `${severity} ${message.ru.split(':')[0]}`),
    ).toEqual(['error departments (department.get)', 'error call (voximplant.statistic.get)']);
    expect(findings[1]!.remedy!.ru).toContain('«telephony»');
    expect(findings[1]!.remedy!.en).toContain('"telephony"');
  });

  test('once that nobody answers', async () => {
    await using bench = await Bench.start();
    bench.portal.onRequest = () => 'reset';
    const findings = await bench.connector().check(never);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ severity: 'error' });
    expect(findings[0]!.message.en).toContain('does not answer');
    expect(JSON.stringify(findings)).not.toContain(bench.portal.secret);
  });

  test('that a date of the mapping does not exist', async () => {
    await using bench = await Bench.start();
    bench.portal.put('activity', 20, letter);
    const mapping = { activities: { date: 'START_TIEM' } };
    const findings = await bench.connector({ mapping }).check(never);
    expect(findings.map(({ severity }) => severity)).toEqual(['error']);
    expect(findings[0]!.message.en).toContain('START_TIEM');
  });

  test('that nobody has an extension', async () => {
    await using bench = await Bench.start();
    bench.portal.put('user', 5, { NAME: 'Анна', UF_PHONE_INNER: '' });
    const findings = await bench.connector().check(never);
    expect(findings.map(({ severity }) => severity)).toEqual(['warning', 'ok']);
  });
});
