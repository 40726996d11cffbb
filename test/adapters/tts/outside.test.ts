import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runOutside } from '#adapters/tts/outside.ts';

const folder = await mkdtemp(join(tmpdir(), 'tel-outside-'));
const limits = {
  input: '',
  timeoutMs: 5_000,
  outputBytesMax: 1_000,
  signal: new AbortController().signal,
};

async function script(name: string, text: string): Promise<string> {
  const program = join(folder, name);
  await writeFile(program, `#!/bin/sh\n${text}\n`);
  await chmod(program, 0o755);
  return program;
}

async function pidsIn(name: string): Promise<number[]> {
  await expect.poll(() => existsSync(join(folder, name)), { timeout: 5_000 }).toBe(true);
  return (await readFile(join(folder, name), 'utf8')).trim().split(' ').map(Number);
}

const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}`);

test('a program gets its input, and answers with what it wrote', async () => {
  const output = await runOutside({ ...limits, program: 'cat', args: [], input: 'Анна' });
  expect(output.toString('utf8')).toBe('Анна');
});

test('it sees nothing of our environment that is not its business', async () => {
  process.env['TEL_SECRET'] = 'sesame';
  const output = await runOutside({ ...limits, program: 'env', args: [] });
  expect(output.toString()).toContain('PATH=');
  expect(output.toString()).not.toContain('sesame');
});

test('it gives way to calls: its niceness is above ours', async () => {
  expect((await runOutside({ ...limits, program: 'nice', args: [] })).toString()).toBe('10\n');
});

test('when the process that starts programs is killed, that run fails and the next one works', async () => {
  const killer = await script('killer', 'kill -9 $PPID; sleep 5');
  await expect(runOutside({ ...limits, program: killer, args: [] })).rejects.toMatchObject({
    code: 'unavailable',
  });
  expect((await runOutside({ ...limits, program: 'echo', args: ['again'] })).toString()).toBe(
    'again\n',
  );
});

test('a program that is called off is ended at once', async () => {
  const long = await script(
    'long',
    `echo $$ > ${folder}/long.tmp; mv ${folder}/long.tmp ${folder}/long.pid; exec sleep 60`,
  );
  const off = new AbortController();
  const running = runOutside({ ...limits, program: long, args: [], signal: off.signal });
  const [pid = 0] = await pidsIn('long.pid');
  off.abort();
  await expect(running).rejects.toMatchObject({ code: 'gone' });
  await expect.poll(() => isAlive(pid)).toBe(false);
});

test('when we are killed, nothing of ours goes on', async () => {
  const orphan = await script(
    'orphan',
    `echo $$ $PPID > ${folder}/orphan.tmp; mv ${folder}/orphan.tmp ${folder}/orphan.pid; exec sleep 60`,
  );
  const code = `
    import { runOutside } from ${JSON.stringify(new URL('../../../src/adapters/tts/outside.ts', import.meta.url).href)};
    await runOutside({ program: ${JSON.stringify(orphan)}, args: [], input: '', timeoutMs: 60000, outputBytesMax: 9, signal: new AbortController().signal });`;
  const us = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: 'ignore' });
  const pids = await pidsIn('orphan.pid');
  expect(pids.map(isAlive)).toEqual([true, true]);
  us.kill('SIGKILL');
  await expect.poll(() => pids.map(isAlive), { timeout: 5_000 }).toEqual([false, false]);
});
