import { fork, type ChildProcess } from 'node:child_process';
import { writeSync } from 'node:fs';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Failure } from '#ports/failure.ts';
import type { FromOutside, ToOutside } from './outside-process.ts';
import type { ProgramRun } from './run-program.ts';

interface Waiting {
  readonly resolve: (output: Buffer) => void;
  readonly reject: (failure: Failure) => void;
}

/** The process outside keeps the time; should it hang itself, we wait so much longer. */
const GRACE_MS = 2_000;
/** Nothing else of our environment, secrets least of all, is any program's business. */
const PASSED_ON = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'LD_LIBRARY_PATH', 'ESPEAK_DATA_PATH'];

const waiting = new Map<number, Waiting>();
let outside: ChildProcess | undefined;
let lastId = 0;

/**
 * Runs a program like `runProgram`, started by a small process of our own: to start a program, a process is copied
 * first, and with 350 MB of cache in memory that stops all calls for 40 ms (measured; 2 ms from the small one).
 * There is one such process, begun with the first run and again after it died; it ends with us.
 */
export async function runOutside({ signal, ...run }: ProgramRun): Promise<Buffer> {
  if (signal.aborted) throw new Failure('gone', 'the work was called off');
  outside ??= begin();
  const process = outside;
  lastId += 1;
  const id = lastId;
  const tell = (message: ToOutside): void => void process.send(message, () => {}); // a broken channel ends in 'exit'
  const callOff = (): void => tell({ kind: 'call-off', id });
  signal.addEventListener('abort', callOff, { once: true });
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      process.channel?.ref();
      AbortSignal.timeout(run.timeoutMs + GRACE_MS).addEventListener('abort', () => {
        reject(
          new Failure('unavailable', `${run.program} did not finish within ${run.timeoutMs} ms`),
        );
      });
      tell({ kind: 'run', id, run });
    });
  } finally {
    signal.removeEventListener('abort', callOff);
    waiting.delete(id);
    if (waiting.size === 0) process.channel?.unref();
  }
}

/** As far as somebody takes it at once. */
function passOn(complaint: Buffer): void {
  try {
    writeSync(2, complaint);
  } catch {
    // Nobody is told of a bug then; the work that it cost fails all the same.
  }
}

function begin(): ChildProcess {
  const started = fork(fileURLToPath(new URL('./outside-process.ts', import.meta.url)), {
    serialization: 'advanced', // sound is bytes
    execArgv: [],
    env: Object.fromEntries(PASSED_ON.map((name) => [name, process.env[name]])),
    // Not our own error channel: a child that shares a pipe makes it blocking, and us wait for whoever reads the log.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  started.unref();
  started.channel?.unref();
  const complaints = started.stderr as Socket;
  complaints.unref();
  complaints.on('data', passOn);
  started.on('message', (message: FromOutside) => {
    const one = waiting.get(message.id);
    if (message.kind === 'output') one?.resolve(Buffer.from(message.output));
    else {
      const { code, message: told, quote } = message;
      one?.reject(new Failure(code, told, quote === null ? {} : { quote }));
    }
  });
  const lose = (): void => {
    if (outside !== started) return;
    outside = undefined;
    for (const one of waiting.values())
      one.reject(new Failure('unavailable', 'the process that starts programs ended'));
  };
  started.once('error', lose);
  started.once('exit', lose);
  started.once('disconnect', lose);
  return started;
}
