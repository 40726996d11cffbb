import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { composeSounds } from '#app/compose.ts';
import { loadConfig } from '#app/config/load.ts';
import { anna, startSounds } from '#test/adapters/sounds/sounds-house.ts';
import { quietLog } from '#test/adapters/storage/engines.ts';
import { fakeSpeech } from '#test/fakes/fake-speech.ts';

test('voice.cache_mb_max is what the folder of speech is kept to', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tel-limit-'));
  const directory = join(folder, 'sounds');
  const file = join(folder, 'telefonistka.yaml');
  await writeFile(file, `voice: { sounds_dir: ${directory}, cache_mb_max: 10 }\n`);
  const config = await loadConfig(file, {});
  expect(config.voice.cacheBytesMax).toBe(10 * 1024 ** 2);

  await using earlier = await startSounds({ directory, engines: [fakeSpeech()] });
  await earlier.sounds.warm([[{ phrase: 'option', person: anna }]]);
  await earlier.sounds.stop();
  const wavs = async () => (await readdir(directory)).filter((name) => name.endsWith('.wav'));
  const [made = ''] = await wavs();
  const longAgo = new Date(Date.now() - 3 * 86_400_000);

  const left: number[] = [];
  for (const cacheBytesMax of [config.voice.cacheBytesMax, 2]) {
    await utimes(join(directory, made), longAgo, longAgo);
    const sounds = composeSounds(
      { ...config, voice: { ...config.voice, cacheBytesMax } },
      quietLog,
    );
    await sounds.start();
    await sounds.warm([]); // nobody is employed any more
    await sounds.tidy();
    left.push((await wavs()).length);
    await sounds.stop();
  }
  expect(left).toEqual([1, 0]);
  await rm(folder, { recursive: true });
});
