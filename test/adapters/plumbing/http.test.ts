import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createBreaker } from '#adapters/plumbing/http/breaker.ts';
import { createHttp, retryAfterMs, type HttpOptions } from '#adapters/plumbing/http/http.ts';
import { failureOfStatus, jsonOf, mayHeal } from '#adapters/plumbing/http/json.ts';
import { createPace } from '#adapters/plumbing/http/pace.ts';
import { Failure } from '#ports/failure.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const signal = new AbortController().signal;
const SECRET = 'S3CR3T';

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return (server.address() as AddressInfo).port;
}

/** A vendor that answers so, and the address of it with a secret in it. */
async function vendor(answer: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listen(createServer(answer))}/${SECRET}?key=${SECRET}`;
}

function door(over: Partial<HttpOptions> = {}) {
  return createHttp({
    name: 'CRM x',
    pace: createPace({ burst: 100, perSecond: 1_000, concurrency: 10 }),
    breaker: createBreaker('CRM x', { failuresMax: 100, restMs: 1 }),
    attemptsMax: 3,
    backoffMs: 1,
    pauseMaxMs: 50,
    timeoutMs: 1_000,
    bytesMax: 1_000,
    ca: null,
    ...over,
  });
}

/** Asks for JSON as every connector does. */
function ask(url: string, http = door(), within = signal): Promise<unknown> {
  return http.ask(
    { url, headers: { authorization: `Bearer ${SECRET}` } },
    (response) => {
      if (mayHeal(response.status))
        return { kind: 'again', afterMs: retryAfterMs(response, NOW), why: 'CRM x is in trouble' };
      const value = jsonOf(response);
      return response.status === 200 && value !== undefined
        ? { kind: 'answer', value }
        : { kind: 'failed', failure: failureOfStatus('CRM x', response) };
    },
    within,
  );
}

async function failureOf(asking: Promise<unknown>): Promise<Failure> {
  const failure = await asking.then(
    () => null,
    (error: unknown) => error as Failure,
  );
  if (failure === null) throw new Error('expected a failure');
  const everything = [failure.message, failure.stack, JSON.stringify(failure), String(failure)];
  expect(everything.join(), 'no secret in a failure').not.toContain(SECRET);
  expect(failure.cause).toBeUndefined();
  return failure;
}

test('an answer comes through whole', async () => {
  const url = await vendor((_, response) => response.end('{"имя":"Анна"}'));
  expect(await ask(url)).toEqual({ имя: 'Анна' });
});

test('a vendor in trouble is asked again, as long as he wants to be left alone', async () => {
  const times: number[] = [];
  const url = await vendor((_, response) => {
    times.push(performance.now());
    if (times.length < 3) response.writeHead(503, { 'retry-after': '0' }).end('<h1>busy</h1>');
    else response.end('{}');
  });
  expect(await ask(url)).toEqual({});
  expect(times).toHaveLength(3);
});

test('a pause that is too long for us is left to the next run', async () => {
  let asked = 0;
  const url = await vendor((_, response) => {
    asked += 1;
    response.writeHead(429, { 'retry-after': '600' }).end();
  });
  expect(await failureOf(ask(url))).toMatchObject({
    code: 'unavailable',
    message: 'CRM x is in trouble; asked once',
  });
  expect(asked).toBe(1);
});

test.each([
  [401, 'refused', 'CRM x refused us (401): check user, password, rights'],
  [404, 'not-found', 'CRM x has no such address (404)'],
  [302, 'refused', 'CRM x sends us elsewhere (302): correct the address'],
  [422, 'invalid', 'CRM x answered 422'],
])('status %s is %s, at once', async (status, code, message) => {
  let asked = 0;
  const url = await vendor((_, response) => {
    asked += 1;
    response.writeHead(status, { location: 'http://127.0.0.1:1/elsewhere' });
    response.end('<html><style>p{}</style><p>Нет\n доступа</p>');
  });
  expect(await failureOf(ask(url))).toMatchObject({ code, message });
  expect(asked).toBe(1);
});

test('nobody there, a broken line, silence and half an answer: asked again, then unavailable', async () => {
  const nobody = await failureOf(ask('http://127.0.0.1:1/'));
  expect(nobody.message).toBe('CRM x did not answer (ECONNREFUSED); asked 3 times');
  const broken = await vendor((request) => request.socket.resetAndDestroy());
  expect((await failureOf(ask(broken))).message).toContain('ECONNRESET');
  const silent = await vendor(() => undefined);
  const impatient = door({ timeoutMs: 30 });
  expect((await failureOf(ask(silent, impatient))).message).toContain('ETIMEDOUT');
  const half = await vendor((request, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('{"a":', () => request.socket.destroy());
  });
  expect(await failureOf(ask(half))).toMatchObject({ code: 'unavailable' });
});

test('an answer without end is cut off', async () => {
  const url = await vendor((_, response) => {
    const timer = setInterval(() => response.write('x'.repeat(500)), 1);
    response.on('close', () => clearInterval(timer));
  });
  expect(await failureOf(ask(url))).toMatchObject({
    code: 'invalid',
    message: 'CRM x: an answer of more than 1000 bytes',
  });
});

test('called off: while it waits for an answer, and between two attempts', async () => {
  const calledOff = new AbortController();
  const silent = await vendor(() => calledOff.abort());
  expect(await failureOf(ask(silent, door(), calledOff.signal))).toMatchObject({ code: 'gone' });
  expect(await failureOf(ask(silent, door(), AbortSignal.abort()))).toMatchObject({ code: 'gone' });
});

test('a certificate of the firm’s own authority is trusted when it is named, and else refused', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tel-http-'));
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => join(folder, name)) as [string, string];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const files = ['-keyout', key, '-out', cert];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...subject, ...files], {
    stdio: 'ignore',
  });
  const server = createTlsServer(
    { key: readFileSync(key), cert: readFileSync(cert) },
    (_, response) => {
      response.end('{}');
    },
  );
  const url = `https://127.0.0.1:${await listen(server)}/`;
  expect(await failureOf(ask(url))).toMatchObject({
    code: 'refused',
    message: expect.stringContaining('set ca_file') as string,
  });
  expect(await ask(url, door({ ca: readFileSync(cert, 'utf8') }))).toEqual({});
});

