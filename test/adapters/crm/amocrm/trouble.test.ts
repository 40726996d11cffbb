import { describe, expect, test } from 'vitest';
import { AMO_PACE } from '#adapters/crm/amocrm/api.ts';
import { fakeAmo, type AmoFault } from '#test/fakes/fake-amocrm.ts';
import { amoBook } from '#test/fakes/fake-amocrm-book.ts';
import { contact, DAY, Firm, letter, letters, never, NOW } from './amo-under-test.ts';

describe('when amoCRM is in trouble', () => {
  test.each<AmoFault>(['busy', 'unavailable', 'html', 'half', 'empty', 'reset'])(
    'it is asked again: %s',
    async (fault) => {
      await using amo = await fakeAmo(
        amoBook({ events: [letter(1, NOW - DAY)], users: [{ id: 11 }] }),
      );
      const firm = new Firm(amo);
      amo.faults = [fault, undefined, fault, fault];
      await firm.run();
      expect(firm.keptIds()).toEqual(['event:e00001']);
    },
  );

  test.each<AmoFault>(['busy', 'unavailable', 'html', 'half', 'empty', 'reset'])(
    'it is left alone after some attempts, and nothing is taken for gone: %s',
    async (fault) => {
      const companies = [{ id: 9, name: 'Firm', updated_at: NOW - 5 }];
      await using amo = await fakeAmo(amoBook({ events: [letter(1, NOW - DAY)], companies }));
      const firm = new Firm(amo);
      await firm.run();
      firm.now += DAY;
      amo.before = ({ pathname }) => {
        if (pathname.endsWith('/contacts')) amo.faults = [fault, fault, fault];
      };
      await expect(firm.run()).rejects.toMatchObject({ code: 'unavailable' });
      expect(firm.keptIds()).toEqual(['event:e00001']);
    },
  );

  test.each([
    ['{"_embedded":{}}', 'unavailable'],
    ['{"_embedded":{"events":{"0":{}}}}', 'unavailable'],
    ['[]', 'unavailable'],
    ['null', 'unavailable'],
  ])('an answer that is no list is no empty list: %s', async (body, code) => {
    await using amo = await fakeAmo(amoBook());
    amo.instead.set('events', { status: 200, body });
    await expect(new Firm(amo).run()).rejects.toMatchObject({ code });
  });

  test('a list without an end comes to one', async () => {
    await using amo = await fakeAmo(amoBook());
    const _embedded = { users: [{ id: 1 }] };
    const body = JSON.stringify({ _links: { next: { href: 'x' } }, _embedded });
    amo.instead.set('users', { status: 200, body });
    await expect(new Firm(amo).run()).rejects.toMatchObject({ code: 'invalid' });
  });

  test('nothing of what it answered, and nothing of the token, stands in the message', async () => {
    await using amo = await fakeAmo(amoBook());
    amo.instead.set('users', { status: 401, body: '{"detail":"Ivanov +79161234567"}' });
    const failure: unknown = await new Firm(amo).run().catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'refused', quote: expect.stringContaining('Ivanov') });
    expect((failure as Error).message).not.toMatch(/Ivanov|token-|long-lived|127\.0\.0\.1/);
    expect((failure as Error).message).toContain('make a new one');
  });

  test.each([
    [402, '{}', /renew/],
    [403, '{"title":"Forbidden"}', /administrator/],
    [302, '', /correct the address/],
  ])('%s is refused with a remedy', async (status, body, remedy) => {
    await using amo = await fakeAmo(amoBook());
    amo.instead.set('users', { status, body });
    await expect(new Firm(amo).run()).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(remedy),
    });
  });

  test('a ban is not made longer by asking: for an hour nobody asks', async () => {
    await using amo = await fakeAmo(amoBook());
    amo.instead.set('users', { status: 403, body: '<html>403 Forbidden<hr>nginx</html>' });
    const firm = new Firm(amo);
    const connector = firm.connector();
    const run = () => firm.run(connector);
    await expect(run()).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/banned/),
    });
    amo.instead.clear();
    firm.now += 3_599;
    await expect(run()).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/1 min/),
    });
    expect(amo.asked).toHaveLength(1);
    firm.now += 1;
    await run();
  });

  test('a cursor that makes no sense is none', async () => {
    await using amo = await fakeAmo(amoBook({ events: [letter(1, NOW - DAY)] }));
    for (const cursor of [
      '',
      '{',
      '[]',
      '{"v":2}',
      '{"v":1,"streams":7}',
      '{"v":1,"streams":{"events":{"until":-5}}}',
    ]) {
      const firm = new Firm(amo);
      await firm.cursors.keepCursor('amo', cursor);
      await firm.run();
      expect(firm.keptIds()).toEqual(['event:e00001']);
    }
  });

  test('called off, it asks no more', async () => {
    await using amo = await fakeAmo(amoBook());
    const calledOff = AbortSignal.abort();
    const pages = new Firm(amo).connector().pages(null, calledOff);
    await expect(Array.fromAsync(pages)).rejects.toMatchObject({ code: 'gone' });
    expect(amo.asked).toEqual([]);
  });
});

test('pages come in the order people, clients, events; how much is read only grows; cursors tell nothing', async () => {
  const users = [{ id: 11, name: 'Anna' }];
  const contacts = Array.from({ length: 1_200 }, (_, i) => contact(i + 1, NOW - 90 * DAY + i));
  const events = letters(2_500, (i) => NOW - 50 * DAY + i * 1_500);
  await using amo = await fakeAmo(amoBook({ users, contacts, events }));
  const pages = await Array.fromAsync(new Firm(amo).connector().pages(null, never));
  const kinds = pages.map(({ employees, clients, events: told }) =>
    [employees, clients, told].map((list) => (list.length > 0 ? 'x' : '-')).join(''),
  );
  expect(kinds.filter((kind) => kind !== '---').join(' ')).toMatch(/^x--( -x-)+( --x)+$/);
  const sizes = pages.map(({ clients, events: told }) => clients.length + told.length);
  expect(Math.max(...sizes)).toBeLessThan(2_000);
  const shares = pages.flatMap(({ share }) => share ?? []);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(shares.at(-1)).toBe(1);
  for (const { cursor } of pages) expect(cursor).not.toMatch(/Anna|Client|token|127/);
});

test('the pace of amoCRM is kept: 7 requests a second', async () => {
  await using amo = await fakeAmo(amoBook(), { watchesPace: true });
  const firm = new Firm(amo);
  firm.pace = AMO_PACE;
  await firm.connector().check(never);
  expect(amo.asked.length).toBeGreaterThan(7);
});
