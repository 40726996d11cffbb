import type { E164 } from '#domain/call/caller.ts';
import type { Dialplan } from '#domain/call/dialplan.ts';
import type { DialplanExpectation } from '#domain/call/dialplan-lint.ts';
import type { Destination } from '#domain/call/destination.ts';
import type { Canary } from '#domain/learning/arm.ts';
import type { Calibration } from '#domain/learning/calibration.ts';
import type { MenuPolicy } from '#domain/menu/plan.ts';
import type { History } from '#domain/ranking/backtest/history.ts';
import type { LabelCount } from '#domain/ranking/backtest/labels.ts';
import type { Weights } from '#domain/ranking/weights.ts';
import type { Callers } from '#ports/callers.ts';
import type { LeftOut } from '#ports/crm.ts';
import type { Kept } from '#ports/events.ts';
import type { Explaining } from '#ports/explaining.ts';
import type { Journal } from '#ports/journal.ts';
import type { People } from '#ports/people.ts';
import type { SpokenBy } from '#ports/speech.ts';
import type { WarmProgress, WarmReport } from '#ports/sounds.ts';
import type { VoiceHouse } from './voice-house.ts';

/** What the verbs may ask for. Nothing is opened before it is asked for. */
export interface CliHouse {
  now(): Date;
  /** Answers calls until `signal` fires; then lets those that are under way finish. */
  serve(signal: AbortSignal): Promise<void>;
  checkSettings(): Promise<SettingsCheck>;
  /** Our own copy of the CRM and the journal. Fails with `unavailable`. */
  openRecords(): Promise<Records>;
  /** Fails as `importEvents` does; the message of `invalid` is one line for each mistake of the file. */
  importFile(request: ImportRequest): Promise<ImportResult>;
  /** Reads CRM sources once. Fails with `invalid` when there is none such. */
  sync(request: SyncRequest): Promise<SyncRun>;
  /** The files of a back-test, in order of time. Fails with one line for each mistake in them. */
  readHistory(request: HistoryRequest): Promise<History>;
  /** The same from our own store: its events, and the calls of the journal. Fails with `unavailable` and `exhausted`. */
  readPast(request: PastRequest): Promise<PastRead>;
  /** Unix seconds of a moment as people write it, in the office's zone; null: it is none. */
  secondsFrom(text: string): Promise<number | null>;
  /** The weights of this file (null: of the one that the settings name). Fails with `invalid`, all mistakes at once. */
  readRanking(file: string | null): Promise<RankingRead>;
  /** The text of that file with other numbers, comments and order kept, and what that changes. */
  editedRanking(file: string, present: Weights, proposed: Weights): Promise<RankingEdit>;
  /** Writes a proposal, whole or not at all. Fails with `refused` when the file is there already or the disk says no. */
  keepProposal(file: string, text: string): Promise<void>;
  /** Sets the kill switch in Asterisk's database. Fails with `unavailable` or `refused`. */
  setSwitch(request: { readonly on: boolean; readonly line: string | null }): Promise<void>;
  /** Speaks a text with the engine of the settings into a WAV file. Fails as `Speech` does. */
  say(text: string, file: string | null, signal: AbortSignal): Promise<Spoken>;
  /** Makes everything that the menus need. */
  warm(progress: (told: WarmProgress) => void, signal: AbortSignal): Promise<WarmReport>;
  /** Speech that was made before. */
  readonly voice: VoiceHouse;
  /** Plays a caller on the keyboard: prompts are written, keys are read. */
  callByKeyboard(request: KeyboardRequest): Promise<Destination | null>;
  /** The checks of `doctor`, in the order in which they make sense. */
  checks(): Promise<readonly Check[]>;
  /** What Asterisk has loaded, told by AMI. Fails with `unavailable` or `refused`. */
  loadedDialplan(): Promise<Dialplan>;
  /** What the settings expect of it. Fails with `invalid`. */
  dialplanExpectation(): Promise<DialplanExpectation>;
}

export interface SettingsCheck {
  /** Null: built-in defaults. */
  readonly file: string | null;
  /** `file:line:column key: message → remedy`. */
  readonly mistakes: readonly string[];
  /** Everything that was read. */
  readonly files: readonly string[];
}

