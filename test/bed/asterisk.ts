import { globSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectAmi, type TestAmi } from './ami.ts';
import { type AsteriskPlace, defaultFiles, RTP_PORTS } from './asterisk-conf.ts';
import { freeTcpPort, freeUdpPort, reserveRtpRange, type RtpRange } from './free-port.ts';
import { type BedProcess, startProcess } from './process.ts';
import { toneWav } from './wav.ts';

const BOOT_DEADLINE_MS = 30_000;
const CONNECT_POLL_MS = 20;
const STOP_GRACE_MS = 3_000;
const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

export interface AsteriskOptions {
  /** extensions.conf. A function may use the ports and folders, which are chosen at start. */
  readonly extensions: string | ((place: AsteriskPlace) => string);
  /** Other configuration files by name, instead of the defaults. */
  readonly files?: (place: AsteriskPlace) => Readonly<Record<string, string>>;
  /** Lines for [options] of asterisk.conf. */
  readonly options?: readonly string[];
  /** Modules beside the usual ones, without `.so`. */
  readonly modules?: readonly string[];
  /** 22 or 16; TEL_TEST_ASTERISK decides when not given. */
  readonly version?: string;
  /** Runs inside this network namespace, which must reach `address` from ours. */
  readonly netns?: string;
  /** Where manager and SIP listen. */
  readonly address?: string;
  /** More environment, for example a preloaded clock. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where to put its files; a temporary folder, removed at the end, when not given. */
  readonly folder?: string;
}

export interface OriginateOptions {
  /** For example `Local/s@caller/n` or `PJSIP/100@trunk`. */
  readonly channel: string;
  readonly context: string;
  readonly exten?: string;
  readonly callerNumber?: string;
  readonly callerName?: string;
  readonly variables?: Readonly<Record<string, string>>;
  /** How long it may ring. */
  readonly timeoutMs?: number;
}

