import { describe, expect, test } from 'vitest';
import { NO_CALIBRATION } from '#domain/learning/calibration.ts';
import { buildServer } from '#app/http/server.ts';
import type { CallReceipt } from '#ports/journal.ts';
import { contacts, weights } from '#test/fakes/house.ts';
import { fakeHttpHouse, TOKEN } from '#test/fakes/http-house.ts';

const headers = { authorization: `Bearer ${TOKEN}` };
const event = (different: object = {}) => ({
  source: 'crm',
  external_id: '1',
  at: 1_763_000_000,
  type: 'call_answered',
  client_id: 'c1',
  employee_id: 'anna',
  ...different,
});

async function post(
  payload: unknown,
  options: Parameters<typeof fakeHttpHouse>[0] = {},
  more: Record<string, string> = {},
) {
  const house = fakeHttpHouse(options);
  await using server = await buildServer(house);
  const send = async () => {
    const response = await server.inject({
      method: 'POST',
      url: '/api/v1/events',
      headers: { ...headers, 'content-type': 'application/json', ...more },
      payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    });
    return {
      status: response.statusCode,
      headers: response.headers,
      json: response.json<Record<string, unknown>>(),
    };
  };
  return { house, first: await send(), second: await send() };
}

describe('events', () => {
  test('are kept once, however often they are sent', async () => {
    const { house, first, second } = await post({ events: [event(), event({ external_id: '2' })] });
    expect(first).toMatchObject({
      status: 200,
      json: { added: 2, changed: 0, unchanged: 0, unknown_types: [] },
    });
    expect(second.json).toEqual({ added: 0, changed: 0, unchanged: 2, unknown_types: [] });
    expect(house.events.events.size).toBe(2);
  });

  test('have a time in unix seconds or with an offset, and may be taken back', async () => {
    const { house } = await post({
      events: [event({ at: '2026-01-31T09:00:00.5+03:00', deleted: true })],
    });
    expect([...house.events.events.values()]).toEqual([
      {
        source: 'crm',
        externalId: '1',
        at: Date.parse('2026-01-31T06:00:00Z') / 1000,
        type: 'call_answered',
        clientId: 'c1',
        employeeId: 'anna',
        deleted: true,
      },
    ]);
  });

  test('of a type that the ranking does not know are kept, and named', async () => {
    const { first } = await post({ events: [event(), event({ external_id: '2', type: 'fax' })] });
    expect(first.json).toMatchObject({ added: 2, unknown_types: ['fax'] });
  });

  test.each([
    [{ at: 'yesterday' }, 'at', /unix seconds/],
    [{ at: 1_763_000_000_000 }, 'at', /unix seconds/],
    [{ at: '2026-01-31T09:00:00' }, 'at', /unix seconds/],
    [{ at: 4_000_000_000 }, 'at', /a plan is no event/],
    [{ at: '2027-01-31T09:00:00+03:00' }, 'at', /a plan is no event/],
    [{ at: 900_000_000 }, 'at', /from the year 2000/],
    [{ type: 'a b' }, 'type', /letters, digits/],
    [{ client_id: '' }, 'client_id', /./],
    [{ employee_id: undefined }, 'employee_id', /./],
    [{ external_id: 5 }, 'external_id', /string/],
    [{ phone: '+79161234567' }, 'phone', /./],
  ])('with %j are refused, all of them, naming record and key', async (wrong, key, message) => {
    const { house, first } = await post({ events: [event(), event(wrong)] });
    expect(first.status).toBe(400);
    expect(first.headers['content-type']).toBe('application/problem+json');
    expect(first.json).toMatchObject({
      title: 'Bad Request',
      errors: [{ index: 1, key, message: expect.stringMatching(message) }],
    });
    expect(house.events.events.size).toBe(0);
  });

  test.each([
    ['no list', {}, 400],
    ['an empty list', { events: [] }, 400],
    ['too many', { events: Array.from({ length: 1001 }, () => event()) }, 400],
    ['another key', { events: [event()], evnts: [] }, 400],
    ['broken JSON', '{"events": [', 400],
    ['nothing', '', 400],
    ['more than a megabyte', `{"events": "${'x'.repeat(1024 * 1024)}"}`, 413],
  ])('%s: refused', async (_, payload, status) => {
    const { first, house } = await post(payload);
    expect(first.status).toBe(status);
    expect(first.json).toMatchObject({ type: 'about:blank', status });
    expect(house.events.events.size).toBe(0);
  });

  test('that are not JSON are refused', async () => {
    expect((await post('a=b', {}, { 'content-type': 'text/plain' })).first.status).toBe(415);
  });

  test('wait while the database is away', async () => {
    const { first } = await post({ events: [event()] }, { databaseAway: true });
    expect(first.status).toBe(503);
    expect(first.headers['retry-after']).toBe('10');
  });
});

