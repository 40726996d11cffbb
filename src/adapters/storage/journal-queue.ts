import { setTimeout as after } from 'node:timers/promises';
import { Failure } from '#ports/failure.ts';
import type { Log } from '#ports/log.ts';
import type { JournalEntry } from './journal.ts';

const BATCH_MAX = 200;
/**
 * Calls that end close together are one commit: a flush of the disk each would cost more than the rest of their visits,
 * and after every commit the reader of the call path must read its pages anew. Who kills us loses that tenth.
 */
const GATHER_MS = 100;
const RETRY_DELAY_FIRST_MS = 250;
const RETRY_DELAY_MAX_MS = 30_000;
/** Between two tries while we close: there is little time left. */
const RETRY_DELAY_CLOSING_MS = 50;

/** What calls told us and nobody has written down yet. */
export interface JournalQueue {
  /** Never waits, never fails: what does not fit is counted. */
  add(entry: JournalEntry): void;
  queued(): number;
  dropped(): number;
  /** Writes down what is left; what then remains is lost, and logged. */
  drain(timeoutMs: number): Promise<void>;
}

/** `write` is one commit; it is tried again, later and later, for as long as its failure is retryable. */
export function journalQueue(
  write: (entries: readonly JournalEntry[]) => Promise<void>,
  { log, entriesMax }: { log: Log; entriesMax: number },
): JournalQueue {
  const entries: JournalEntry[] = [];
  const closing = new AbortController();
  let dropped = 0;
  /** So many go one by one, without a pause: one among them was refused, and must not keep the others out. */
  let alone = 0;
  let delayMs = RETRY_DELAY_FIRST_MS;
  let writing: Promise<void> | null = null;
  const tooLate = new AbortController();

  async function writeAll(): Promise<void> {
    while (entries.length > 0 && !tooLate.signal.aborted) {
      if (alone === 0) await pause(GATHER_MS);
      await writeBatch(entries.slice(0, alone > 0 ? 1 : BATCH_MAX));
    }
    writing = null;
  }

  /** Ends at once when we close. */
  async function pause(ms: number): Promise<void> {
    if (closing.signal.aborted) return;
    await after(ms, undefined, { signal: closing.signal, ref: false }).catch(() => undefined);
  }

  async function writeBatch(batch: readonly JournalEntry[]): Promise<void> {
    try {
      await write(batch);
      entries.splice(0, batch.length);
      delayMs = RETRY_DELAY_FIRST_MS;
      if (alone > 0) alone -= 1;
    } catch (error) {
      if (error instanceof Failure && error.retryable) await patience(error);
      else if (batch.length > 1) alone = batch.length;
      else {
        drop(batch[0]!, error);
        if (alone > 0) alone -= 1;
      }
    }
  }

  async function patience(error: Failure): Promise<void> {
    log.warn({ err: error, queued: entries.length, delayMs }, 'the journal must wait');
    if (closing.signal.aborted) await after(RETRY_DELAY_CLOSING_MS, undefined, { ref: false });
    else await pause(delayMs);
    delayMs = Math.min(2 * delayMs, RETRY_DELAY_MAX_MS);
  }

  function drop(entry: JournalEntry, error: unknown): void {
    entries.shift();
    dropped += 1;
    log.error({ err: error, ...subjectOf(entry) }, 'a journal entry was refused and is dropped');
  }

  return {
    add(entry) {
      if (entries.length >= entriesMax) {
        // The first and every thousandth: a log must not fill the disk as well.
        if (dropped % 1_000 === 0)
          log.error({ dropped }, 'the journal is full: calls go unrecorded');
        dropped += 1;
        return;
      }
      entries.push(entry);
      writing ??= writeAll();
    },
    queued: () => entries.length,
    dropped: () => dropped,
    async drain(timeoutMs) {
      closing.abort();
      const done = new AbortController();
      const late = after(timeoutMs, undefined, { signal: done.signal }).catch(() => undefined);
      await Promise.race([writing, late]);
      tooLate.abort();
      done.abort();
      if (entries.length > 0) log.error({ lost: entries.length }, 'journal entries are lost');
    },
  };
}

/** What it is about, for the log. */
function subjectOf(entry: JournalEntry): { linkedid: string } | { version: string } {
  switch (entry.kind) {
    case 'visit':
      return { linkedid: entry.visit.linkedid };
    case 'outcome':
      return { linkedid: entry.outcome.linkedid };
    case 'weights':
      return { version: entry.weights.version };
    default:
      return entry satisfies never;
  }
}
