import { describe, expect, test } from 'vitest';
import { bitrixMappingSchema } from '#adapters/crm/bitrix24/mapping.ts';
import { readWebhook } from '#adapters/crm/bitrix24/webhook.ts';

const TOKEN = '51856fefc120afa4b628cc82d3935cce';
const mapping = bitrixMappingSchema.parse({});

function body(event: string, fields: Readonly<Record<string, string>>, token = TOKEN): string {
  const form = new URLSearchParams({ event, ts: '1466439714', 'auth[application_token]': token });
  for (const [name, value] of Object.entries(fields)) form.set(`data[FIELDS][${name}]`, value);
  return form.toString();
}

describe('a webhook of the portal', () => {
  test.each([
    ['ONCRMACTIVITYADD', { ID: '999' }],
    ['onCrmActivityUpdate', { ID: '999' }],
    ['ONCRMDEALUPDATE', { ID: '5' }],
    ['ONCRMDYNAMICITEMADD', { ID: '5', ENTITY_TYPE_ID: '31' }],
    ['ONCRMDYNAMICITEMUPDATE_31', { ID: '5', ENTITY_TYPE_ID: '31' }],
    ['ONCRMCONTACTADD', { ID: '5' }],
    ['ONVOXIMPLANTCALLEND', {}],
  ])('%s: read again', (event, fields) => {
    expect(readWebhook(body(event, fields), TOKEN, mapping)).toEqual({ kind: 'read-again' });
  });

  test.each([
    ['ONTASKADD', { ID: '5' }],
    ['ONCRMDYNAMICITEMADD', { ID: '5', ENTITY_TYPE_ID: '1220' }],
    ['ONCRMDYNAMICITEMDELETE', { ID: '23', ENTITY_TYPE_ID: '1220' }],
    ['ONCRMCONTACTDELETE', { ID: '23' }],
    ['', {}],
  ])('%s %o: nothing', (event, fields) => {
    expect(readWebhook(body(event, fields), TOKEN, mapping)).toEqual({ kind: 'nothing' });
  });

  test.each([
    ['ONCRMACTIVITYDELETE', { ID: '999' }, ['activity:999']],
    ['ONCRMDEALDELETE', { ID: '5' }, ['deal_opened:5', 'deal_won:5']],
    ['ONCRMQUOTEDELETE', { ID: '5' }, ['quote:5']],
    ['ONCRMDYNAMICITEMDELETE', { ID: '23', ENTITY_TYPE_ID: '31' }, ['invoice:23']],
  ])('%s: deleted', (event, fields, externalIds) => {
    expect(readWebhook(body(event, fields), TOKEN, mapping)).toEqual({
      kind: 'deleted',
      externalIds,
    });
  });

  test.each([
    ['another token', body('ONCRMACTIVITYADD', { ID: '1' }, 'x'), TOKEN],
    ['the beginning of the token', body('ONCRMACTIVITYADD', { ID: '1' }, TOKEN.slice(0, 8)), TOKEN],
    ['no token', 'event=ONCRMACTIVITYADD', TOKEN],
    ['no token, and none is set', 'event=ONCRMACTIVITYADD', ''],
    ['an empty token, and none is set', body('ONCRMACTIVITYADD', { ID: '1' }, ''), ''],
    ['an id that is none', body('ONCRMACTIVITYDELETE', { ID: "1' OR 1=1" }), TOKEN],
    ['an id longer than any', body('ONCRMACTIVITYDELETE', { ID: '9'.repeat(200) }), TOKEN],
    ['JSON', JSON.stringify({ auth: { application_token: TOKEN } }), TOKEN],
  ])('with %s is refused', (_what, text, token) => {
    expect(readWebhook(text, token, mapping)).toEqual({ kind: 'refused' });
  });

  test('says nothing of what is switched off', () => {
    const off = bitrixMappingSchema.parse({
      activities: { enabled: false },
      calls: { enabled: false },
      clients: { leads: { enabled: false } },
    });
    for (const event of ['ONCRMACTIVITYADD', 'ONVOXIMPLANTCALLEND', 'ONCRMLEADADD'])
      expect(readWebhook(body(event, { ID: '1' }), TOKEN, off)).toEqual({ kind: 'nothing' });
  });

  test('of 200 KB is read like any other: the door limits how long it may be', () => {
    const long = `${body('ONCRMACTIVITYDELETE', { ID: '1' })}&x=${'x'.repeat(200_000)}`;
    expect(readWebhook(long, TOKEN, mapping)).toEqual({
      kind: 'deleted',
      externalIds: ['activity:1'],
    });
  });
});
