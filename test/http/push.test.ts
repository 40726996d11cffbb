import { describe, expect, test } from 'vitest';
import { buildServer } from '#app/http/server.ts';
import { fakeHttpHouse, HOOK_TOKEN, TOKEN } from '#test/fakes/http-house.ts';

async function post(url: string, payload: unknown, headers: Record<string, string> = {}) {
  const house = fakeHttpHouse();
  await using server = await buildServer(house);
  const send = () =>
    server.inject({
      method: 'POST',
      url,
      headers: {
        authorization: `Bearer ${TOKEN}`,
        'content-type': 'application/json',
        ...headers,
      },
      payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    });
  const [first, second] = [await send(), await send()];
  return { house, first, second };
}

describe('employees', () => {
  const anna = {
    id: 'anna',
    first: 'Анна',
    last: 'Петрова',
    extension: '34',
    numbers: ['8 916 000-00-01', 'нет'],
    absences: [{ from: '2026-03-01T00:00:00+03:00', to: 1_773_522_000, deputy_id: 'boris' }],
  };

  test('are kept as they are now; the same again changes nothing', async () => {
    const { house, first, second } = await post('/api/v1/employees', { employees: [anna] });
    expect(first.json()).toEqual({ added: 1, changed: 0, unchanged: 0 });
    expect(second.json()).toEqual({ added: 0, changed: 0, unchanged: 1 });
    expect(house.events.employees.get('anna')).toEqual({
      id: 'anna',
      first: 'Анна',
      middle: '',
      last: 'Петрова',
      spokenName: null,
      extension: '34',
      department: '',
      dismissed: false,
      technical: false,
      allowed: true,
      external: false,
      numbers: ['+79160000001'],
      absences: [{ fromMs: 1_772_312_400_000, toMs: 1_773_522_000_000, deputyId: 'boris' }],
    });
  });

  test.each([
    [{ extension: '3' }, 'extension', /2 to 4 digits/],
    [{ extension: 34 }, 'extension', /string/],
    [{ name: 'Анна' }, 'name', /Unrecognized/],
    [{ absences: [{ from: 2_000_000, to: 1_000_000 }] }, 'absences.0.to', /ends before it begins/],
    [{ id: '' }, 'id', /Too small/],
  ])('that make no sense are refused with their place: %j', async (over, key, message) => {
    const { house, first } = await post('/api/v1/employees', {
      employees: [anna, { ...anna, ...over }],
    });
    expect(first.statusCode).toBe(400);
    expect(first.json()).toMatchObject({
      errors: [{ index: 1, key, message: expect.stringMatching(message) as string }],
    });
    expect(house.events.employees.size).toBe(0);
  });
});

describe('clients', () => {
  test('are kept with their numbers; a number that is none is named, and costs no client', async () => {
    const romashka = { id: 'c1', name: 'Ромашка', numbers: ['8 (916) 123-45-67', 'нет'] };
    const { house, first } = await post('/api/v1/clients', { clients: [romashka] });
    expect(first.json()).toEqual({
      added: 1,
      changed: 0,
      unchanged: 0,
      unreadable_numbers: [{ index: 0, client_id: 'c1', position: 1 }],
    });
    expect(house.events.clients.get('c1')).toEqual({
      id: 'c1',
      name: 'Ромашка',
      companyId: null,
      companyName: null,
      managerId: null,
      numbers: ['+79161234567'],
    });
  });

  test('a page of more than a thousand is refused', async () => {
    const clients = Array.from({ length: 1001 }, (_, index) => ({ id: `c${index}` }));
    expect((await post('/api/v1/clients', { clients })).first.statusCode).toBe(400);
  });
});

test.each(['/api/v1/employees', '/api/v1/clients'])('%s is closed without a token', async (url) => {
  const { first } = await post(url, {}, { authorization: 'Bearer wrong' });
  expect(first.statusCode).toBe(401);
});

describe('a message of the CRM', () => {
  const hook = `/api/v1/hooks/ut11/${HOOK_TOKEN}`;

  test.each([
    ['a form', 'application/x-www-form-urlencoded', 'event=ONCRMACTIVITYADD&data[FIELDS][ID]=7'],
    ['JSON', 'application/json', '{"broken'],
    ['nothing', 'text/plain', ''],
  ])('makes us read that source, and is not believed: %s', async (_, type, payload) => {
    const { house, first } = await post(hook, payload, { authorization: '', 'content-type': type });
    expect(first.statusCode).toBe(204);
    expect(house.pokes).toEqual(['ut11', 'ut11']);
  });

  test.each(['/api/v1/hooks/ut11/wrong', `/api/v1/hooks/other/${HOOK_TOKEN}`])(
    'with another token or of no source is nothing: %s',
    async (url) => {
      const { house, first } = await post(url, '');
      expect(first.statusCode).toBe(404);
      expect(house.pokes).toEqual([]);
      expect(JSON.stringify(house.lines)).not.toContain(HOOK_TOKEN);
    },
  );

  test('of more than 256 KB is refused', async () => {
    const { first } = await post(hook, 'x'.repeat(270_000), { 'content-type': 'text/plain' });
    expect(first.statusCode).toBe(413);
  });
});

test('the API describes itself, each route with what it answers', async () => {
  await using server = await buildServer(fakeHttpHouse());
  const response = await server.inject('/api/v1/openapi.json');
  const { openapi, paths } = response.json<{
    openapi: string;
    paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
  }>();
  expect(openapi).toBe('3.1.0');
  for (const path of ['/events', '/employees', '/clients'])
    expect(Object.keys(paths[`/api/v1${path}`]!['post']!.responses)).toEqual(
      expect.arrayContaining(['200', '400', '401', '503']),
    );
  expect(JSON.stringify(paths)).not.toContain('hooks');
});
