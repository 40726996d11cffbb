import { describe, expect, test } from 'vitest';
import type { HealthPart } from '#app/http/house.ts';
import { buildServer } from '#app/http/server.ts';
import { fakeHttpHouse, TOKEN } from '#test/fakes/http-house.ts';

const part = (different: Partial<HealthPart>): HealthPart => ({
  name: 'storage',
  ok: true,
  isNeeded: true,
  ageSeconds: 2,
  detail: 'sqlite',
  ...different,
});

async function get(
  url: string,
  options: Parameters<typeof fakeHttpHouse>[0] = {},
  headers: Record<string, string> = {},
) {
  const house = fakeHttpHouse(options);
  await using server = await buildServer(house);
  const response = await server.inject({ url, headers });
  return {
    house,
    status: response.statusCode,
    type: response.headers['content-type'],
    body: response.body,
    json: () => response.json<unknown>(),
  };
}

describe('health', () => {
  test('tells each part with the age of what it knows', async () => {
    const { status, json } = await get('/health', {
      parts: [
        part({}),
        part({ name: 'ami', ok: false, isNeeded: false, ageSeconds: null, detail: 'refused' }),
      ],
    });
    expect(status).toBe(200);
    expect(json()).toEqual({
      ok: false,
      parts: [
        { name: 'storage', ok: true, needed: true, age_seconds: 2, detail: 'sqlite' },
        { name: 'ami', ok: false, needed: false, age_seconds: null, detail: 'refused' },
      ],
    });
  });

  test.each([
    [[part({})], 200],
    [[part({}), part({ name: 'ami', ok: false, isNeeded: false })], 200],
    [[part({ ok: false }), part({ name: 'ami' })], 503],
    [[], 200],
  ])('is ready while every needed part is: %j', async (parts, status) => {
    expect((await get('/health/ready', { parts })).status).toBe(status);
  });

  test('is alive even when nothing is ready', async () => {
    expect((await get('/health', { parts: [part({ ok: false })] })).status).toBe(200);
  });
});

test('metrics are text for Prometheus', async () => {
  const { status, type, body } = await get('/metrics');
  expect([status, type, body]).toEqual([200, 'text/plain; version=0.0.4', 'tel_visits_total 1\n']);
});

describe('the token', () => {
  const url = '/api/v1/calls/1.1';
  test.each([
    ['none', {}],
    ['another', { authorization: 'Bearer another-token-000000' }],
    ['the beginning of it', { authorization: `Bearer ${TOKEN.slice(0, -1)}` }],
    ['more than it', { authorization: `Bearer ${TOKEN}0` }],
    ['an empty one', { authorization: 'Bearer ' }],
    ['another scheme', { authorization: `Basic ${TOKEN}` }],
  ])('%s is refused', async (_, headers) => {
    const { status, type, json } = await get(url, {}, headers);
    expect([status, type]).toEqual([401, 'application/problem+json']);
    expect(json()).toMatchObject({
      status: 401,
      title: 'Unauthorized',
      detail: 'a bearer token is needed',
    });
  });

  test('any of several opens', async () => {
    for (const token of [TOKEN, 'second-token-0000000'])
      expect(
        (
          await get(
            url,
            { tokens: [TOKEN, 'second-token-0000000'] },
            { authorization: `Bearer ${token}` },
          )
        ).status,
      ).toBe(404);
  });

  test('opens nothing where none is set', async () => {
    const { status, json } = await get(url, { tokens: [] }, { authorization: 'Bearer ' });
    expect(status).toBe(401);
    expect(json()).toMatchObject({ detail: 'no token is set: http.tokens' });
  });

  test.each(['/api/v1/rank/79161234567', '/api/v1/calls/1.1', '/api/v1/events'])(
    'guards %s',
    async (guarded) => {
      await using server = await buildServer(fakeHttpHouse());
      const method = guarded.endsWith('events') ? 'POST' : 'GET';
      expect((await server.inject({ url: guarded, method })).statusCode).toBe(401);
    },
  );
});

describe('what goes wrong is a problem in JSON', () => {
  const bearer = { authorization: `Bearer ${TOKEN}` };
  test('no such route', async () => {
    expect((await get('/nowhere')).json()).toMatchObject({ status: 404, type: 'about:blank' });
  });

  test('the database is away: try again later', async () => {
    const { status, json } = await get('/api/v1/calls/1.1', { databaseAway: true }, bearer);
    expect(status).toBe(503);
    expect(json()).toMatchObject({ title: 'Service Unavailable', detail: 'the database is away' });
  });

  test('a bug is logged, and tells the client nothing', async () => {
    const house = fakeHttpHouse();
    const broken = {
      ...house,
      health: () => {
        throw new TypeError('secret detail');
      },
    };
    await using server = await buildServer(broken);
    const response = await server.inject({ url: '/health' });
    expect(response.statusCode).toBe(500);
    expect(response.body).not.toContain('secret');
    expect(house.lines.map(({ text }) => text)).toContain('request failed');
  });

  test('an answer that its schema does not know is a bug, not a leak', async () => {
    const leaking = fakeHttpHouse({ parts: [{ ...part({}), detail: 5 as never }] });
    await using server = await buildServer(leaking);
    expect((await server.inject({ url: '/health' })).statusCode).toBe(500);
  });
});

test('the log names routes, never the numbers in them', async () => {
  const { house } = await get('/api/v1/rank/79161234567', {}, { authorization: `Bearer ${TOKEN}` });
  expect(house.lines.map(({ fields }) => fields['route'])).toContain('GET /api/v1/rank/:number');
  expect(JSON.stringify(house.lines)).not.toContain('9161234567');
});