describe('the pace', () => {
  test('so many at once, the others in the order of asking', async () => {
    const pace = createPace({ burst: 100, perSecond: 1_000, concurrency: 2 });
    const started: number[] = [];
    const open: (() => void)[] = [];
    const runs = [0, 1, 2, 3].map((number) =>
      pace.take(
        () =>
          new Promise<void>((resolve) => {
            started.push(number);
            open.push(resolve);
          }),
        signal,
      ),
    );
    await expect.poll(() => started).toEqual([0, 1]);
    open.shift()!();
    await expect.poll(() => started).toEqual([0, 1, 2]);
    open.splice(0).forEach((finish) => finish());
    await expect.poll(() => started).toEqual([0, 1, 2, 3]);
    open.splice(0).forEach((finish) => finish());
    await Promise.all(runs);
  });

  test('a burst, and then so many a second', async () => {
    const pace = createPace({ burst: 3, perSecond: 50, concurrency: 1 });
    const times: number[] = [];
    const began = performance.now();
    for (let number = 0; number < 5; number += 1)
      await pace.take(async () => times.push(performance.now() - began), signal);
    // A token comes every 20 ms; timers may be a little early, never by half.
    expect(times[4]! - times[2]!).toBeGreaterThan(30);
  });

  test('who is called off while he waits for a place takes nobody else’s', async () => {
    const pace = createPace({ burst: 10, perSecond: 1_000, concurrency: 1 });
    const gate = Promise.withResolvers<void>();
    const first = pace.take(() => gate.promise, signal);
    const calledOff = new AbortController();
    const second = pace.take(async () => 'second', calledOff.signal);
    // It has begun to wait for the place.
    await new Promise((resolve) => setImmediate(resolve));
    calledOff.abort();
    const third = pace.take(async () => 'third', signal);
    await expect(second).rejects.toMatchObject({ code: 'gone' });
    await new Promise((resolve) => setImmediate(resolve));
    gate.resolve();
    await first;
    expect(await third).toBe('third');
  });

  test('who is called off while he waits leaves the line, and the next one comes', async () => {
    const pace = createPace({ burst: 10, perSecond: 1_000, concurrency: 1 });
    const gate = Promise.withResolvers<void>();
    const first = pace.take(() => gate.promise, signal);
    const calledOff = new AbortController();
    const second = pace.take(async () => 'second', calledOff.signal);
    const third = pace.take(async () => 'third', signal);
    calledOff.abort();
    await expect(second).rejects.toMatchObject({ code: 'gone' });
    gate.resolve();
    await first;
    expect(await third).toBe('third');
  });
});

describe('the breaker', () => {
  const away = async (): Promise<never> => {
    throw new Failure('unavailable', 'away');
  };

  test('opens after failures in a row, lets one try after its rest, closes when that one is answered', async () => {
    let nowMs = 0;
    const breaker = createBreaker('CRM x', { failuresMax: 2, restMs: 1_000 }, () => nowMs);
    await expect(breaker.pass(away)).rejects.toThrow('away');
    await breaker.pass(async () => 'an answer in between counts from the beginning');
    await expect(breaker.pass(away)).rejects.toThrow('away');
    expect(breaker.isOpen).toBe(false);
    await expect(breaker.pass(away)).rejects.toThrow('away');
    expect(breaker.isOpen).toBe(true);
    await expect(breaker.pass(async () => 'not asked')).rejects.toMatchObject({
      code: 'unavailable',
      message: 'CRM x failed 2 times in a row: not asked for 1 s',
    });
    nowMs = 1_000;
    const gate = Promise.withResolvers<string>();
    const trial = breaker.pass(() => gate.promise);
    await expect(breaker.pass(async () => 'beside the trial')).rejects.toThrow('not asked');
    gate.resolve('there again');
    expect(await trial).toBe('there again');
    expect(await breaker.pass(async () => 'as usual')).toBe('as usual');
  });

  test('a trial that fails opens it again; a refusal is no trouble of the line', async () => {
    let nowMs = 0;
    const breaker = createBreaker('CRM x', { failuresMax: 1, restMs: 1_000 }, () => nowMs);
    await expect(breaker.pass(away)).rejects.toThrow('away');
    nowMs = 1_000;
    await expect(breaker.pass(away)).rejects.toThrow('away');
    expect(breaker.isOpen).toBe(true);
    nowMs = 2_000;
    await expect(
      breaker.pass(async () => {
        throw new Failure('refused', 'no');
      }),
    ).rejects.toThrow('no');
    expect(breaker.isOpen).toBe(false);
  });
});

test.each([
  ['120', 120_000],
  ['Mon, 02 Mar 2026 10:00:30 GMT', 30_000],
  ['Mon, 02 Mar 2026 09:00:00 GMT', 0],
  ['soon', null],
  [undefined, null],
])('Retry-After %s is %s ms', (text, expected) => {
  const response = { status: 429, headers: { 'retry-after': text }, body: Buffer.alloc(0) };
  expect(retryAfterMs(response, NOW)).toBe(expected);
});
