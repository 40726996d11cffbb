import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { Failure } from '#ports/failure.ts';

export interface ProgramRun {
  readonly program: string;
  readonly args: readonly string[];
  /** What it reads on standard input. */
  readonly input: string;
  readonly timeoutMs: number;
  readonly outputBytesMax: number;
  readonly signal: AbortSignal;
}

const COMPLAINT_LENGTH_MAX = 300;

/**
 * Runs a program without a shell and answers with what it wrote. Whoever is too slow, writes too much or is no
 * longer wanted is killed for good. Fails with `unavailable` (not installed, too slow, died), `refused` (an exit
 * code other than 0; its first words are the `quote`) or `gone` (`signal`).
 */
export async function runProgram(run: ProgramRun): Promise<Buffer> {
  if (run.signal.aborted) throw calledOff();
  const child = spawn(run.program, run.args);
  try {
    return await outputOf(child, run);
  } finally {
    child.kill('SIGKILL');
    // A grandchild may still hold the pipes open.
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
  }
}

function outputOf(child: ChildProcessWithoutNullStreams, run: ProgramRun): Promise<Buffer> {
  const { program, timeoutMs, outputBytesMax, signal } = run;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    let complaint = '';
    AbortSignal.timeout(timeoutMs).addEventListener('abort', () => {
      reject(new Failure('unavailable', `${program} did not finish within ${timeoutMs} ms`));
    });
    const onAbort = (): void => reject(calledOff());
    signal.addEventListener('abort', onAbort, { once: true });
    child.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'ENOENT' ? 'is not installed' : `cannot be started (${error.code})`;
      reject(new Failure('unavailable', `${program} ${why}`));
    });
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > outputBytesMax)
        reject(new Failure('refused', `${program} wrote more than ${outputBytesMax} bytes`));
      else chunks.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      complaint = (complaint + chunk.toString('utf8')).slice(0, COMPLAINT_LENGTH_MAX);
    });
    // It may exit before it read everything: the exit says more than a broken pipe.
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on('error', () => {});
    child.once('close', (code, killedBy) => {
      signal.removeEventListener('abort', onAbort);
      if (code === 0) resolve(Buffer.concat(chunks));
      else if (code === null)
        reject(new Failure('unavailable', `${program} was ended by ${killedBy}`));
      else
        reject(new Failure('refused', `${program} said no (${code})`, { quote: complaint.trim() }));
    });
    child.stdin.end(run.input);
  });
}

function calledOff(): Failure {
  return new Failure('gone', 'the work was called off');
}
