import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

interface Peer {
  readonly isLoopback: boolean;
  /** Ours and theirs. */
  readonly ports: readonly number[];
}

/** Everybody with whom the process has a TCP connection, finished or only begun (proc(5): /proc/net/tcp). */
export function peersOf(pid: number): readonly Peer[] {
  const folder = `/proc/${pid}/fd`;
  const inodes = new Set(
    readdirSync(folder).flatMap((name) => {
      try {
        return /^socket:\[(\d+)\]$/u.exec(readlinkSync(join(folder, name)))?.[1] ?? [];
      } catch {
        return []; // closed meanwhile
      }
    }),
  );
  const lines = ['tcp', 'tcp6'].flatMap((name) =>
    readFileSync(`/proc/net/${name}`, 'utf8').trim().split('\n').slice(1),
  );
  return lines.flatMap((line) => {
    const [, local = '', remote = '', , , , , , , inode = ''] = line.trim().split(/\s+/u);
    const [address = '', theirPort = ''] = remote.split(':');
    if (!inodes.has(inode) || theirPort === '0000') return []; // not its own, or only listening
    const ports = [local.split(':')[1] ?? '', theirPort].map((hex) => Number.parseInt(hex, 16));
    // The kernel writes addresses as little-endian words: 127.0.0.1 is 0100007F.
    return { isLoopback: address.endsWith('7F'), ports };
  });
}
