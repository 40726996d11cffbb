import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { buildServer } from '#app/http/server.ts';
import { fakeHttpHouse, HOOK_TOKEN } from '#test/fakes/http-house.ts';

test.each(['bitrix24', 'amocrm'])(
  'the address that docs/crm/%s.md gives for the webhook is one that we answer',
  async (kind) => {
    const text = await readFile(new URL(`../../docs/crm/${kind}.md`, import.meta.url), 'utf8');
    const path = /^`POST https:\/\/ВАШ_АДРЕС(\/\S+)`$/mu.exec(text)?.[1];
    expect(path, 'an address on a line of its own').toBeDefined();
    const house = fakeHttpHouse();
    await using server = await buildServer(house);
    const { statusCode } = await server.inject({
      method: 'POST',
      url: path!.replace('ИМЯ', 'ut11').replace('HOOK_TOKEN', HOOK_TOKEN),
    });
    expect(statusCode).toBe(204);
    expect(house.pokes).toEqual(['ut11']);
    // And both say when the nightly reading is.
    expect(text).toContain('после полуночи UTC');
  },
);
