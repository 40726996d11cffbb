import { describe, expect, test } from 'vitest';
import { amoMappingSchema } from '#adapters/crm/amocrm/mapping.ts';
import { bitrixMappingSchema } from '#adapters/crm/bitrix24/mapping.ts';
import { Secret } from '#app/config/secret.ts';
import { hookNews } from '#app/crm/hook.ts';
import type { SourceKind } from '#app/crm/source.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const TOKEN = 'h00k-token';
const BITRIX = { kind: 'bitrix24', mapping: bitrixMappingSchema.parse({}) } as const;
const AMO = { kind: 'amocrm', mapping: amoMappingSchema.parse({}) } as const;

function news(how: SourceKind, fields: Readonly<Record<string, string>>, token = TOKEN) {
  const source = { name: 'crm', how, hookToken: new Secret(TOKEN) };
  return hookNews(source, token, new URLSearchParams(fields).toString(), NOW);
}

test('a source without a token takes no messages', () => {
  const source = { name: 'crm', how: { kind: 'http-json' as const }, hookToken: null };
  expect(hookNews(source, '', '', NOW)).toBeNull();
});

test.each([BITRIX, AMO, { kind: 'http-json' } as const])(
  'another token is refused: $kind',
  (how) => {
    expect(news(how, { 'auth[application_token]': TOKEN }, 'other')).toBeNull();
  },
);

test('any message of a service of ours is worth a reading', () => {
  expect(news({ kind: 'http-json' }, {})).toEqual({ isWorthReading: true, events: [] });
});

describe('Bitrix24', () => {
  const message = (event: string, id = '7') =>
    news(BITRIX, { event, 'data[FIELDS][ID]': id, 'auth[application_token]': TOKEN });

  test('what changed is read', () => {
    expect(message('ONCRMACTIVITYADD')).toMatchObject({ isWorthReading: true, events: [] });
  });

  test('what was deleted is deleted, by its id alone', () => {
    expect(message('ONCRMACTIVITYDELETE')).toMatchObject({
      events: [{ source: 'crm', externalId: 'activity:7', deleted: true }],
    });
  });

  test('what does not concern us is no work; another portal is refused', () => {
    expect(message('ONTASKADD')).toEqual({ isWorthReading: false, events: [] });
    const other = { event: 'ONCRMACTIVITYADD', 'auth[application_token]': 'other' };
    expect(news(BITRIX, other)).toBeNull();
  });
});

describe('amoCRM', () => {
  test('what changed is read', () => {
    expect(news(AMO, { 'leads[update][0][id]': '7' })).toMatchObject({ isWorthReading: true });
  });

  test('a deletion is a reason to read and no more: the contact may be restored by now', () => {
    const notice = { 'contacts[delete][0][id]': '42', 'contacts[delete][0][type]': 'contact' };
    expect(news(AMO, notice)).toEqual({ isWorthReading: true, events: [] });
  });

  test('a body that makes no sense is nothing', () => {
    expect(news(AMO, { '__proto__[x][0]': '1' })).toMatchObject({ isWorthReading: false });
  });
});
