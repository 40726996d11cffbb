import type { HistoryEvent } from '#domain/ranking/backtest/history.ts';
import type { JournalVisit } from '#domain/ranking/backtest/labels.ts';
import type { PastEvent } from '#domain/ranking/tally.ts';
import type { Weights } from '#domain/ranking/weights.ts';
import type { SourceClaim, SourceState } from '#ports/crm.ts';
import type { Spending } from '#ports/speech.ts';
import type { TypeCount } from '#domain/ranking/event-types.ts';
import type { LabelledCall } from '#domain/learning/calibration.ts';
import type { Past, PastQuestion } from '#ports/archive.ts';
import type { EventSpan, Kept, SourceClient, SourceEmployee, SourceEvent } from '#ports/events.ts';
import type { CallReceipt, LabelsWanted, OfferedCalls } from '#ports/journal.ts';
import type { ClientOfPast, Page } from '#ports/past.ts';
import { keepClients } from './clients.ts';
import { claimSource, keepCursor, keepFinished, sourceState } from './crm-sources.ts';
import type { Store } from './database.ts';
import { keepEmployees } from './employees.ts';
import { keepEventSpan } from './event-span.ts';
import { eventTypes, pastOf } from './event-log.ts';
import { eventsOf, keepEvents } from './events.ts';
import {
  callsOf,
  forgetCalls,
  receiptOf,
  recentClients,
  writeJournal,
  type JournalEntry,
} from './journal.ts';
import { labelledCalls, offeredCalls } from './learning.ts';
import { pastClients, pastEvents, pastVisits } from './past.ts';
import { weightsOf } from './ranking-versions.ts';
import { spendOnSpeech, spentOnSpeech } from './speech-money.ts';
import { applyWeights, type ReplayOptions } from './weights.ts';

/** Everything that may take its time: writing, and the reading that no call waits for. */
export interface BackOffice {
  keepEvents(page: readonly SourceEvent[], knownAt: number): Promise<Kept>;
  keepEventSpan(span: EventSpan, page: readonly SourceEvent[], knownAt: number): Promise<Kept>;
  keepEmployees(page: readonly SourceEmployee[]): Promise<Kept>;
  keepClients(page: readonly SourceClient[]): Promise<Kept>;
  applyWeights(weights: Weights): Promise<void>;
  sourceState(source: string): Promise<SourceState>;
  keepCursor(source: string, cursor: string): Promise<void>;
  keepFinished(source: string, atMs: number): Promise<void>;
  claimSource(source: string, claim: SourceClaim): Promise<boolean>;
  writeJournal(entries: readonly JournalEntry[], knownAt: number): Promise<void>;
  eventsOf(clientId: string, limit: number): Promise<readonly PastEvent[]>;
  receiptOf(linkedid: string): Promise<CallReceipt | null>;
  callsOf(callerNumber: string, limit: number): Promise<readonly string[]>;
  recentClients(limit: number): Promise<readonly string[]>;
  forgetCalls(beforeMs: number, callsMax: number): Promise<number>;
  labelledCalls(wanted: LabelsWanted): Promise<readonly LabelledCall[]>;
  offeredCalls(sinceMs: number, mode: 'shadow' | 'live', callsMax: number): Promise<OfferedCalls>;
  pastEvents(after: string | null): Promise<Page<HistoryEvent>>;
  pastVisits(sinceMs: number, after: string | null): Promise<Page<JournalVisit>>;
  pastClients(after: string | null): Promise<Page<ClientOfPast>>;
  pastOf(question: PastQuestion): Promise<Past>;
  weightsOf(version: string): Promise<Weights | null>;
  eventTypes(): Promise<readonly TypeCount[]>;
  spentOnSpeech(account: string, month: string): Promise<number>;
  spendOnSpeech(spending: Spending): Promise<boolean>;
}

export interface BackOfficeOptions extends ReplayOptions {
  /**
   * Awaited after each write, before it is answered: a node with a copy brings that up to date here.
   * Must not fail: what was committed is committed.
   */
  readonly written: () => Promise<void>;
}

export function backOffice(store: Store, { written, ...replay }: BackOfficeOptions): BackOffice {
  async function thenShown<T>(write: Promise<T>): Promise<T> {
    const answer = await write;
    await written();
    return answer;
  }

  return {
    keepEvents: (page, knownAt) => thenShown(keepEvents(store, page, knownAt)),
    keepEventSpan: (span, page, knownAt) => thenShown(keepEventSpan(store, span, page, knownAt)),
    keepEmployees: (page) => thenShown(keepEmployees(store, page)),
    keepClients: (page) => thenShown(keepClients(store, page)),
    applyWeights: (weights) => thenShown(applyWeights(store, weights, replay)),
    sourceState: (source) => sourceState(store, source),
    keepCursor: (source, cursor) => keepCursor(store, source, cursor),
    keepFinished: (source, atMs) => keepFinished(store, source, atMs),
    claimSource: (source, claim) => claimSource(store, source, claim),
    writeJournal: (entries, knownAt) => thenShown(writeJournal(store, entries, knownAt)),
    eventsOf: (clientId, limit) => eventsOf(store, clientId, limit),
    receiptOf: (linkedid) => receiptOf(store, linkedid),
    callsOf: (callerNumber, limit) => callsOf(store, callerNumber, limit),
    forgetCalls: (beforeMs, callsMax) => forgetCalls(store, beforeMs, callsMax),
    recentClients: (limit) => recentClients(store, limit),
    labelledCalls: (wanted) => labelledCalls(store, wanted),
    offeredCalls: (sinceMs, mode, callsMax) => offeredCalls(store, sinceMs, mode, callsMax),
    pastEvents: (after) => pastEvents(store, after),
    pastVisits: (sinceMs, after) => pastVisits(store, sinceMs, after),
    pastClients: (after) => pastClients(store, after),
    pastOf: (question) => pastOf(store, question),
    weightsOf: (version) => weightsOf(store, version),
    eventTypes: () => eventTypes(store),
    spentOnSpeech: (account, month) => spentOnSpeech(store, account, month),
    spendOnSpeech: (spending) => spendOnSpeech(store, spending),
  };
}
