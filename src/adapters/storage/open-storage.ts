import { join } from 'node:path';
import { setImmediate as callsFirst } from 'node:timers/promises';
import type { Archive } from '#ports/archive.ts';
import type { Callers } from '#ports/callers.ts';
import type { Cursors } from '#ports/crm.ts';
import type { Events } from '#ports/events.ts';
import type { Journal } from '#ports/journal.ts';
import type { Log } from '#ports/log.ts';
import type { Past } from '#ports/past.ts';
import type { People } from '#ports/people.ts';
import type { SpeechMoney } from '#ports/speech.ts';
import { recogniser } from './callers.ts';
import { watchPlace } from './file-in-place.ts';
import { journalQueue } from './journal-queue.ts';
import { openLocalFile } from './local-file.ts';
import { takeSnapshot } from './people.ts';
import { watchRated } from './rated.ts';
import { startThread } from './thread.ts';
import { unixSeconds } from './values.ts';

/** The database on SQLite, and a node's copy of PostgreSQL: two names, for their contents are not exchangeable. */
const DATABASE_FILE = 'telefonistka.db';
const COPY_FILE = 'copy.db';
/** How soon we see what another process (an import at the command line) has done to the file. */
const LOOK_EVERY_MS = 1_000;
const WRITER_PATIENCE_MS = 5_000;
const JOURNAL_ENTRIES_MAX = 10_000;
const DRAIN_TIMEOUT_MS = 5_000;

export interface StorageOptions {
  /** `postgres://…`, or null for SQLite. */
  readonly url: string | null;
  /** The folder of our files; made when it does not exist. */
  readonly dataDir: string;
  readonly log: Log;
  readonly now: () => Date;
  /** How many calls may wait to be written down; 10,000 unless told. */
  readonly journalEntriesMax?: number;
  /** How long a write waits for another program that locks the SQLite file; 5 s unless told. */
  readonly writerPatienceMs?: number;
  /** Calls the opening off. */
  readonly signal?: AbortSignal;
}

export interface StorageHealth {
  readonly engine: 'sqlite' | 'postgres';
  /** The local file answers: calls are recognised. */
  readonly readable: boolean;
  /** The file still stands under its name: what is written will be there after a restart. */
  readonly inPlace: boolean;
  /** Requests that the storage thread has not answered yet. */
  readonly requestsWaiting: number;
  readonly journalQueued: number;
  readonly journalDropped: number;
  /** With PostgreSQL: this node's copy. `ageMs`: since it was last known to be in step; null: not since the start. */
  readonly copy: { readonly connected: boolean; readonly ageMs: number | null } | null;
}

export interface Storage extends AsyncDisposable {
  readonly events: Events;
  readonly callers: Callers;
  readonly people: People;
  readonly journal: Journal;
  readonly cursors: Cursors;
  readonly past: Past;
  readonly archive: Archive;
  readonly speechMoney: SpeechMoney;
  health(): StorageHealth;
  /** Writes down what is queued and closes the files. */
  close(): Promise<void>;
}

/**
 * Opens the database, in the newest form, and with PostgreSQL this node's copy too. Fails with `unavailable` or
 * `refused`, naming file or host and the remedy; with `gone` when `signal` called it off.
 */
