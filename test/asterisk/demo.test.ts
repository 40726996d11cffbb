import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { CallExplained } from '#ports/explaining.ts';
import type { CallReport } from '#scripts/demo-calls/report.ts';
import { TONES_HZ } from '#scripts/demo-calls/stage.ts';
import { openPorts, portsOf, processesWith } from '#test/bed/leftovers.ts';
import { startProcess, type BedProcess } from '#test/bed/process.ts';
import { startSoftphone } from '#test/bed/softphone.ts';
import { readWav, toneMs, voiceMs } from '#test/bed/wav.ts';

// The main job, end to end: a company, a service, two Asterisks, SIP, RTP, keys, telephones that ring.

const PLAYED_DEADLINE_MS = 180_000;
/** The service lets go of its calls, two Asterisks end. */
const STOPPED_WITHIN_MS = 15_000;
const RUN = 'TEL_DEMO_RUN';
/** Of somebody who listens, keys, and talks with whoever answers. */
const hangupAfterMs = 7_000;

test(
  'scripts/demo: each call goes as it should; --stay: a softphone calls in; Ctrl-C leaves nothing',
  {
    timeout: PLAYED_DEADLINE_MS + 60_000,
  },
  async () => {
    await using demo = await startDemo('--json', '--stay');
    const words = await demo.says(/Ctrl-C/u, PLAYED_DEADLINE_MS);

    const { calls, ok } = JSON.parse(await readFile(demo.stdout, 'utf8')) as {
      calls: readonly CallReport[];
      ok: boolean;
    };
    expect(calls.filter(({ wrong }) => wrong.length > 0).map(whatWasWrong)).toEqual([]);
    expect(ok).toBe(true);
    const byName = new Map(calls.map((call) => [call.scenario, call]));
    expect(byName.get('known-client')?.reached).toEqual({ kind: 'employee', name: 'Пётр Смирнов' });
    expect(byName.get('killed')?.reached).toEqual({ kind: 'queue', name: 'sales' });
    expect(calls).toHaveLength(8);

    await callIn(words);

    const { pids, ports } = demo.holds();
    expect(pids.length, 'we, the service, two Asterisks').toBeGreaterThanOrEqual(4);
    expect(ports.length, 'SIP, AMI, AGI, HTTP').toBeGreaterThanOrEqual(6);
    expect(await readdir(demo.temporary)).not.toEqual([]);
    expect(await demo.interrupted()).toBe(0);
    await demo.expectNothingLeft();
  },
);

test('Ctrl-C in the middle of the calls leaves nothing either', async () => {
  await using demo = await startDemo();
  await demo.says(/the trunk is up/u, 60_000);
  const recordings = async () =>
    (await readdir(demo.temporary, { recursive: true })).filter((name) => name.endsWith('.wav'));
  await expect
    .poll(recordings, { timeout: 10_000 })
    .toContainEqual(expect.stringMatching(/call-1\.wav$/u));
  expect(demo.holds().pids.length).toBeGreaterThanOrEqual(4);
  expect(await demo.interrupted()).toBe(130);
  await demo.expectNothingLeft();
});

function whatWasWrong({ scenario, wrong }: CallReport): string {
  return `${scenario}: ${JSON.stringify(wrong)}`;
}

interface Demo extends AsyncDisposable {
  /** The file that its standard output goes into. */
  readonly stdout: string;
  /** Where it puts what is temporary. */
  readonly temporary: string;
  /** All that it told beside that, once this is in it. */
  says(pattern: RegExp, timeoutMs: number): Promise<string>;
  /** Its processes, and where they listen. */
  holds(): { readonly pids: readonly number[]; readonly ports: ReturnType<typeof portsOf> };
  /** Ctrl-C: how it ended. */
  interrupted(): Promise<number | string>;
  expectNothingLeft(): Promise<void>;
}

