import type { E164 } from '#domain/call/caller.ts';
import type { Canary } from '#domain/learning/arm.ts';
import type { Calibration } from '#domain/learning/calibration.ts';
import type { Experiments } from '#domain/learning/experiment.ts';
import type { PresencePolicy } from '#domain/people/availability.ts';
import type { MenuPolicy } from '#domain/menu/plan.ts';
import type { Employee } from '#domain/people/employee.ts';
import type { SpokenName } from '#domain/voice/phrases.ts';
import type { Weights } from '#domain/ranking/weights.ts';
import type { Callers } from './callers.ts';
import type { Journal } from './journal.ts';
import type { Log } from './log.ts';
import type { People } from './people.ts';
import type { Presence } from './presence.ts';
import type { ReadyMenus } from './ready-menus.ts';
import type { Sounds } from './sounds.ts';

/** What an administrator may change while we run; a visit takes one look at it and keeps that. */
export interface Rules {
  readonly weights: Weights;
  /** A second ranking on trial; null: none. */
  readonly canary: Canary | null;
  readonly experiments: Experiments;
  readonly menu: MenuPolicy;
  readonly presence: PresencePolicy;
  /** Compute and journal the offer, play nothing, send everybody to the queue. */
  readonly shadow: boolean;
  /** A CRM makes menus of its own, and is asked before our ranking. */
  readonly asksCrmForMenus: boolean;
  /** How often a caller may hear of one more person after nobody answered. */
  readonly roundsMax: number;
  /** QUEUE_PRIO of callers whom we know; 0: as everybody. */
  readonly knownPriority: number;
  isOpen(now: Date): boolean;
  /** What CALLERID(name) should become, or null to leave it alone. */
  callerName(
    current: string,
    known: { readonly clientName: string; readonly companyName: string | null },
  ): string | null;
  /** How this person is called in a prompt. */
  readonly spokenName: (employee: Employee) => SpokenName;
}

/** Somebody whom this caller may want, as the first visit of the call found. */
export interface RememberedProspect {
  readonly employeeId: string;
  readonly probability: number;
  /** Was rung already in this call. */
  readonly tried: boolean;
}

/** What the first visit found, for the second one; in memory and bounded: what is forgotten ends in the queue. */
export interface OffersMade {
  remember(
    linkedid: string,
    prospects: readonly { readonly employeeId: string; readonly probability: number }[],
  ): void;
  /** This employee was rung and did not answer. */
  strike(linkedid: string, employeeId: string): void;
  /** Empty for a call we know nothing of. */
  recall(linkedid: string): readonly RememberedProspect[];
}

/** Everything a story may ask for. A story takes a `Pick` of it, so that its needs stand in its signature. */
export interface House {
  readonly now: () => Date;
  readonly rules: () => Rules;
  readonly parseE164: (text: string) => E164 | null;
  /** How they are called in a prompt; an empty name for somebody we do not know. */
  readonly spokenName: (employeeId: string) => SpokenName;
  readonly callers: Callers;
  readonly people: People;
  readonly presence: Presence;
  readonly readyMenus: ReadyMenus;
  readonly sounds: Sounds;
  readonly journal: Journal;
  readonly offersMade: OffersMade;
  /** How the probabilities of this ranking came true so far; from memory. */
  readonly calibrationOf: (weightsVersion: string) => Calibration;
  readonly log: Log;
}
