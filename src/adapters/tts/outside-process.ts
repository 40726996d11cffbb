import { setPriority } from 'node:os';
import { Failure, type FailureCode } from '#ports/failure.ts';
import { runProgram, type ProgramRun } from './run-program.ts';

/** To the process. */
export type ToOutside =
  | { readonly kind: 'run'; readonly id: number; readonly run: Omit<ProgramRun, 'signal'> }
  | { readonly kind: 'call-off'; readonly id: number };

/** And back. */
export type FromOutside =
  | { readonly kind: 'output'; readonly id: number; readonly output: Uint8Array }
  | {
      readonly kind: 'failure';
      readonly id: number;
      readonly code: FailureCode;
      readonly message: string;
      readonly quote: string | null;
    };

/** Calls come first: nobody waits for what is made here. Children inherit it. */
const NICENESS = 10;
setPriority(NICENESS);

const underWay = new Map<number, AbortController>();

process.on('message', (message: ToOutside) => {
  if (message.kind === 'run') void answer(message.id, message.run);
  else underWay.get(message.id)?.abort();
});
// Whoever started us is gone, however it ended: so are we, and what we run.
process.on('disconnect', () => {
  for (const one of underWay.values()) one.abort();
  setImmediate(() => process.exit());
});
// A Ctrl-C in the terminal reaches the whole group: ours is to end after our parent.
process.on('SIGINT', () => {});

async function answer(id: number, run: Omit<ProgramRun, 'signal'>): Promise<void> {
  const off = new AbortController();
  underWay.set(id, off);
  try {
    const output = await runProgram({ ...run, signal: off.signal });
    reply({ kind: 'output', id, output });
  } catch (error) {
    const { code, message, quote } =
      error instanceof Failure ? error : new Failure('unavailable', String(error));
    reply({ kind: 'failure', id, code, message, quote });
  } finally {
    underWay.delete(id);
  }
}

function reply(message: FromOutside): void {
  // Our parent may go while we speak: then nobody misses the answer.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}
