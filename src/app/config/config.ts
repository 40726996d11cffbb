import type { CallerNamePolicy } from '#domain/call/caller-name.ts';
import type { Canary } from '#domain/learning/arm.ts';
import type { Experiments } from '#domain/learning/experiment.ts';
import type { OfficeHours } from '#domain/call/hours.ts';
import type { MenuPolicy } from '#domain/menu/plan.ts';
import type { Amendments } from '#domain/people/amendments.ts';
import type { PresencePolicy } from '#domain/people/availability.ts';
import type { Weights } from '#domain/ranking/weights.ts';
import type { Lexicon } from '#domain/voice/lexicon.ts';
import type { Phrases } from '#domain/voice/phrases.ts';
import type { VoiceMode } from '#domain/voice/words.ts';
import type { PlayRateHz } from '#adapters/sounds/rate.ts';
import type { Region } from '#adapters/phone/e164.ts';
import type { CrmMenu } from './crm-menu.ts';
import type { CrmSource } from './crm.ts';
import type { Secret } from './secret.ts';
import type { SpeechEngine } from './speech-engine.ts';

export type Language = Phrases['language'];

/** The settings in the words of the domain; compose passes values of it inwards, never the whole. Paths are absolute. */
export interface Config {
  /** The file it was read from; null: built-in defaults. */
  readonly file: string | null;
  readonly language: Language;
  /** Compute and journal the offer, play nothing, send everybody to the queue. */
  readonly shadow: boolean;
  readonly dataDir: string;
  readonly office: {
    /** As it is spoken; may be empty. */
    readonly company: string;
    readonly region: Region;
    readonly hours: OfficeHours;
  };
  readonly weights: Weights;
  /** Null: no second ranking on trial. */
  readonly canary: Canary | null;
  /** What the administrator knows of people better than the CRM. */
  readonly people: Amendments;
  /** How odd names are said. */
  readonly names: Lexicon;
  readonly phrases: Phrases;
  readonly menu: MenuPolicy & {
    readonly roundsMax: number;
    /** QUEUE_PRIO of callers whom we know. */
    readonly knownPriority: number;
  };
  readonly presence: PresencePolicy;
  readonly learning: Experiments & {
    readonly calibrates: boolean;
    readonly labelDelayMs: number;
  };
  readonly callerName: CallerNamePolicy;
  readonly voice: {
    /** The chain: the first that can, speaks. */
    readonly engines: readonly SpeechEngine[];
    readonly mode: VoiceMode;
    readonly sampleRateHz: PlayRateHz;
    readonly soundsDir: string;
    /** Fragments and menus on disk. */
    readonly cacheBytesMax: number;
    readonly recordedDir: string;
  };
  readonly agi: {
    readonly host: string;
    readonly port: number;
    readonly allow: readonly string[];
    readonly visitsMax: number;
    readonly visitCapMs: number;
    readonly drainMs: number;
    readonly hintContext: string;
  };
  /** Null: not wanted. */
  readonly ami: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly secret: Secret;
  } | null;
  /** Null: not wanted. */
  readonly http: {
    readonly host: string;
    readonly port: number;
    /** None: the API behind the token is closed. */
    readonly tokens: readonly Secret[];
  } | null;
  readonly storage: {
    /** `postgres://…`, or null: SQLite in `dataDir`. */
    readonly url: Secret | null;
  };
  readonly crm: readonly CrmSource[];
  /** Null: our ranking decides. */
  readonly crmMenu: CrmMenu | null;
  readonly journal: { readonly keepDays: number };
  readonly log: {
    readonly level: 'debug' | 'info' | 'warn' | 'error';
    readonly personalData: boolean;
    readonly format: 'auto' | 'lines' | 'json';
  };
}
