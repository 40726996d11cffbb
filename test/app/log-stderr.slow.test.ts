import { execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, openSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

// The log and the notes of real processes, over whatever their error channel may be.

const PROJECT = join(import.meta.dirname, '../..');
const ENDS_WITHIN_MS = 10_000;
const folder = await mkdtemp(join(tmpdir(), 'tel-log-'));

interface Channel {
  /** What spawn takes; `gone`: a pipe that nobody reads any more. */
  readonly stderr: number | 'pipe' | 'gone';
  readonly close?: () => void;
}

const CHANNELS = {
  'a disk without room': (): Channel => ({ stderr: openSync('/dev/full', 'w') }),
  'a pipe whose reader is gone': (): Channel => ({ stderr: 'gone' }),
  'a pipe whose reader hangs': (): Channel => {
    const pipe = join(folder, `pipe-${Math.random()}`);
    execFileSync('mkfifo', [pipe]);
    const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
    return { stderr: openSync(pipe, 'w'), close: () => closeSync(reader) };
  },
};

/** Runs Node to its end, or to our patience's. */
async function ran(args: readonly string[], { stderr, close }: Channel = { stderr: 'pipe' }) {
  const child = spawn(process.execPath, args, {
    cwd: PROJECT,
    stdio: ['ignore', 'pipe', stderr === 'gone' ? 'pipe' : stderr],
    timeout: ENDS_WITHIN_MS,
    killSignal: 'SIGKILL',
  });
  const [out, err]: [string[], string[]] = [[], []];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => out.push(text));
  if (stderr === 'gone') child.stderr?.destroy();
  else child.stderr?.setEncoding('utf8').on('data', (text: string) => err.push(text));
  const exit = await new Promise<number | string>((resolve) => {
    child.on('close', (code, signal) => resolve(code ?? signal ?? ''));
  });
  if (typeof stderr === 'number') closeSync(stderr);
  close?.();
  return { exit, out: out.join(''), err: err.join('') };
}

/** A program of a few lines that has a log. */
function logging(code: string): readonly string[] {
  const log = `createLog({ level: 'info', personalData: false, format: 'json' })`;
  return [
    '--input-type=module',
    '-e',
    `import { setTimeout as sleep } from 'node:timers/promises';
     import { createLog } from '#app/log.ts';
     const log = ${log};
     ${code}`,
  ];
}

const texts = (lines: string): readonly string[] =>
  lines
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => (JSON.parse(line) as { msg: string }).msg);

describe('the last line is there', () => {
  const STOPS = `log.info({}, 'waiting'); await sleep(200); log.info({}, 'stopped');`;

  test.each([
    ['ordinary', STOPS],
    ['early', `${STOPS} process.exit(0);`],
  ])('after an %s end, in a pipe', async (_end, code) => {
    const { exit, err } = await ran(logging(code));
    expect([exit, texts(err)]).toEqual([0, ['waiting', 'stopped']]);
  });

  test('after an ordinary end, in a file', async () => {
    const file = join(folder, 'log');
    const { exit } = await ran(logging(STOPS), { stderr: openSync(file, 'a') });
    expect([exit, texts(readFileSync(file, 'utf8'))]).toEqual([0, ['waiting', 'stopped']]);
  });

  test('and the stack after it, when the program breaks', async () => {
    const { exit, err } = await ran(
      logging(`log.info({}, 'asked'); throw new TypeError('broken')`),
    );
    expect([exit, texts(err)]).toEqual([1, ['asked']]);
    expect(err).toMatch(/TypeError: broken\n\s+at /);
  });
});

describe.each(Object.entries(CHANNELS))('over %s', (_name, channel) => {
  test('a flood of lines stops no program, and the program ends when it is done', async () => {
    const code = `
      const page = 'x'.repeat(10_000);
      for (let round = 0; round < 5; round++) {
        for (let nth = 0; nth < 200; nth++) log.info({ page }, 'flood');
        await sleep(150);
      }
      console.log('done');`;
    expect(await ran(logging(code), channel())).toMatchObject({ exit: 0, out: 'done\n' });
  });

  test('a program that breaks ends all the same', async () => {
    const { exit } = await ran(logging(`log.info({}, 'asked'); throw new Error('no')`), channel());
    expect(exit).toBe(1);
  });

  test('a verb whose parts complain does its work all the same', async () => {
    const { exit, out } = await ran(await verbThatComplains(), channel());
    expect([exit, out]).toEqual([0, expect.stringContaining('.wav')]);
  });
});

test('what the parts of a verb complain of is said as it happens', async () => {
  const { exit, err } = await ran(await verbThatComplains());
  expect([exit, err]).toEqual([0, expect.stringMatching(/ warn {3}recording cannot be used/)]);
});

/** One of its recordings is none. */
async function verbThatComplains(): Promise<readonly string[]> {
  const settings = join(folder, 'settings.yaml');
  const recorded = join(folder, 'recorded/ru');
  await mkdir(recorded, { recursive: true });
  await writeFile(join(recorded, 'zero.wav'), 'no sound');
  const voice = { sounds_dir: join(folder, 'sounds'), recorded_dir: join(folder, 'recorded') };
  await writeFile(settings, JSON.stringify({ data_dir: folder, voice }));
  return ['src/app/main.ts', 'say', 'да', '--config', settings];
}