/** As somebody starts it at a terminal; knows its processes by a variable that they inherit. */
async function startDemo(...flags: readonly string[]): Promise<Demo> {
  const folder = await mkdtemp(join(tmpdir(), 'tel-demo-test-'));
  const temporary = await mkdtemp(join(folder, 'tmp-'));
  const stdout = join(folder, 'stdout');
  const run = randomUUID();
  let told = '';
  const waiting = new Set<() => void>();
  // Without --json it tells everything on standard output.
  const to = flags.includes('--json') ? `>${stdout}` : '';
  const child: BedProcess = await startProcess({
    command: 'bash',
    args: ['-c', `exec scripts/demo ${flags.join(' ')} ${to}`],
    env: { TMPDIR: temporary, TEL_LANG: 'en', [RUN]: run },
    onOutput: (text) => {
      told += text;
      for (const look of waiting) look();
    },
  });
  let ports: ReturnType<typeof portsOf> = [];
  const holds = () => {
    const pids = processesWith(RUN, run);
    ports = portsOf(pids);
    return { pids, ports };
  };

  return {
    stdout,
    temporary,
    holds,
    async says(pattern, timeoutMs) {
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      const look = () => {
        if (pattern.test(told)) resolve(told);
      };
      const late = setTimeout(() => reject(new Error(`it only said:\n${told}`)), timeoutMs);
      void child.exited.then(() => reject(new Error(`it ended, and said:\n${told}`)));
      waiting.add(look);
      look();
      return promise.finally(() => clearTimeout(late));
    },
    async interrupted() {
      holds();
      const late = setTimeout(() => child.signal('SIGKILL'), STOPPED_WITHIN_MS);
      child.signal('SIGINT');
      const end = await child.exited;
      clearTimeout(late);
      return end;
    },
    async expectNothingLeft() {
      const inodes = new Set(ports.map(({ inode }) => inode));
      const open = () => openPorts().filter(({ inode }) => inodes.has(inode));
      // Killed programs take a moment to go, and their sockets another.
      await expect.poll(() => processesWith(RUN, run), { timeout: 2_000 }).toEqual([]);
      await expect.poll(open, { timeout: 2_000 }).toEqual([]);
      expect(await readdir(temporary)).toEqual([]);
    },
    async [Symbol.asyncDispose]() {
      await child.stop('SIGKILL', 0);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Does what the text says, with nothing but what the text says. */
async function callIn(words: string): Promise<void> {
  const [, server = '', port, user = '', password = ''] =
    /server (\S+):(\d+) \(UDP\), user (\S+), password (\S+)\./u.exec(words) ?? [];
  const [, office = ''] = /Dial (\d+): nobody knows you/u.exec(words) ?? [];
  const [, client = ''] = /^ *(\d+) - a known client/mu.exec(words) ?? [];
  const [explain = ''] = /scripts\/telefonistka explain .*/u.exec(words) ?? [];
  await using phone = await startSoftphone({ server, port: Number(port), user, password });

  const calls = await Promise.all([
    phone.dial({ number: office, keys: [{ digits: '303', afterAudioMs: 2_000 }], hangupAfterMs }),
    phone.dial({ number: client, keys: [{ digits: '36', afterAudioMs: 2_000 }], hangupAfterMs }),
  ]);
  for (const call of calls) {
    const { heard } = await call.ended;
    const sound = readWav(await readFile(heard ?? ''));
    expect(voiceMs(sound, Object.values(TONES_HZ)), 'the menu').toBeGreaterThan(1_000);
    expect(toneMs(sound, TONES_HZ.employee), 'the employee').toBeGreaterThan(1_000);
  }
  const why = await shell(explain);
  expect(why).toMatch(/1\. Анна Петрова[^]*2\. Пётр Смирнов[^]*3\. Зоя Белых/u);
  const [linkedid = ''] = /\d{9,}\.\d+/u.exec(why) ?? []; // of the latest call
  const receipt = JSON.parse(
    await shell(`${explain.replace(`+${client}`, linkedid)} --json`),
  ) as CallExplained;
  expect(receipt.visits[0]?.recomputed, 'made again, it comes out the same').toMatchObject({
    kind: 'done',
    disagreements: [],
  });
  expect(receipt.visits).toMatchObject([
    { offered: [{ extension: '34' }, { extension: '35' }, { extension: '36' }], keyed: '36' },
  ]);
}

async function shell(command: string): Promise<string> {
  return (await promisify(execFile)('bash', ['-c', command])).stdout;
}
