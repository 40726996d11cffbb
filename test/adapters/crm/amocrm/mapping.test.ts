import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { amoMappingSchema, fingerprints } from '#adapters/crm/amocrm/mapping.ts';
import { readYaml } from '#app/config/read.ts';
import { checks } from '#app/config/words.ts';

const SHIPPED = new URL('../../../../config/crm/amocrm.yaml', import.meta.url);
const RANKING = new URL('../../../../config/ranking.yaml', import.meta.url);

test('the mapping that is shipped is what the defaults say', async () => {
  const { value, mistakes } = await readYaml(SHIPPED.pathname, amoMappingSchema);
  expect(mistakes).toEqual([]);
  expect(value).toEqual(amoMappingSchema.parse({}));
});

test('its types count in ranking.yaml, but for the one that its comment names', async () => {
  const { event_types } = parse(await readFile(RANKING, 'utf8')) as { event_types: object };
  const ours = Object.values(amoMappingSchema.parse({}).events).flatMap(({ type, missed }) =>
    missed === null ? [type] : [type, missed],
  );
  expect(ours.filter((type) => !Object.hasOwn(event_types, type))).toEqual(['note_added']);
});

test.each([
  ['@amo_user', { employees: { extensions: { anna: '101' } } }],
  ['@amo_user', { employees: { technical: ['0'] } }],
  ['@amo_extension', { employees: { extensions: { '11': '5' } } }],
  ['@amo_event', { events: { 'Incoming call': { type: 'call_answered' } } }],
  ['@event_type', { events: { incoming_call: { type: 'answered a call' } } }],
  ['@amo_code', { clients: { phone_fields: ['Телефон'] } }],
])('a mistake has words in both languages: %s', (key, mapping) => {
  const messages = JSON.stringify(amoMappingSchema.safeParse(mapping).error?.issues);
  expect(messages).toContain(`"${key}"`);
  expect(checks[key]).toMatchObject({
    message: { ru: expect.stringMatching(/./), en: expect.stringMatching(/./) },
    remedy: { ru: expect.stringMatching(/./), en: expect.stringMatching(/./) },
  });
});

test('a setting that does not exist is a mistake', () => {
  expect(amoMappingSchema.safeParse({ clients: { kontakts: true } }).success).toBe(false);
});

test('a stream is read again when what it depends on changes, and only that one', () => {
  const before = fingerprints(amoMappingSchema.parse({}));
  const changed = (mapping: object): readonly string[] => {
    const after: Readonly<Record<string, string>> = fingerprints(amoMappingSchema.parse(mapping));
    return Object.entries(before).flatMap(([stream, print]) =>
      after[stream] === print ? [] : stream,
    );
  };
  expect(changed({ clients: { phone_fields: ['PHONE', 'MOBILE'] } })).toEqual([
    'contacts',
    'companies',
  ]);
  expect(changed({ events: { lead_added: { type: 'deal_opened' } } })).toEqual(['events']);
  expect(changed({ calls: { read_notes: false } })).toEqual(['events']);
  expect(changed({ employees: { technical: ['11'] } })).toEqual([]);
});
