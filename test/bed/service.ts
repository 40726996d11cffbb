import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { followFile } from './follow-file.ts';
import { freeTcpPort } from './free-port.ts';
import { startProcess, type BedProcess } from './process.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const MAIN = join(PROJECT, 'src/app/main.ts');
const START_DEADLINE_MS = 20_000;
const STOP_GRACE_MS = 15_000;
const LINES_MAX = 20_000;

/** One line of the service's log. */
export interface LogLine {
  readonly msg: string;
  readonly level: string;
  readonly linkedid?: string;
  readonly [field: string]: unknown;
}

export interface ServiceOptions {
  /** Data, settings and speech; a temporary folder, removed at the end, when not given. */
  readonly folder?: string;
  /** Files for `telefonistka import`, before the start. */
  readonly imports?: readonly string[];
  /** What differs from the defaults, as in config/example.yaml, by section. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Words before `main.ts`: `--cpu-prof`, `--import FILE`. */
  readonly nodeOptions?: readonly string[];
  /** Start serving although speech is not ready yet. */
  readonly cold?: boolean;
  /** It writes its log to this file, in the place of a pipe to us; `lines` has what came to stand there. */
  readonly logFile?: string;
}

/** The product, as an administrator starts it, in a process of its own. */
export interface RunningService extends AsyncDisposable {
  readonly folder: string;
  readonly configFile: string;
  readonly agiPort: number;
  readonly httpPort: number;
  readonly soundsFolder: string;
  readonly dataFolder: string;
  readonly process: BedProcess;
  readonly lines: readonly LogLine[];
  /** The first line, past or to come, that satisfies; `since` skips what came before that index of `lines`. */
  line(satisfies: (line: LogLine) => boolean, timeoutMs?: number, since?: number): Promise<LogLine>;
  /** Runs `telefonistka VERB …` over the same settings. */
  cli(...words: string[]): Promise<{ readonly exit: number | string; readonly output: string }>;
  kill(signal: NodeJS.Signals): void;
  /** A new process over the same folder and ports; answers when it takes calls, `cold`: warm or not. */
  restart(how?: { readonly cold?: boolean }): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the service on free ports, and answers when it takes calls and its speech is ready. */
export async function startService(options: ServiceOptions = {}): Promise<RunningService> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'tel-service-')));
  const { agi } = (options.settings ?? {}) as { agi?: { port?: number } };
  const agiPort = agi?.port ?? (await freeTcpPort()); // chosen before by whoever told Asterisk of it
  const httpPort = await freeTcpPort();
  const configFile = join(folder, 'telefonistka.yaml');
  const soundsFolder = join(folder, 'sounds');
  const dataFolder = join(folder, 'var');
  await mkdir(folder, { recursive: true });
  await writeFile(configFile, settingsText(options.settings ?? {}, { agiPort, httpPort }));

  const lines: LogLine[] = [];
  const waiting = new Set<() => void>();
  const nodeOptions = options.nodeOptions ?? [];

  async function cli(...words: string[]) {
    const args = [MAIN, ...words, '--config', configFile];
    const child = await startProcess({ command: process.execPath, args, env: options.env ?? {} });
    const exit = await child.exited;
    return { exit, output: child.output() };
  }

  async function boot(cold = options.cold): Promise<BedProcess> {
    const since = lines.length;
    const file = options.logFile === undefined ? null : await open(options.logFile, 'a');
    const child = await startProcess({
      command: process.execPath,
      args: [...nodeOptions, MAIN, 'start', '--config', configFile],
      env: options.env ?? {},
      onOutput: linesInto(lines, waiting),
      ...(file === null ? {} : { stderr: file.fd }),
    });
    await file?.close();
    try {
      await line(({ msg }) => msg === 'waiting for calls', START_DEADLINE_MS, since);
      if (cold !== true)
        await line(({ msg }) => msg === 'speech is warm', START_DEADLINE_MS, since);
    } catch (error) {
      await child.stop('SIGKILL', 0);
      throw new Error(`the service did not start:\n${child.output()}`, { cause: error });
    }
    return child;
  }

  async function line(satisfies: (line: LogLine) => boolean, timeoutMs = 10_000, since = 0) {
    const deadline = performance.now() + timeoutMs;
    for (let next = since; ;) {
      for (; next < lines.length; next++) {
        const one = lines[next];
        if (one !== undefined && satisfies(one)) return one;
      }
      const leftMs = deadline - performance.now();
      if (leftMs <= 0)
        throw new Error(`no such line within ${timeoutMs} ms; the latest:\n${latest(lines)}`);
      await newLine(waiting, leftMs);
    }
  }

  for (const file of options.imports ?? []) {
    const { exit, output } = await cli('import', file);
    if (exit !== 0) throw new Error(`import of ${file} failed:\n${output}`);
  }
  const { logFile } = options;
  const log = logFile === undefined ? null : followFile(logFile, linesInto(lines, waiting));
  let current = await boot();

  async function stop(): Promise<void> {
    await current.stop('SIGTERM', STOP_GRACE_MS);
    log?.[Symbol.dispose]();
    if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
  }

  return {
    folder,
    configFile,
    agiPort,
    httpPort,
    soundsFolder,
    dataFolder,
    lines,
    get process() {
      return current;
    },
    line,
    cli,
    kill: (signal) => current.signal(signal),
    async restart(how = {}) {
      await current.stop('SIGTERM', STOP_GRACE_MS);
      current = await boot(how.cold);
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function settingsText(
  settings: Readonly<Record<string, unknown>>,
  ports: { readonly agiPort: number; readonly httpPort: number },
): string {
  const section = (name: string) => settings[name] as Readonly<Record<string, unknown>> | undefined;
  return stringify({
    data_dir: './var',
    ranking_file: join(PROJECT, 'config/ranking.yaml'),
    phrases_file: join(PROJECT, 'config/phrases.{language}.yaml'),
    ...settings,
    office: { company: 'Сталь-Трейд', ...section('office') },
    voice: { sounds_dir: './sounds', recorded_dir: './recorded', ...section('voice') },
    log: { format: 'json', personal_data: true, ...section('log') },
    agi: { port: ports.agiPort, ...section('agi') },
    http: { port: ports.httpPort, ...section('http') },
  });
}

/** Cuts what a process prints into lines of its log; what is not JSON is no line of it. */
function linesInto(lines: LogLine[], waiting: Set<() => void>): (text: string) => void {
  let rest = '';
  return (text) => {
    const pieces = (rest + text).split('\n');
    rest = pieces.pop() ?? '';
    for (const piece of pieces) {
      const line = lineFrom(piece);
      if (line !== null) lines.push(line);
      if (lines.length > LINES_MAX) throw new Error('the service logs without end');
    }
    for (const wake of waiting) wake();
  };
}

/** Null for what is none, or only a part of one: a disk may have been full in the middle of it. */
function lineFrom(text: string): LogLine | null {
  if (!text.startsWith('{')) return null;
  try {
    return JSON.parse(text) as LogLine;
  } catch {
    return null;
  }
}

function newLine(waiting: Set<() => void>, timeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      waiting.delete(done);
      resolve();
    };
    const timer = setTimeout(done, timeoutMs);
    waiting.add(done);
  });
}

function latest(lines: readonly LogLine[]): string {
  return lines
    .slice(-15)
    .map((line) => JSON.stringify(line))
    .join('\n');
}
