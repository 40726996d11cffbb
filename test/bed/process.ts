import { spawn } from 'node:child_process';
import { once } from 'node:events';

const OUTPUT_MAX_CHARS = 64 * 1024;

interface ProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Runs as this system user; only root may ask for it. */
  readonly user?: string;
  /** Gets what it prints, as it comes. */
  readonly onOutput?: (text: string) => void;
  /** Its error channel is this open file, not a pipe to us: what it prints there, we do not hear. */
  readonly stderr?: number;
}

/** A program the bed has started, in a process group of its own. */
export interface BedProcess {
  readonly pid: number;
  /** Settles when the program has ended, with its exit code or the signal that ended it. */
  readonly exited: Promise<number | NodeJS.Signals>;
  readonly hasExited: boolean;
  /** The last of what it printed, for the message of a failing test. */
  output(): string;
  /** Stops to read what it prints, as a reader that hangs, until it is told to go on. */
  listen(isListening: boolean): void;
  /** To the whole group; quietly nothing when it is gone already. */
  signal(signal: NodeJS.Signals): void;
  /** Asks with `signal`, insists with SIGKILL after `graceMs`. */
  stop(signal: NodeJS.Signals, graceMs: number): Promise<void>;
}

const running = new Set<BedProcess>();
process.on('exit', () => {
  for (const child of running) child.signal('SIGKILL');
});

/**
 * Starts a program that cannot outlive us: its group is killed when this process exits, and the kernel kills
 * it when this process is killed itself (setpriv --pdeathsig), because a test run is often ended that way.
 * @throws when the program cannot be started at all.
 */
export async function startProcess(options: ProcessOptions): Promise<BedProcess> {
  const as =
    options.user === undefined
      ? []
      : ['--reuid', options.user, '--regid', options.user, '--init-groups'];
  const child = spawn(
    'setpriv',
    ['--pdeathsig', 'KILL', ...as, '--', options.command, ...options.args],
    {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', options.stderr ?? 'pipe'],
      detached: true,
    },
  );
  let output = '';
  const streams = [child.stdout, child.stderr].filter((stream) => stream !== null);
  for (const stream of streams) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      output = (output + text).slice(-OUTPUT_MAX_CHARS);
      options.onOutput?.(text);
    });
  }
  const exited = new Promise<number | NodeJS.Signals>((resolve) => {
    child.on('exit', (code, signal) => {
      running.delete(handle);
      resolve(code ?? signal ?? 'SIGKILL');
    });
  });
  await once(child, 'spawn');
  const pid = child.pid ?? 0;

  const handle: BedProcess = {
    pid,
    exited,
    get hasExited() {
      return !running.has(handle);
    },
    output: () => output,
    listen(isListening) {
      for (const stream of streams) {
        if (isListening) stream.resume();
        else stream.pause();
      }
    },
    signal(signal) {
      if (!running.has(handle)) return;
      try {
        process.kill(-pid, signal);
      } catch {
        // Gone between the look and the signal.
      }
    },
    async stop(signal, graceMs) {
      handle.signal(signal);
      const insist = setTimeout(() => handle.signal('SIGKILL'), graceMs);
      await exited;
      clearTimeout(insist);
    },
  };
  running.add(handle);
  return handle;
}
