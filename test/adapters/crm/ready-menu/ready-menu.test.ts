import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { optionsFrom } from '#adapters/crm/ready-menu/answer.ts';
import { createReadyMenus, type ReadyMenuOptions } from '#adapters/crm/ready-menu/ready-menu.ts';
import { createBreaker } from '#adapters/plumbing/http/breaker.ts';
import { createHttp } from '#adapters/plumbing/http/http.ts';
import { createPace } from '#adapters/plumbing/http/pace.ts';
import type { Log } from '#ports/log.ts';

const NUMBER = '+79161234567';
const { signal } = new AbortController();

async function crm(over: Partial<ReadyMenuOptions> = {}) {
  const asked: string[] = [];
  const waiting: ServerResponse[] = [];
  let answer: ((response: ServerResponse) => void) | null = null;
  const server = createServer((request, response) => {
    asked.push(new URL(request.url ?? '', 'http://x').searchParams.get('number') ?? '');
    if (answer === null) waiting.push(response);
    else answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const warned: string[] = [];
  const told = (_: object, text: string): void => void warned.push(text);
  const log: Log = { debug: () => undefined, info: told, warn: told, error: told };
  let nowMs = 1_000_000;
  const menus = createReadyMenus({
    http: createHttp({
      name: 'menu',
      pace: createPace({ burst: 100, perSecond: 1_000, concurrency: 20 }),
      breaker: createBreaker('menu', { failuresMax: 3, restMs: 60_000 }),
      attemptsMax: 1,
      backoffMs: 1,
      pauseMaxMs: 1,
      timeoutMs: 5_000,
      bytesMax: 10_000,
      ca: null,
    }),
    url: `http://127.0.0.1:${port}/menu?key=1`,
    authorization: null,
    budgetMs: 5_000,
    freshMs: 60_000,
    staleMs: 3_600_000,
    numbersMax: 2,
    nowMs: () => nowMs,
    log,
    ...over,
  });
  return {
    menus,
    asked,
    warned,
    waiting,
    later: (ms: number) => void (nowMs += ms),
    answers: (body: unknown, status = 200) =>
      void (answer = (response) => response.writeHead(status).end(JSON.stringify(body))),
  };
}

const anna = [{ who: '34', phrase: null }];

test('the first call waits for the answer, the next ones have it; the number is all that goes out', async () => {
  const { menus, asked, answers } = await crm();
  answers(['34']);
  expect(await menus.menuFor(NUMBER, signal)).toEqual(anna);
  expect(await menus.menuFor(NUMBER, signal)).toEqual(anna);
  expect(asked).toEqual([NUMBER]);
});

test('an old answer is given at once, and asked for again behind it', async () => {
  const { menus, asked, answers, later } = await crm();
  answers(['34']);
  await menus.menuFor(NUMBER, signal);
  later(60_001);
  answers(['35']);
  expect(await menus.menuFor(NUMBER, signal)).toEqual(anna);
  await expect.poll(() => menus.menuFor(NUMBER, signal)).toEqual([{ who: '35', phrase: null }]);
  expect(asked).toHaveLength(2);
});

test('a CRM that hangs costs a first call its budget and no more, a known one nothing', async () => {
  const { menus, waiting, asked } = await crm({ budgetMs: 30 });
  expect(await menus.menuFor(NUMBER, signal)).toBeNull();
  expect(await menus.menuFor(NUMBER, signal)).toBeNull();
  expect(asked).toHaveLength(1);
  // It comes late, and is there for the next call.
  waiting[0]?.end('["34"]');
  await expect.poll(() => menus.menuFor(NUMBER, signal)).toEqual(anna);
});

test('without a budget nobody waits', async () => {
  const { menus, answers } = await crm({ budgetMs: 0 });
  answers(['34']);
  expect(await menus.menuFor(NUMBER, signal)).toBeNull();
  await expect.poll(() => menus.menuFor(NUMBER, signal)).toEqual(anna);
});

test('who hangs up waits no longer', async () => {
  const { menus } = await crm();
  const caller = new AbortController();
  const asking = menus.menuFor(NUMBER, caller.signal);
  caller.abort();
  expect(await asking).toBeNull();
});

test('a CRM that fails is told of once, and then not asked for a while; old answers stay good', async () => {
  const { menus, asked, answers, later, warned } = await crm();
  answers(['34']);
  await menus.menuFor(NUMBER, signal);
  answers({ error: 'no' }, 500);
  later(60_001);
  expect(await menus.menuFor(NUMBER, signal)).toEqual(anna);
  await expect.poll(() => warned.length).toBe(1);
  // Too old by now: each of these calls waits for what comes of its asking.
  later(3_600_000);
  for (let call = 0; call < 6; call += 1) expect(await menus.menuFor(NUMBER, signal)).toBeNull();
  expect(warned).toHaveLength(1);
  // The first one, and three failures in a row.
  expect(asked).toHaveLength(4);
});

test('no menu is an answer too', async () => {
  const { menus, asked, answers } = await crm();
  answers([], 200);
  expect(await menus.menuFor(NUMBER, signal)).toBeNull();
  answers({}, 404);
  expect(await menus.menuFor('+79160000000', signal)).toBeNull();
  expect(await menus.menuFor(NUMBER, signal)).toBeNull();
  expect(asked).toHaveLength(2);
});

test('so many numbers are remembered, the oldest goes', async () => {
  const { menus, asked, answers } = await crm();
  answers(['34']);
  for (const last of ['1', '2', '3', '1']) await menus.menuFor(`+7916000000${last}`, signal);
  expect(asked).toHaveLength(4);
});

describe('an answer', () => {
  test.each([
    [
      ['34', 'id-7'],
      [
        { who: '34', phrase: null },
        { who: 'id-7', phrase: null },
      ],
    ],
    [[34], anna],
    [{ people: [{ extension: '34' }] }, anna],
    [
      [{ employee_id: 'id-7', phrase: 'По счёту: наберите {keys}' }],
      [{ who: 'id-7', phrase: 'По счёту: наберите {keys}' }],
    ],
    [[], []],
  ])('%j', (json, expected) => {
    expect(optionsFrom(json)).toEqual(expected);
  });

  test.each([
    [null],
    ['34'],
    [[{}]],
    [[{ extension: { deep: 1 } }]],
    [[{ extension: '34', phrase: 'x'.repeat(301) }]],
    [Array.from({ length: 11 }, () => '34')],
    [{ menu: ['34'] }],
  ])('that is none: %j', (json) => {
    expect(optionsFrom(json)).toBeNull();
  });
});
