import {
  createAmiClient,
  type AmiClient,
  type AmiClientOptions,
} from '#adapters/asterisk/ami-client.ts';
import type { Log, LogFields } from '#ports/log.ts';

export interface LogLine {
  readonly level: keyof Log;
  readonly fields: LogFields;
  readonly text: string;
}

export interface RecordedLog extends Log {
  readonly lines: readonly LogLine[];
  /** Resolves when that text has been logged so many times. */
  until(text: string, times?: number): Promise<void>;
}

export function recordedLog(): RecordedLog {
  const lines: LogLine[] = [];
  let waiting: (() => void)[] = [];
  const write = (level: keyof Log) => (fields: LogFields, text: string) => {
    lines.push({ level, fields, text });
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  };
  return {
    lines,
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    async until(text, times = 1) {
      while (lines.filter((line) => line.text === text).length < times) {
        await new Promise<void>((resolve) => void waiting.push(resolve));
      }
    },
  };
}

export interface ClientUnderTest extends AsyncDisposable {
  readonly client: AmiClient;
  readonly log: RecordedLog;
  /** Resolves when the client has been ready so many times. */
  ready(times?: number): Promise<void>;
}

/** A client with the patience of a test: deadlines and back-off in tens of milliseconds. Not started yet. */
export function clientFor(port: number, options: Partial<AmiClientOptions> = {}): ClientUnderTest {
  const log = recordedLog();
  const client = createAmiClient({
    host: '127.0.0.1',
    port,
    user: 'tel',
    secret: 's3cret',
    log,
    backoff: { minMs: 5, maxMs: 40, refusedMs: 60_000 },
    ...options,
    timing: { bootedMs: 200, ...options.timing },
  });
  return {
    client,
    log,
    ready: (times = 1) => log.until('AMI ready', times),
    [Symbol.asyncDispose]: () => client.stop(),
  };
}
