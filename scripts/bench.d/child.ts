import { fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { LoopDelay } from './loop-delay.ts';

const LOOP_WATCH = new URL('./loop-watch.ts', import.meta.url).href;
const STOP_GRACE_MS = 10_000;

/** Of one process, since the last time it was asked. */
export interface Gauges {
  readonly loopDelay: LoopDelay;
  /** User and system, all threads. */
  readonly cpuMs: number;
  readonly rssMb: number;
}

/** A process that is measured. It ends when we do. */
export interface Child extends AsyncDisposable {
  /** The next message of this kind. @throws when the process ends before it. */
  told<T>(kind: string): Promise<T>;
  /** Every message of this kind. */
  heard(kind: string, listener: (message: object) => void): void;
  tell(message: object): void;
  gauges(): Promise<Gauges>;
}

/**
 * Starts a program of ours in a process of its own; what it says on standard error goes to `logFile` or to ours.
 * TEL_BENCH_PROFILE names a folder for CPU profiles of those that end by themselves.
 */
export function startChild(
  program: URL,
  { args = [], logFile }: { args?: readonly string[]; logFile?: string } = {},
): Child {
  const profileTo = process.env['TEL_BENCH_PROFILE'];
  const profile = profileTo === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileTo}`];
  const log = logFile === undefined ? 'inherit' : openSync(logFile, 'a');
  const child = fork(fileURLToPath(program), args, {
    execArgv: ['--import', LOOP_WATCH, ...profile],
    stdio: ['ignore', 'inherit', log, 'ipc'],
  });
  if (typeof log === 'number') closeSync(log);
  const exited = once(child, 'exit');

  function told<T>(kind: string): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const listen = (message: unknown): void => {
      if ((message as { kind?: unknown }).kind === kind) resolve(message as T);
    };
    const ended = (): void => reject(new Error(`${program.pathname} ended`));
    child.on('message', listen);
    child.once('exit', ended);
    return promise.finally(() => {
      child.off('message', listen);
      child.off('exit', ended);
    });
  }

  return {
    told,
    heard: (kind, listener) =>
      void child.on('message', (message) => {
        if ((message as { kind?: unknown }).kind === kind) listener(message as object);
      }),
    tell: (message) => void child.send(message),
    async gauges() {
      const answer = told<{ gauges: Gauges }>('gauges');
      child.send('gauges');
      return (await answer).gauges;
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const insist = setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS);
      await exited;
      clearTimeout(insist);
    },
  };
}
