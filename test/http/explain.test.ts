import { describe, expect, test } from 'vitest';
import { buildServer } from '#app/http/server.ts';
import { telefonistka } from '#test/fakes/command-line.ts';
import { contacts, NOW } from '#test/fakes/house.ts';
import { fakeHttpHouse, TOKEN } from '#test/fakes/http-house.ts';
import { ivansCall, ivansLog, ivansVisit, logged } from '#test/fakes/receipts.ts';

const NUMBER = '+79161234567';
const NOW_SECONDS = NOW.getTime() / 1000;
const known = {
  [NUMBER]: { clientName: 'Иван', tallies: [contacts('anna', 3), contacts('pyotr', 1)] },
};
const house = { known, receipts: [ivansCall], log: ivansLog };

async function get(
  url: string,
  options: Parameters<typeof fakeHttpHouse>[0] = house,
  token = TOKEN,
) {
  await using server = await buildServer(fakeHttpHouse(options));
  const response = await server.inject({ url, headers: { authorization: `Bearer ${token}` } });
  return {
    status: response.statusCode,
    type: response.headers['content-type'],
    json: response.json<Record<string, unknown>>(),
  };
}

describe('explain', () => {
  test('of a number is what the command line prints as data', async () => {
    const { printed } = await telefonistka(`explain ${NUMBER} --json`, {
      records: { known, receipts: [ivansCall] },
    });
    const { status, json } = await get('/api/v1/explain?number=8(916)123-45-67');
    expect(status).toBe(200);
    expect(json).toEqual(JSON.parse(printed));
    expect(json).toMatchObject({ number: NUMBER, client: { name: 'Иван' }, mass: 5 });
  });

  test('of a call too', async () => {
    const { printed } = await telefonistka('explain 1763690587.14 --json', {
      records: { receipts: [ivansCall], log: ivansLog },
    });
    const { status, json } = await get('/api/v1/explain?linkedid=1763690587.14');
    expect(status).toBe(200);
    // How long he waited until somebody answered is a gauge, and not told here.
    const { waitedMs: _, ...outcome } = ivansCall.outcome!;
    expect(json).toEqual({ ...(JSON.parse(printed) as object), outcome });
    expect(json).toMatchObject({
      visits: [{ linkedid: ivansVisit.linkedid, recomputed: { kind: 'done', disagreements: [] } }],
    });
  });

  test('of a call whose weights were not kept', async () => {
    const visits = [{ ...ivansVisit, weightsVersion: 'gone' }];
    const { json } = await get('/api/v1/explain?linkedid=1763690587.14', {
      receipts: [{ ...ivansCall, visits }],
    });
    expect(json).toMatchObject({ visits: [{ recomputed: { kind: 'weights-unknown' } }] });
  });

  test.each([
    '2026-11-10T09:00:00%2B03:00',
    '2026-11-10T09:00:00+03:00', // a plus that nobody escaped arrives as a blank
    '10.11.2026%209:00',
    String(NOW_SECONDS - 10 * 86_400 - 3 * 3_600),
  ])('of a number as of %s', async (at) => {
    const { status, json } = await get(`/api/v1/explain?number=+79161234567&at=${at}`);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      number: NUMBER,
      at: Date.UTC(2026, 10, 10, 6) / 1000,
      candidates: [{ employeeId: 'anna', types: [{ type: 'call_answered' }] }, {}],
      notCounted: { learnedLater: 0, deletedLater: 0, ahead: 0 },
    });
  });

  test('of a stranger says that nobody has this number', async () => {
    expect((await get('/api/v1/explain?number=%2B79990000000')).json).toMatchObject({
      number: '+79990000000',
      client: null,
    });
  });

  test.each([
    ['', 400, /one of number=… and linkedid=…/],
    ['?number=%2B79161234567&linkedid=1763690587.14', 400, /one of number=… and linkedid=…/],
    ['?number=112', 400, /no caller's number/],
    ['?number=%2B79161234567&at=yesterday', 400, /at: no time; e\.g\. 2026-01-31T09/],
    ['?number=%2B79161234567&at=2030-01-01', 400, /at: has not come yet/],
    ['?linkedid=1763690587.14&at=2026-11-10', 400, /at=… goes with number=…/],
    ['?linkedid=1763690587.99', 404, /the journal has no such call/],
    ['?linkedid=a%20b', 400, /does not fit/],
    ['?number=%2B79161234567&when=now', 400, /does not fit/],
    [`?number=${'7'.repeat(41)}`, 400, /does not fit/],
  ])('%s is a problem', async (query, status, detail) => {
    const told = await get(`/api/v1/explain${query}`);
    expect(told).toMatchObject({
      status,
      type: 'application/problem+json',
      json: { status, detail: expect.stringMatching(detail) as string },
    });
  });

  test('needs a token, and the database', async () => {
    const url = '/api/v1/explain?linkedid=1763690587.14';
    expect((await get(url, house, 'another-token-00000000')).status).toBe(401);
    expect((await get(url, { databaseAway: true })).status).toBe(503);
  });
});

describe('event types', () => {
  test('are told with their counts, and whether the ranking knows them', async () => {
    const log = [
      logged('anna', 3, { type: 'call_anwsered' }),
      logged('anna', 2, { type: 'call_anwsered' }),
      logged('anna', 1),
      logged('anna', 1, { type: 'fax', deleted: true }),
    ];
    const { status, json } = await get('/api/v1/event-types', { log });
    expect([status, json]).toEqual([
      200,
      {
        weights_version: 'test',
        event_types: [
          {
            type: 'call_anwsered',
            count: 2,
            newest_at: NOW_SECONDS - 2 * 86_400,
            known: false,
            meant: 'call_answered',
          },
          {
            type: 'call_answered',
            count: 1,
            newest_at: NOW_SECONDS - 86_400,
            known: true,
            meant: null,
          },
        ],
      },
    ]);
  });

  test('need a token, and the database', async () => {
    expect((await get('/api/v1/event-types', house, 'another-token-00000000')).status).toBe(401);
    expect((await get('/api/v1/event-types', { databaseAway: true })).status).toBe(503);
  });
});
