import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** A socket that waits for somebody; proc(5) gives each a number of its own, which is never used again. */
export interface OpenPort {
  readonly inode: string;
  readonly port: number;
}

const LISTENING = '0A';

/** Processes whose environment has this variable with this value: whoever started them, and whoever adopted them. */
export function processesWith(variable: string, value: string): readonly number[] {
  const wanted = `${variable}=${value}`;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .filter((pid) =>
      quietly(() => readFileSync(`/proc/${pid}/environ`, 'utf8'), '')
        .split('\0')
        .includes(wanted),
    )
    .map(Number);
}

/** What these processes listen on, TCP and UDP. */
export function portsOf(pids: readonly number[]): readonly OpenPort[] {
  const inodes = new Set(pids.flatMap(socketsOf));
  return openPorts().filter(({ inode }) => inodes.has(inode));
}

/** Everything on this machine that listens (proc(5): /proc/net/tcp). */
export function openPorts(): readonly OpenPort[] {
  return ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((name) => {
    const lines = readFileSync(`/proc/net/${name}`, 'utf8').trim().split('\n').slice(1);
    return lines.flatMap((line) => {
      const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/u);
      if (name.startsWith('tcp') && state !== LISTENING) return [];
      return { inode, port: Number.parseInt(local.split(':')[1] ?? '', 16) };
    });
  });
}

function socketsOf(pid: number): readonly string[] {
  const folder = `/proc/${pid}/fd`;
  return quietly(() => readdirSync(folder), []).flatMap((name) => {
    const target = quietly(() => readlinkSync(join(folder, name)), '');
    return /^socket:\[(\d+)\]$/u.exec(target)?.[1] ?? [];
  });
}

/** Processes and their files go while we look. */
function quietly<T>(look: () => T, otherwise: T): T {
  try {
    return look();
  } catch {
    return otherwise;
  }
}