export async function openStorage(options: StorageOptions): Promise<Storage> {
  const { url, dataDir, log, now } = options;
  const file = join(dataDir, url === null ? DATABASE_FILE : COPY_FILE);
  let refreshIfStale: () => void = doNothing;
  let isConnected = false;
  let inStepAtMs: number | null = null;
  const thread = await startThread({
    settings: { url, file, writerPatienceMs: options.writerPatienceMs ?? WRITER_PATIENCE_MS },
    log,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    onCopy(state) {
      isConnected = state.connected;
      if (state.inStep) inStepAtMs = performance.now();
      refreshIfStale();
    },
  });
  try {
    const local = openLocalFile(file);
    const snapshot = takeSnapshot(local, log);
    refreshIfStale = snapshot.refreshIfStale;
    const rated = watchRated(local, log);
    const place = watchPlace(file, log);
    const timer = setInterval(() => {
      refreshIfStale();
      rated.look();
      void place.look();
    }, LOOK_EVERY_MS).unref();
    const recognise = recogniser(local);
    const queue = journalQueue(
      (entries) => thread.ask('writeJournal', [entries, unixSeconds(now())]),
      { log, entriesMax: options.journalEntriesMax ?? JOURNAL_ENTRIES_MAX },
    );

    async function thenShown<T>(write: Promise<T>): Promise<T> {
      const answer = await write;
      refreshIfStale();
      return answer;
    }

    async function close(): Promise<void> {
      clearInterval(timer);
      await queue.drain(DRAIN_TIMEOUT_MS);
      // The reader first: the last connection to close tidies the WAL away, and only a writer can.
      local.close();
      refreshIfStale = doNothing;
      await thread.close();
    }

    return {
      events: {
        keepEvents: (page) => thenShown(thread.ask('keepEvents', [page, unixSeconds(now())])),
        keepEventSpan: (span, page) =>
          thenShown(thread.ask('keepEventSpan', [span, page, unixSeconds(now())])),
        keepEmployees: (page) => thenShown(thread.ask('keepEmployees', [page])),
        keepClients: (page) => thenShown(thread.ask('keepClients', [page])),
        applyWeights: (weights, progress) =>
          thenShown(thread.ask('applyWeights', [weights], progress)),
      },
      callers: {
        recognise: async (number) => recognise.byNumber(number),
        async recogniseClient(clientId) {
          await callsFirst();
          return recognise.byId(clientId);
        },
        onRated: (listener) => rated.onRated(listener),
        eventsOf: (clientId, limit) => thread.ask('eventsOf', [clientId, limit]),
      },
      people: snapshot.people,
      cursors: {
        stateOf: (source) => thread.ask('sourceState', [source]),
        keepCursor: (source, cursor) => thread.ask('keepCursor', [source, cursor]),
        keepFinished: (source, atMs) => thread.ask('keepFinished', [source, atMs]),
        claim: (source, claim) => thread.ask('claimSource', [source, claim]),
      },
      journal: {
        weighed: (weights) => queue.add({ kind: 'weights', weights }),
        visited: (visit) => queue.add({ kind: 'visit', visit }),
        ended: (outcome) => queue.add({ kind: 'outcome', outcome }),
        receiptOf: (linkedid) => thread.ask('receiptOf', [linkedid]),
        callsOf: (callerNumber, limit) => thread.ask('callsOf', [callerNumber, limit]),
        forget: (beforeMs, callsMax) => thread.ask('forgetCalls', [beforeMs, callsMax]),
        recentClients: (limit) => thread.ask('recentClients', [limit]),
        labelledCalls: (wanted) => thread.ask('labelledCalls', [wanted]),
        offeredCalls: (sinceMs, mode, callsMax) =>
          thread.ask('offeredCalls', [sinceMs, mode, callsMax]),
      },
      past: {
        events: (after) => thread.ask('pastEvents', [after]),
        visits: (sinceMs, after) => thread.ask('pastVisits', [sinceMs, after]),
        clients: (after) => thread.ask('pastClients', [after]),
      },
      archive: {
        pastOf: (question) => thread.ask('pastOf', [question]),
        weightsOf: (version) => thread.ask('weightsOf', [version]),
        eventTypes: () => thread.ask('eventTypes', []),
      },
      speechMoney: {
        spent: (account, month) => thread.ask('spentOnSpeech', [account, month]),
        spend: (spending) => thread.ask('spendOnSpeech', [spending]),
      },
      health: () => ({
        engine: url === null ? 'sqlite' : 'postgres',
        readable: local.isReadable(),
        inPlace: place.isInPlace,
        requestsWaiting: thread.waiting(),
        journalQueued: queue.queued(),
        journalDropped: queue.dropped(),
        copy:
          url === null
            ? null
            : {
                connected: isConnected,
                ageMs: inStepAtMs === null ? null : performance.now() - inStepAtMs,
              },
      }),
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await thread.close();
    throw error;
  }
}

function doNothing(): void {}
