import type { Destination } from '#domain/call/destination.ts';
import type { CallSession } from '#ports/call-session.ts';
import type { JournalCandidate, VisitRecord } from '#ports/journal.ts';
import type { Judgement, OfferedPerson } from '#domain/menu/plan.ts';

/** What a visit leaves in the journal; filled in as the call goes, written when it is over. */
export interface Notes {
  callerNumber: string | null;
  clientId: string | null;
  companyId: string | null;
  /** Of the ranking that decided; null: the usual one. */
  weightsVersion: string | null;
  candidates: readonly JournalCandidate[];
  judged: Judgement | null;
  policy: VisitRecord['policy'];
  offered: readonly OfferedPerson[];
  readonly said: string[];
  keyed: string;
  lesson: VisitRecord['lesson'];
  destination: Destination | null;
  end: VisitRecord['end'];
  /** From performance.now(); null until it happened. */
  firstAudioAt: number | null;
  decidedAt: number | null;
}

export function blankNotes(): Notes {
  return {
    callerNumber: null,
    clientId: null,
    companyId: null,
    weightsVersion: null,
    candidates: [],
    judged: null,
    policy: 'queue',
    offered: [],
    said: [],
    keyed: '',
    lesson: null,
    destination: null,
    end: 'abandoned',
    firstAudioAt: null,
    decidedAt: null,
  };
}

/** The journal's record of these notes. `begunAt` and the notes' times are of performance.now(). */
export function recordOf(
  notes: Notes,
  call: CallSession,
  about: {
    script: string;
    startedAtMs: number;
    begunAt: number;
    weightsVersion: string;
    shadow: boolean;
  },
): VisitRecord {
  const { firstAudioAt, decidedAt, ...told } = notes;
  const since = (at: number | null): number | null =>
    at === null ? null : Math.round(at - about.begunAt);
  const { linkedid, uniqueid, dialled } = call.visit;
  const { script, startedAtMs, weightsVersion, shadow } = about;
  return {
    ...told,
    linkedid,
    uniqueid,
    dialled,
    script,
    startedAtMs,
    weightsVersion: notes.weightsVersion ?? weightsVersion,
    shadow,
    firstAudioMs: since(firstAudioAt),
    decidedMs: since(decidedAt),
    tookMs: Math.round(performance.now() - about.begunAt),
  };
}