/** What rank, explain and report read. */
export interface Records extends AsyncDisposable {
  readonly callers: Callers;
  readonly people: People;
  readonly journal: Journal;
  readonly explaining: Explaining;
  readonly weights: Weights;
  readonly canary: Canary | null;
  readonly shadow: boolean;
  readonly asksCrmForMenus: boolean;
  readonly menu: MenuPolicy;
  /** How the probabilities of this ranking came true so far, by the journal. Fails with `unavailable`. */
  calibrationOf(weightsVersion: string): Promise<Calibration>;
  /** Of the office: IANA. */
  readonly zone: string;
  parseE164(text: string): E164 | null;
  /** Unix seconds of ISO 8601, 31.01.2026 9:00 or unix seconds, on the office's clock; null for anything else. */
  momentFrom(text: string): number | null;
}

export interface ImportRequest {
  readonly file: string;
  /** Leave out what is wrong and import the rest. */
  readonly skipsBad: boolean;
  /** Where the file names no source. */
  readonly source: string;
  readonly progress: (soFar: ImportResult) => void;
  readonly signal: AbortSignal;
}

export interface ImportResult {
  readonly employees: Kept;
  readonly clients: Kept;
  readonly events: Kept;
  readonly leftOut: Readonly<Partial<Record<LeftOut, number>>>;
  readonly share: number | null;
}

export interface SyncRequest {
  /** Null: all of them. */
  readonly source: string | null;
  /** As it was written; null: from where the last reading stopped. */
  readonly since: string | null;
  readonly isDryRun: boolean;
  readonly progress: (source: string, soFar: SyncCounts) => void;
  readonly signal: AbortSignal;
}

export interface SyncRun {
  /** Sources are read as results are asked for. */
  readonly results: AsyncIterable<SyncResult>;
  /** The event types of ranking.yaml. */
  readonly known: ReadonlySet<string>;
}

export interface SyncCounts extends ImportResult {
  readonly types: Readonly<Record<string, number>>;
}

export interface SyncResult {
  readonly source: string;
  /** Null: it failed. */
  readonly imported: SyncCounts | null;
  readonly failure: string | null;
  readonly tookMs: number;
}

export interface HistoryRequest {
  readonly events: string;
  readonly calls: string;
  readonly clients: string | null;
  readonly employees: string | null;
  readonly language: 'ru' | 'en';
  readonly signal: AbortSignal;
  readonly progress: (share: number) => void;
}

export interface PastRequest {
  /** Calls since then, unix milliseconds. */
  readonly sinceMs: number;
  readonly signal: AbortSignal;
  /** Rows that are read. */
  readonly progress: (rows: number) => void;
}

export interface PastRead {
  readonly history: History;
  /** What became of the journal's calls. */
  readonly labels: LabelCount;
}

export interface RankingRead {
  /** Where the weights stand. */
  readonly file: string;
  readonly weights: Weights;
  readonly menu: MenuPolicy;
}

export interface RankingEdit {
  readonly text: string;
  readonly changes: readonly {
    readonly key: string;
    readonly line: number;
    readonly from: number;
    readonly to: number;
  }[];
}

export interface Spoken {
  readonly file: string;
  readonly durationMs: number;
  /** Who spoke, and for how much; null: it was said before, and cost nothing now. */
  readonly by: SpokenBy | null;
}

export interface KeyboardRequest {
  readonly number: string;
  readonly name: string;
  readonly dialled: string;
  /** 1: as on a phone; 0: without waiting. */
  readonly pace: number;
  readonly signal: AbortSignal;
}

type Said = Readonly<Record<'ru' | 'en', string>>;

/** One thing that must be in order before calls can be answered. */
export interface Check {
  readonly name: Said;
  run(signal: AbortSignal): Promise<readonly Finding[]>;
}

/** What a check found. */
export interface Finding {
  /** warning: works, but worse; error: calls suffer. */
  readonly severity: 'ok' | 'warning' | 'error';
  readonly message: Said;
  /** What to do; null when nothing needs to be done. */
  readonly remedy: Said | null;
}
