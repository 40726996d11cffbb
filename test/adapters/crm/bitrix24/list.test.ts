import { describe, expect, test } from 'vitest';
import type { BitrixApi } from '#adapters/crm/bitrix24/api.ts';
import { crmList, pagesAfter } from '#adapters/crm/bitrix24/list.ts';
import { never } from './portal.ts';

const ids = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({ ID: String(from + index) }));

/** Walks a portal that answers so, whatever it is asked. */
async function walk(answer: (times: number) => unknown): Promise<readonly number[]> {
  let times = 0;
  const api: BitrixApi = {
    name: 'CRM b24',
    ask: async () => ({ result: answer((times += 1)), next: null, clock: 0 }),
  };
  const pages = await Array.fromAsync(
    pagesAfter(api, crmList('crm.contact.list', ['ID']), {}, 0, never),
  );
  return pages.map(({ records }) => records.length);
}

describe('paging by id', () => {
  test('ends with the first answer that is not full, or is empty', async () => {
    expect(await walk((times) => ids(times * 50, times === 3 ? 49 : 50))).toEqual([50, 50, 49]);
    expect(await walk((times) => (times === 3 ? [] : ids(times * 50, 50)))).toEqual([50, 50, 0]);
  });

  test('goes on after a record without an id', async () => {
    expect(await walk((times) => (times === 1 ? [{ ID: {} }, ...ids(1, 49)] : []))).toEqual([
      50, 0,
    ]);
  });

  test.each<[what: string, answer: (times: number) => unknown]>([
    ['the same page again and again', () => ids(1, 50)],
    ['full pages without any id', () => ids(1, 50).map(() => ({ ID: null }))],
    ['thousands of records at once', () => ids(1, 1_001)],
    ['a text', () => 'Битрикс24'],
    ['nothing', () => null],
  ])('fails on %s instead of going on for ever', async (_what, answer) => {
    await expect(walk(answer)).rejects.toMatchObject({ code: 'invalid' });
  });
});
