import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { bitrixMappingSchema } from '#adapters/crm/bitrix24/mapping.ts';
import { mistakesOf } from '#app/config/issues.ts';
import { rankingSchema } from '#app/config/ranking-file.ts';
import { yamlFile } from '#app/config/yaml-file.ts';

const config = (name: string) =>
  readFile(new URL(`../../../../config/${name}`, import.meta.url), 'utf8');

describe('config/crm/bitrix24.yaml', () => {
  test('says what the defaults are', async () => {
    const written: unknown = parse(await config('crm/bitrix24.yaml'));
    expect(written).toEqual(bitrixMappingSchema.parse({}));
  });

  test('names event types that the ranking knows', async () => {
    const { activities, items, calls } = bitrixMappingSchema.parse({});
    const { event_types } = rankingSchema.parse(parse(await config('ranking.yaml')));
    const named = [...activities.rules, ...items, ...calls.rules].map(({ type }) => type);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((type) => !Object.hasOwn(event_types, type))).toEqual([]);
  });
});

/** The mistakes of this text as `line key: message`, in Russian. */
function mistakes(text: string): readonly string[] {
  const yaml = yamlFile('bitrix24.yaml', text);
  const { error } = bitrixMappingSchema.safeParse(yaml.value);
  return mistakesOf(error?.issues ?? [], bitrixMappingSchema, yaml).map(
    ({ line, key, message }) => `${line} ${key}: ${message.ru}`,
  );
}

describe('a mistake in the mapping is told with its line', () => {
  test.each([
    ['activities:\n  date: дата\n', '2 activities.date: это не имя поля Битрикс24'],
    [
      'items:\n  - { name: "Счёт", type: x, entity_type_id: 2 }\n',
      '2 items.0.name: это не имя потока',
    ],
    [
      'items:\n  - { name: deal, type: x, entity_type_id: 2 }\n  - { name: deal, type: y, entity_type_id: 2 }\n',
      '2 items: имя потока занято',
    ],
    ['items:\n  - { name: call, type: x, entity_type_id: 2 }\n', '2 items: имя потока занято'],
    [
      'calls:\n  rules:\n    - { type: "!" }\n',
      '3 calls.rules.0.type: имя вида событий не годится',
    ],
    ['lead: {}\n', '1 lead: такой настройки нет'],
  ])('%j', (text, mistake) => {
    expect(mistakes(text)).toEqual([mistake]);
  });
});
