import type { E164 } from '#domain/call/caller.ts';
import type { Canary } from '#domain/learning/arm.ts';
import type { Calibration } from '#domain/learning/calibration.ts';
import type { MenuPolicy } from '#domain/menu/plan.ts';
import type { Weights } from '#domain/ranking/weights.ts';
import type { Archive } from '#ports/archive.ts';
import type { Callers } from '#ports/callers.ts';
import type { Events } from '#ports/events.ts';
import type { Explaining } from '#ports/explaining.ts';
import type { Journal } from '#ports/journal.ts';
import type { Log } from '#ports/log.ts';
import type { People } from '#ports/people.ts';

/** What the routes may ask for. Ports may be away (the database at the start): then they fail with `unavailable`. */
export interface HttpHouse {
  now(): Date;
  health(): readonly HealthPart[];
  /** In the text format of Prometheus. */
  metrics(): Promise<{ readonly contentType: string; readonly text: string }>;
  /** What a request must bear one of; none: everything behind the token is closed. */
  readonly tokens: readonly string[];
  rules(): {
    readonly weights: Weights;
    readonly canary: Canary | null;
    readonly menu: MenuPolicy;
    readonly shadow: boolean;
    readonly asksCrmForMenus: boolean;
  };
  calibrationOf(weightsVersion: string): Calibration;
  parseE164(text: string): E164 | null;
  readonly events: Pick<Events, 'keepEvents' | 'keepEmployees' | 'keepClients'>;
  /**
   * A message of this CRM source: what it says is deleted is deleted, and the rest is read soon. False: no such source,
   * or not its token.
   */
  crmTold(source: string, token: string, body: string): Promise<boolean>;
  /** Unix seconds of ISO 8601, 31.01.2026 9:00 or unix seconds, on the office's clock; null for anything else. */
  momentFrom(text: string): number | null;
  readonly callers: Pick<Callers, 'recognise'>;
  readonly people: Pick<People, 'byId' | 'byNumber' | 'popularity'>;
  readonly journal: Pick<Journal, 'receiptOf'>;
  readonly archive: Pick<Archive, 'eventTypes'>;
  readonly explaining: Explaining;
  readonly log: Log;
}

/** One part of the house, as operators watch it. */
export interface HealthPart {
  readonly name: 'storage' | 'ami' | 'agi' | 'sounds' | 'crm';
  readonly ok: boolean;
  /** Without it calls are not served: `/health/ready` says no. */
  readonly isNeeded: boolean;
  /** Since its data was last known to be true; null where that makes no sense. */
  readonly ageSeconds: number | null;
  /** For a person; no secrets, no personal data. */
  readonly detail: string;
}
