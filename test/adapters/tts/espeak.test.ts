import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createEspeak } from '#adapters/tts/espeak.ts';
import type { Failure } from '#ports/failure.ts';

const never = new AbortController().signal;

/** A program of our own in espeak's place. */
async function insteadOfEspeak(script: string): Promise<string> {
  const program = join(await mkdtemp(join(tmpdir(), 'tel-espeak-')), 'espeak-ng');
  await writeFile(program, `#!/bin/sh\n${script}\n`);
  await chmod(program, 0o755);
  return program;
}

test('markup in a name is not spoken: the sound is that of the clean name', async () => {
  const espeak = createEspeak({ voice: 'ru' });
  const hostile = await espeak.synthesise('[[Бел+ых]] \u0301', never);
  const plain = await espeak.synthesise('Бел ых', never);
  expect(hostile.samples).toEqual(plain.samples);
});

test('an engine that is not installed is unavailable, and says its name', async () => {
  const espeak = createEspeak({ voice: 'ru', program: '/nowhere/espeak-ng' });
  await expect(espeak.synthesise('Анна', never)).rejects.toMatchObject({
    code: 'unavailable',
    message: '/nowhere/espeak-ng is not installed',
  });
});

test('an unknown voice is refused with the words of the engine', async () => {
  await expect(
    createEspeak({ voice: 'xx-nosuch' }).synthesise('Анна', never),
  ).rejects.toMatchObject({
    code: 'refused',
    message: 'espeak-ng said no (1)',
    quote: expect.stringContaining('voice does not exist'),
  });
});

test('an engine that hangs is killed, even when it ignores polite signals', async () => {
  const program = await insteadOfEspeak("trap '' TERM INT; cat >/dev/null; while :; do :; done");
  const espeak = createEspeak({ voice: 'ru', program, timeoutMs: 200 });
  await expect(espeak.synthesise('Анна', never)).rejects.toMatchObject({ code: 'unavailable' });
});

test.each([
  ['dies in the middle', 'head -c 100 /dev/zero; kill -9 $$', 'unavailable'],
  ['writes garbage', 'head -c 9000 /dev/urandom', 'invalid'],
  ['writes nothing', 'cat >/dev/null', 'refused'],
  ['never stops writing', 'cat /dev/zero', 'refused'],
  ['does not read its input', 'exec 0<&-; exit 3', 'refused'],
])('an engine that %s is a failure, not a crash', async (_, script, code) => {
  const espeak = createEspeak({ voice: 'ru', program: await insteadOfEspeak(script) });
  await expect(espeak.synthesise('Анна', never)).rejects.toMatchObject({ name: 'Failure', code });
});

test('work that is called off ends at once', async () => {
  const program = await insteadOfEspeak('sleep 60');
  const off = new AbortController();
  const speaking = createEspeak({ voice: 'ru', program }).synthesise('Анна', off.signal);
  off.abort();
  await expect(speaking).rejects.toMatchObject({ code: 'gone' });
});

test('no more run at once than allowed', async () => {
  // Each run leaves a mark, waits a moment, and counts the marks it sees.
  const marks = await mkdtemp(join(tmpdir(), 'tel-marks-'));
  const program = await insteadOfEspeak(
    `cat >/dev/null; touch ${marks}/$$; sleep 0.05; ls ${marks} | wc -l >&2; rm ${marks}/$$; exit 1`,
  );
  const espeak = createEspeak({ voice: 'ru', program, atOnceMax: 2 });
  const failures = await Promise.allSettled(
    Array.from({ length: 8 }, () => espeak.synthesise('Анна', never)),
  );
  const seen = failures.map((one) =>
    one.status === 'rejected' ? Number((one.reason as Failure).quote) : 99,
  );
  expect(Math.max(...seen)).toBe(2);
});
