import type { ConnectorOptions, Reach } from '#adapters/crm/connector.ts';
import { parseE164 } from '#adapters/phone/e164.ts';
import { createBreaker } from '#adapters/plumbing/http/breaker.ts';
import { createHttp } from '#adapters/plumbing/http/http.ts';
import { createPace } from '#adapters/plumbing/http/pace.ts';

export interface ConnectorSetting {
  readonly url: string;
  readonly now: () => Date;
  readonly reach?: Partial<Reach>;
  readonly authorization?: string | null;
  readonly zone?: string;
}

/** What a connector of a test is made of: no pauses, one request at a time, a breaker that never opens. */
export function connectorOptions(setting: ConnectorSetting): ConnectorOptions {
  return {
    source: 'crm',
    url: setting.url,
    authorization: setting.authorization ?? null,
    http: createHttp({
      name: 'CRM crm',
      pace: createPace({ burst: 10_000, perSecond: 10_000, concurrency: 1 }),
      breaker: createBreaker('CRM crm', { failuresMax: 1_000_000, restMs: 1 }),
      attemptsMax: 3,
      backoffMs: 1,
      pauseMaxMs: 50,
      timeoutMs: 5_000,
      bytesMax: 10_000_000,
      ca: null,
    }),
    office: {
      zone: setting.zone ?? 'Europe/Moscow',
      now: setting.now,
      parseE164: (text) => parseE164(text, 'RU'),
    },
    reach: {
      overlapSeconds: 600,
      historyDays: 365,
      rescanDays: 30,
      since: null,
      ...setting.reach,
    },
  };
}
