import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AT_ONCE_MS, startFaultStage } from '#test/bed/fault-stage.ts';
import { row } from './row.ts';

// The speech engine is missing or mad from the first start on: nothing was ever made.

/** Fault, how, and what PATH leads to in place of espeak-ng: the last line of a shell script; null: nothing. */
const ENGINES: readonly (readonly [string, string, string | null])[] = [
  ['12 speech engine missing', 'PATH without it', null],
  ['13 speech engine hangs', 'sleep', 'exec sleep 600'],
  ['13 speech engine says garbage', 'random bytes', 'exec head -c 50000 /dev/urandom'],
  ['13 speech engine says nothing', '0 bytes', 'exec true'],
  ['13 speech engine at the wrong rate', '4 kHz', 'exec sox -n -t wav -r 4000 - synth 2 sine 440'],
  ['13 speech engine fails', 'exit 1', 'exit 1'],
];

describe('a known caller hears the menu that comes with the program', () => {
  test.for(ENGINES)('%s', async ([fault, injected, script]) => {
    const folder = await mkdtemp(join(tmpdir(), 'tel-engine-'));
    try {
      const PATH = await programs(folder, script);
      await using stage = await startFaultStage({ service: { env: { PATH }, cold: true } });
      const { service, callers } = stage;
      await expect.poll(() => readiness(service.httpPort), { timeout: 10_000 }).toBe(200);
      const call = await stage.place(callers.known.number);
      await stage.prompt(call);
      await call.press('0');
      await call.reachesQueue(AT_ONCE_MS);
      const [visit] = (await stage.receipt(call)).visits;
      row({
        fault,
        injected,
        ended: 'generic menu, queue',
        costMs: visit?.firstAudioMs ?? Infinity,
        limitMs: AT_ONCE_MS,
      });
      expect(visit).toMatchObject({ keyed: '0', destination: { reason: 'asked-for-a-person' } });
      expect(visit?.said[0]).toContain('Наберите добавочный номер');
      const told = await service.line(({ msg }) => msg === 'speech was not made', 15_000);
      expect(told['engine']).toBe('espeak-ng');
      const kept = (await readdir(service.soundsFolder)).filter((name) => name.endsWith('.wav'));
      expect(kept, 'nothing bad is kept').toEqual([]);
      await call.leave();
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

async function readiness(httpPort: number): Promise<number> {
  const { status } = await fetch(`http://127.0.0.1:${httpPort}/health/ready`);
  return status;
}

/** A PATH with what the bed itself needs, and this engine or none. */
async function programs(folder: string, engine: string | null): Promise<string> {
  const bin = join(folder, 'bin');
  await mkdir(bin);
  for (const name of ['setpriv', 'sh', 'cat', 'sleep', 'head', 'true', 'sox']) {
    const found = ['/usr/bin', '/bin'].map((at) => join(at, name)).find((at) => existsSync(at));
    if (found !== undefined) await symlink(found, join(bin, name));
  }
  if (engine !== null) {
    await writeFile(join(bin, 'espeak-ng'), `#!/bin/sh\ncat >/dev/null\n${engine}\n`);
    await chmod(join(bin, 'espeak-ng'), 0o755);
  }
  return bin;
}
