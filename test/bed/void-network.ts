import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A host that swallows every packet: no answer, no refusal. */
export interface VoidNetwork extends AsyncDisposable {
  /** An address there. */
  readonly host: string;
}

/** Why there can be none here, or null: the reason a skipped test gives aloud. */
export function voidNetworkMissing(): string | null {
  return process.getuid?.() === 0 ? null : 'a network namespace needs root';
}

/**
 * Makes a network namespace at the other end of a cable, where nobody lives. The kernel is told that somebody
 * does, or it would report the host as unreachable after three seconds.
 */
export async function startVoidNetwork(): Promise<VoidNetwork> {
  const serial = process.pid % 10_000;
  const namespace = `tel-void-${serial}`;
  const [near, far] = [`telv${serial}a`, `telv${serial}b`];
  const subnet = `10.213.${serial % 256}`;
  const host = `${subnet}.2`;
  const ip = (...args: string[]): Promise<unknown> => run('ip', args);
  const end = async (): Promise<void> => {
    await ip('netns', 'del', namespace); // takes the cable with it
  };
  await ip('netns', 'add', namespace);
  try {
    await ip('link', 'add', near, 'type', 'veth', 'peer', 'name', far, 'netns', namespace);
    await ip('addr', 'add', `${subnet}.1/30`, 'dev', near);
    await ip('link', 'set', near, 'up');
    await ip('-n', namespace, 'link', 'set', far, 'up');
    await ip('neigh', 'replace', host, 'lladdr', '02:00:00:00:00:02', 'dev', near);
  } catch (error) {
    await end();
    throw error;
  }
  return { host, [Symbol.asyncDispose]: end };
}