async function get(url: string, options: Parameters<typeof fakeHttpHouse>[0] = {}) {
  await using server = await buildServer(fakeHttpHouse(options));
  const response = await server.inject({ url, headers });
  return { status: response.statusCode, json: response.json<Record<string, unknown>>() };
}

describe('rank', () => {
  const known = {
    '+79161234567': { clientName: 'Иван', tallies: [contacts('anna', 3), contacts('pyotr', 1)] },
  };
  test('says whom a number wants and what would be offered', async () => {
    const { status, json } = await get('/api/v1/rank/8(916)123-45-67', { known });
    expect(status).toBe(200);
    expect(json).toEqual({
      number: '+79161234567',
      overrides: [],
      client: { id: 'c1', name: 'Иван' },
      company: null,
      weights_version: 'test',
      candidates: [
        {
          id: 'anna',
          name: 'Анна Петрова',
          extension: '34',
          probability: 0.6,
          believed: 0.6,
          not_offered: null,
        },
        {
          id: 'pyotr',
          name: 'Пётр Смирнов',
          extension: '35',
          probability: 0.2,
          believed: 0.2,
          not_offered: null,
        },
      ],
      policy: 'menu',
      offered: [
        { id: 'anna', extension: '34', keys: '34' },
        { id: 'pyotr', extension: '35', keys: '35' },
      ],
    });
  });

  test('says what a call would go by: the ranking of this number, corrected by what earlier calls taught', async () => {
    const rules = { canary: { weights: { ...weights, version: 'trial', prior: 100 }, share: 1 } };
    const raised = { a: 5, b: 1, labels: 200 };
    const own = { first: raised, two: raised, three: raised };
    const calibrations = { trial: { ...NO_CALIBRATION, own } };
    const url = '/api/v1/rank/%2B79161234567';
    const trial = await get(url, { known, rules });
    expect(trial.json).toMatchObject({ weights_version: 'trial', policy: 'default' });
    expect((await get(url, { known, rules, calibrations })).json).toMatchObject({
      policy: 'menu',
    });
  });

  test('knows nobody for a stranger', async () => {
    expect((await get('/api/v1/rank/%2B79161234567')).json).toMatchObject({
      client: null,
      candidates: [],
      policy: 'default',
    });
  });

  test.each(['112', 'anonymous', 'x'.repeat(41)])('%j is no number', async (text) => {
    expect((await get(`/api/v1/rank/${text}`)).status).toBe(400);
  });
});

describe('a call', () => {
  const receipt: CallReceipt = {
    linkedid: '1763690587.14',
    visits: [
      {
        linkedid: '1763690587.14',
        uniqueid: '1763690587.14',
        script: 'personal-ivr',
        startedAtMs: 0,
        callerNumber: '+79161234567',
        clientId: null,
        companyId: null,
        dialled: '',
        weightsVersion: 'test',
        candidates: [
          {
            employeeId: 'anna',
            probability: 0.6,
            scores: { call_answered: 3 },
            notOffered: 'device-busy',
          },
        ],
        policy: 'default',
        offered: [],
        shadow: false,
        said: [],
        keyed: '',
        destination: { kind: 'queue', reason: 'no-input' },
        end: 'routed',
        firstAudioMs: 9,
        decidedMs: null,
        tookMs: 100,
        lesson: null,
      },
    ],
    outcome: null,
  };
  test('has its receipt', async () => {
    const { status, json } = await get('/api/v1/calls/1763690587.14', { receipts: [receipt] });
    expect([status, json]).toEqual([200, receipt]);
  });

  test('that nobody knows is not found, and what is no linkedid is not looked for', async () => {
    expect((await get('/api/v1/calls/1763690587.99')).status).toBe(404);
    expect((await get('/api/v1/calls/a%20b')).status).toBe(400);
  });
});
