import { execFile } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { chmod, chown, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freeTcpPort } from './free-port.ts';
import { type BedProcess, startProcess } from './process.ts';

const READY_DEADLINE_MS = 20_000;
const READY_POLL_MS = 25;

/** A PostgreSQL server of the test's own, empty, with a database `telefonistka`. */
export interface PrivatePostgres extends AsyncDisposable {
  /** For `pg`: TCP on loopback, no password. The port stays the same over a restart. */
  readonly url: string;
  /** Ends the server as a machine crash would look from outside; `start` brings it back. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Connections break, the data stays. */
  restart(): Promise<void>;
  /** All its processes stand still until `thaw`: connections stay, and nothing answers, as over a hung disk. */
  freeze(): Promise<void>;
  thaw(): void;
  /** Ends the server and removes its data. */
  stop(): Promise<void>;
}

/** Why a PostgreSQL cannot be started on this machine, or null: the reason a skipped suite gives aloud. */
export function postgresMissing(): string | null {
  return programs() === null
    ? 'no PostgreSQL under /usr/lib/postgresql: run scripts/install/packages.sh --tests'
    : null;
}

function programs(): string | null {
  const newest = globSync('/usr/lib/postgresql/*/bin/initdb').sort().at(-1);
  return newest === undefined ? null : dirname(newest);
}

/** PostgreSQL refuses to run as root, so root lends it to the user its package made, or to nobody. */
async function unprivilegedUser(): Promise<{ name: string; uid: number; gid: number } | null> {
  if (process.getuid?.() !== 0) return null;
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const wanted of ['postgres', 'nobody']) {
    const found = users.find(([name]) => name === wanted);
    if (found !== undefined) return { name: wanted, uid: Number(found[2]), gid: Number(found[3]) };
  }
  throw new Error('neither a user "postgres" nor "nobody" on this machine');
}

/**
 * Starts a private PostgreSQL on a free loopback port; about a second and a half.
 * Durability is off: a test never survives a power cut, and speed is all it wants.
 */
export async function startPostgres(): Promise<PrivatePostgres> {
  const bin = programs();
  if (bin === null) throw new Error(postgresMissing() ?? '');
  const user = await unprivilegedUser();
  const folder = await mkdtemp(join(tmpdir(), 'tel-postgres-'));
  await chmod(folder, 0o700);
  if (user !== null) await chown(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const asUser = user === null ? {} : { uid: user.uid, gid: user.gid };
  const run = promisify(execFile);
  await run(
    join(bin, 'initdb'),
    [
      '-D',
      data,
      '-U',
      'telefonistka',
      '-E',
      'UTF8',
      '--locale=C.UTF-8',
      '-A',
      'trust',
      '--no-sync',
    ],
    { cwd: folder, ...asUser },
  );

  const port = await freeTcpPort();
  const settings = [
    'fsync=off',
    'full_page_writes=off',
    `unix_socket_directories=${folder}`,
  ].concat('listen_addresses=127.0.0.1', 'shared_buffers=32MB', 'max_connections=50');
  let server: BedProcess | null = null;

  async function isReady(): Promise<boolean> {
    const args = [
      '-h',
      '127.0.0.1',
      '-p',
      String(port),
      '-U',
      'telefonistka',
      '-d',
      'postgres',
      '-q',
    ];
    return run(join(bin ?? '', 'pg_isready'), args).then(
      () => true,
      () => false,
    );
  }

  async function start(): Promise<void> {
    server = await startProcess({
      command: join(bin ?? '', 'postgres'),
      args: ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
      cwd: folder,
      ...(user === null ? {} : { user: user.name }),
    });
    const deadline = performance.now() + READY_DEADLINE_MS;
    while (!(await isReady())) {
      if (server.hasExited || performance.now() > deadline) {
        throw new Error(`PostgreSQL did not start:\n${server.output()}`);
      }
      await sleep(READY_POLL_MS);
    }
  }

  /** The server and its children, which have process groups of their own; while they stand still. */
  let frozen: readonly number[] = [];

  async function freeze(): Promise<void> {
    if (server === null) throw new Error('PostgreSQL is not running');
    const { pid } = server;
    server.signal('SIGSTOP'); // first, so that nobody is born meanwhile
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
    frozen = [pid, ...(children.match(/\d+/g) ?? []).map(Number)];
    signalFrozen('SIGSTOP');
  }

  function thaw(): void {
    signalFrozen('SIGCONT');
    frozen = [];
  }

  function signalFrozen(signal: NodeJS.Signals): void {
    for (const pid of frozen) {
      try {
        process.kill(pid, signal);
      } catch {
        // Gone between the look and the signal.
      }
    }
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    thaw();
    await server?.stop(signal, 5_000);
    server = null;
  }

  async function stop(): Promise<void> {
    await end('SIGQUIT');
    if (existsSync(folder)) await rm(folder, { recursive: true, force: true });
  }

  try {
    await start();
    const connection = ['-h', '127.0.0.1', '-p', String(port), '-U', 'telefonistka'];
    await run(join(bin, 'createdb'), [...connection, 'telefonistka']);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: `postgresql://telefonistka@127.0.0.1:${port}/telefonistka`,
    kill: () => end('SIGKILL'),
    start,
    async restart() {
      await end('SIGINT');
      await start();
    },
    freeze,
    thaw,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
