import { createAmoCrm } from '#adapters/crm/amocrm/amocrm.ts';
import { AMO_PACE } from '#adapters/crm/amocrm/api.ts';
import type { AmoMapping } from '#adapters/crm/amocrm/mapping.ts';
import { BITRIX24_PACE, createBitrix24 } from '#adapters/crm/bitrix24/bitrix24.ts';
import type { BitrixMapping } from '#adapters/crm/bitrix24/mapping.ts';
import { createHttpJson } from '#adapters/crm/http-json/http-json.ts';
import type { Connector, ConnectorOptions, Reach } from '#adapters/crm/connector.ts';
import type { OneCMapping } from '#adapters/crm/one-c/mapping.ts';
import { createOneC } from '#adapters/crm/one-c/one-c.ts';
import { parseE164, type Region } from '#adapters/phone/e164.ts';
import { createBreaker } from '#adapters/plumbing/http/breaker.ts';
import { createHttp } from '#adapters/plumbing/http/http.ts';
import { createPace, type PaceLimits } from '#adapters/plumbing/http/pace.ts';
import type { CrmSource } from '../config/crm.ts';

/** What reads what: the mapping is the kind's own. */
export type SourceKind =
  | { readonly kind: 'one-c-odata'; readonly mapping: OneCMapping }
  | { readonly kind: 'bitrix24'; readonly mapping: BitrixMapping }
  | { readonly kind: 'amocrm'; readonly mapping: AmoMapping }
  | { readonly kind: 'http-json' };

/** A CRM source in plain values: they go to another thread. The address and the authorization are secrets. */
export interface SourceSettings {
  readonly name: string;
  readonly how: SourceKind;
  readonly url: string;
  readonly authorization: string | null;
  readonly ca: string | null;
  readonly timeoutMs: number;
  readonly zone: string;
  readonly region: Region;
  readonly reach: Reach;
}

/** The settings' source in plain values; `since` (unix seconds) reads again from there. */
export function sourceSettings(source: CrmSource, since: number | null): SourceSettings {
  const { overlapSeconds, historyDays, rescanDays, url, authorization, ...rest } = source;
  const { name, how, ca, timeoutMs, zone, region } = rest;
  return {
    name,
    how,
    ca,
    timeoutMs,
    zone,
    region,
    url: url.reveal(),
    authorization: authorization?.reveal() ?? null,
    reach: { overlapSeconds, historyDays, rescanDays, since },
  };
}

/** What the vendors allow (docs/services.md, 6); 1C has one licence for us. */
const PACES: Readonly<Record<SourceKind['kind'], PaceLimits>> = {
  'one-c-odata': { burst: 10, perSecond: 10, concurrency: 1 },
  bitrix24: BITRIX24_PACE,
  amocrm: AMO_PACE,
  'http-json': { burst: 10, perSecond: 10, concurrency: 1 },
};
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;

export function connectorFor(settings: SourceSettings, now: () => Date): Connector {
  const { name, how, url, authorization, ca, timeoutMs, zone, region, reach } = settings;
  const label = `CRM ${name}`;
  const options: ConnectorOptions = {
    source: name,
    url: how.kind === 'http-json' ? url : url.replace(/\/+$/, ''),
    authorization,
    http: createHttp({
      name: label,
      pace: createPace(PACES[how.kind]),
      breaker: createBreaker(label, { failuresMax: 5, restMs: 60_000 }),
      attemptsMax: 4,
      backoffMs: 1_000,
      pauseMaxMs: 60_000,
      timeoutMs,
      bytesMax: ANSWER_BYTES_MAX,
      ca,
    }),
    office: { zone, now, parseE164: (text) => parseE164(text, region) },
    reach,
  };
  switch (how.kind) {
    case 'one-c-odata':
      return createOneC(options, how.mapping);
    case 'bitrix24':
      return createBitrix24(options, how.mapping);
    case 'amocrm':
      return createAmoCrm(options, how.mapping);
    case 'http-json':
      return createHttpJson(options);
    default:
      return how satisfies never;
  }
}
