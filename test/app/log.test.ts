import { describe, expect, test } from 'vitest';
import { createLog } from '#app/log.ts';
import { Secret } from '#app/config/secret.ts';
import { Failure } from '#ports/failure.ts';

type Level = 'debug' | 'info' | 'warn' | 'error';

function logging(
  options: { personalData?: boolean; format?: 'lines' | 'json'; level?: Level } = {},
) {
  let written = '';
  const log = createLog(
    { level: 'debug', personalData: false, format: 'json', ...options },
    { write: (line) => void (written += line) },
  );
  return { log, written: () => written, lines: () => written.trimEnd().split('\n') };
}

const NUMBER = '+79161234567';
const SECRET = 'hunter2-hunter2-hunter2';

/** What an HTTP client throws: everything it knows, keys included. */
function clientError(): Error {
  const inner = Object.assign(
    new Error(`GET https://crm.example/rest/1/${SECRET}/call?q=${NUMBER} failed`),
    {
      options: { headers: { authorization: `Bearer ${SECRET}` } },
    },
  );
  return Object.assign(
    new Error(`Request to https://user:${SECRET}@crm.example/a/${SECRET} failed`, { cause: inner }),
    {
      code: 'ERR_NON_2XX',
      request: { headers: { authorization: `Bearer ${SECRET}` } },
      response: { body: `{"phone":"${NUMBER}"}` },
      config: { auth: { password: SECRET } },
    },
  );
}

describe('neither secrets nor numbers are in the log', () => {
  test.each(['json', 'lines'] as const)('as %s', (format) => {
    const { log, written } = logging({ format });
    log.info({ linkedid: '1.1', pii: { callerNumber: NUMBER, name: 'Иван' } }, 'caller recognised');
    log.info({ call: { pii: { callerNumber: NUMBER } } }, 'nested');
    log.error({ err: clientError() }, 'crm failed');
    log.error({ error: clientError() }, 'crm failed');
    log.error(clientError() as never, 'crm failed');
    log.error({ reason: clientError(), page: { failed: clientError() } }, 'under another key');
    log.warn({ err: `a string with ${SECRET}` }, 'thrown string');
    log.warn(
      { secret: SECRET, ami: { password: SECRET }, http: { headers: { authorization: SECRET } } },
      'settings',
    );
    log.warn({ url: `postgres://tel:${SECRET}@db/tel`, key: new Secret(SECRET) }, 'settings');
    log.warn({ err: new Error(`no client ${NUMBER}, ${NUMBER.slice(1)}`) }, 'message');
    expect(written()).not.toContain(SECRET);
    expect(written()).not.toContain(NUMBER.slice(1));
    expect(written()).not.toContain('Иван');
    expect(written().trimEnd().split('\n').length).toBeGreaterThanOrEqual(8);
  });
});

test('personal data is written when the administrator allows it, secrets never are', () => {
  const { log, written } = logging({ personalData: true });
  log.info({ pii: { callerNumber: NUMBER }, secret: SECRET }, 'caller recognised');
  expect(written()).toContain(NUMBER);
  expect(written()).not.toContain(SECRET);
});

test('an error keeps its kind, its code and its places', () => {
  const { log, lines } = logging();
  log.error({ err: clientError() }, 'crm failed');
  expect(JSON.parse(lines()[0]!)).toMatchObject({
    level: 'error',
    msg: 'crm failed',
    err: {
      type: 'Error',
      code: 'ERR_NON_2XX',
      message: 'Request to https://crm.example/… failed',
      stack: expect.arrayContaining([expect.stringContaining('log.test.ts')]),
    },
  });
});

test('a failure is told without a stack: it was meant', () => {
  const { log, lines } = logging();
  log.warn({ err: new Failure('unavailable', '1C did not answer within 10 s') }, 'import failed');
  expect(JSON.parse(lines()[0]!).err).toEqual({
    type: 'Failure',
    code: 'unavailable',
    message: '1C did not answer within 10 s',
  });
});

test('nothing below the level is written', () => {
  const { log, written } = logging({ level: 'warn' });
  log.info({}, 'unimportant');
  expect(written()).toBe('');
  log.warn({}, 'important');
  expect(written()).toContain('important');
});

describe('in a terminal', () => {
  test('one step of a call is one line with time, call and what varies', () => {
    const { log, lines } = logging({ format: 'lines' });
    log.info(
      { linkedid: '1763690587.14', candidates: 3, policy: 'menu', to: { kind: 'queue' } },
      'menu offered',
    );
    expect(lines()).toHaveLength(1);
    expect(lines()[0]).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} {2}info {3}1763690587\.14 {2}menu offered {2}candidates=3 policy=menu to=\{"kind":"queue"\}$/,
    );
  });

  test('text from outside cannot command it', () => {
    const { log, written } = logging({ format: 'lines' });
    log.info(
      { linkedid: '1\u001b[2J', name: '\u001b]0;owned\u0007', err: new Error('a\u001b[31m') },
      'step\u001b[0m',
    );
    expect(written()).not.toContain('\u001B');
    expect(written()).not.toContain('\u0007');
  });
});