/** A running Asterisk of the test's own. */
export interface AsteriskInstance extends AsyncDisposable {
  readonly version: string;
  readonly place: AsteriskPlace;
  /** For the product's own AMI connection: user `telefonistka`, secret `bed`. */
  readonly ami: TestAmi;
  readonly process: BedProcess;
  /** A command of Asterisk's console; answers what it prints. */
  cli(command: string): Promise<string>;
  /** Starts a call and answers the uniqueid of its channel, at once; what becomes of it is in the events. */
  originate(options: OriginateOptions): Promise<string>;
  /** Warnings and errors it has logged, one a line. */
  warnings(): Promise<readonly string[]>;
  kill(signal: NodeJS.Signals): void;
  /** Same folder, same ports, a new process; `ami` is a new connection afterwards. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts an Asterisk on loopback with a private configuration, and answers when it is fully booted (a quarter
 * of a second). Several live side by side. None outlives the test, however that ends.
 */
export async function startAsterisk(options: AsteriskOptions): Promise<AsteriskInstance> {
  const version = options.version ?? process.env['TEL_TEST_ASTERISK'] ?? '22';
  const rtp = await reserveRtpRange(RTP_PORTS);
  const place = await choosePlace(version, options, rtp);
  await writeFiles(place, options);
  const program = join(PROJECT, '.tools', `asterisk-${version}`, 'asterisk');
  const command = [program, '-C', join(place.folder, 'etc/asterisk.conf'), '-f', '-n'];
  if (options.netns !== undefined) command.unshift('ip', 'netns', 'exec', options.netns);
  let calls = 0;

  async function boot(): Promise<{ process: BedProcess; ami: TestAmi }> {
    const [file = '', ...args] = command;
    const process = await startProcess({ command: file, args, env: options.env ?? {} });
    try {
      const ami = await connectWhenReady(process, place);
      await ami.waitFor(({ name }) => name === 'FullyBooted', BOOT_DEADLINE_MS);
      return { process, ami };
    } catch (error) {
      await process.stop('SIGKILL', 0);
      throw error;
    }
  }

  let current = await boot();

  async function end(): Promise<void> {
    current.ami.close();
    await current.process.stop('SIGTERM', STOP_GRACE_MS);
  }

  async function stop(): Promise<void> {
    await end();
    rtp[Symbol.dispose]();
    if (options.folder === undefined) await rm(place.folder, { recursive: true, force: true });
  }

  return {
    version,
    place,
    get ami() {
      return current.ami;
    },
    get process() {
      return current.process;
    },
    async cli(line) {
      const reply = await current.ami.action('Command', { Command: line });
      return reply['Output'] ?? '';
    },
    async originate(call) {
      // Shaped like Asterisk's own, with a serial number it does not reach.
      const uniqueid = `${Math.trunc(Date.now() / 1000)}.${900_000 + ++calls}`;
      await current.ami.action('Originate', {
        Channel: call.channel,
        ChannelId: uniqueid,
        OtherChannelId: `${uniqueid}-2`, // the far half of a Local channel
        Context: call.context,
        Exten: call.exten ?? 's',
        Priority: '1',
        Async: 'true',
        Timeout: String(call.timeoutMs ?? 30_000),
        CallerID: `"${call.callerName ?? ''}" <${call.callerNumber ?? ''}>`,
        Variable: Object.entries(call.variables ?? {}).map(([name, value]) => `${name}=${value}`),
      });
      return uniqueid;
    },
    async warnings() {
      const log = await readFile(join(place.folder, 'log/messages'), 'utf8');
      return log.split('\n').filter((line) => /\] (WARNING|ERROR)\[/u.test(line));
    },
    kill: (signal) => current.process.signal(signal),
    async restart() {
      await end();
      current = await boot();
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function choosePlace(
  version: string,
  options: AsteriskOptions,
  rtp: RtpRange,
): Promise<AsteriskPlace> {
  const root = join(PROJECT, '.tools', `asterisk-${version}`);
  const [timer] = globSync(`${root}/usr/lib/**/asterisk/modules/res_timing_timerfd.so`);
  if (timer === undefined) {
    throw new Error(`no Asterisk ${version} here: run scripts/install/asterisk.sh ${version}`);
  }
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), `tel-asterisk-${version}-`)));
  return {
    folder,
    modules: dirname(timer),
    data: join(root, 'usr/share/asterisk'),
    address: options.address ?? '127.0.0.1',
    amiPort: await freeTcpPort(),
    sipPort: await freeUdpPort(),
    rtpPortFirst: rtp.firstPort,
  };
}

async function writeFiles(place: AsteriskPlace, options: AsteriskOptions): Promise<void> {
  for (const name of ['etc', 'var', 'run', 'log', 'spool', 'moh', 'recordings']) {
    await mkdir(join(place.folder, name), { recursive: true });
  }
  // Something to hear while waiting, soft and unlike any voice, so that a recording tells the queue apart.
  await writeFile(
    join(place.folder, 'moh/waiting.wav'),
    toneWav({ hz: 330, ms: 4_000, level: 0.1 }),
  );
  const { extensions } = options;
  const files = {
    ...defaultFiles(place, options.options ?? [], options.modules ?? []),
    'extensions.conf': typeof extensions === 'string' ? extensions : extensions(place),
    ...options.files?.(place),
  };
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(place.folder, 'etc', name), content);
  }
}

async function connectWhenReady(process: BedProcess, place: AsteriskPlace): Promise<TestAmi> {
  const login = { host: place.address, port: place.amiPort, username: 'bed', secret: 'bed' };
  const deadline = performance.now() + BOOT_DEADLINE_MS;
  for (;;) {
    try {
      return await connectAmi(login);
    } catch (error) {
      if (process.hasExited || performance.now() > deadline) {
        const log = await readFile(join(place.folder, 'log/messages'), 'utf8').catch(() => '');
        const said = `${process.output()}\n${log}`.slice(-4_000);
        throw new Error(`Asterisk did not start:\n${said}`, { cause: error });
      }
      await sleep(CONNECT_POLL_MS);
    }
  }
}
