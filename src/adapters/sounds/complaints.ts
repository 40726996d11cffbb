import type { Failure } from '#ports/failure.ts';
import type { Log } from '#ports/log.ts';

/** Tells what could not be spoken: once, however often it is tried, until it works again. */
export interface Complaints {
  failed(engine: string, text: string, failure: Failure): void;
  worked(engine: string, text: string): void;
}

/** Beyond that we begin anew: what is told twice costs less than a memory without end. */
const TOLD_MAX = 10_000;

/** An engine that is away, or out of money, is so for every text. */
const OF_ENGINE: readonly Failure['code'][] = ['unavailable', 'exhausted'];

export function isOfEngine({ code }: Pick<Failure, 'code'>): boolean {
  return OF_ENGINE.includes(code);
}

export function createComplaints(log: Log): Complaints {
  const told = new Set<string>();
  return {
    failed(engine, text, { code, message, quote }) {
      const what = isOfEngine({ code }) ? engineOf(engine, code) : textOf(engine, text);
      if (told.has(what)) return;
      if (told.size >= TOLD_MAX) told.clear();
      told.add(what);
      log.warn({ engine, code, reason: message, pii: { text, quote } }, 'speech was not made');
    },
    worked(engine, text) {
      told.delete(textOf(engine, text));
      const wasAway = OF_ENGINE.filter((code) => told.delete(engineOf(engine, code))).length > 0;
      if (wasAway) log.info({ engine }, 'speech is made again');
    },
  };
}

function engineOf(engine: string, code: Failure['code']): string {
  return JSON.stringify({ engine, code });
}

function textOf(engine: string, text: string): string {
  return JSON.stringify([engine, text]);
}
