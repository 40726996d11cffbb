import { copyFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { compareVoices } from '#adapters/sounds/comparison.ts';
import { listMade } from '#adapters/sounds/listing.ts';
import type { SoundsHouse } from '#adapters/sounds/sounds.ts';
import { Failure } from '#ports/failure.ts';
import type { Speech } from '#ports/speech.ts';
import type { RemakeRequest, VoiceHouse } from './cli/voice-house.ts';
import { composeSpeech } from './compose.ts';
import type { Config } from './config/config.ts';

/** What `voice` asks for, over these settings. `openSounds`: the cache, ready; it is left by disposing of it. */
export function voiceHouse(
  config: () => Promise<Config>,
  openSounds: (config: Config) => Promise<SoundsHouse & AsyncDisposable>,
): VoiceHouse {
  const folder = async (): Promise<string> => (await config()).voice.soundsDir;
  return {
    list: async () => listMade(await folder()),
    async play(key, wish) {
      const kept = join(await folder(), `${key}.wav`);
      if (wish === null) return { file: kept };
      await copyFile(kept, resolve(wish)).catch((error: NodeJS.ErrnoException) => {
        throw new Failure('refused', `${wish} cannot be written: ${error.code}`);
      });
      return { file: wish };
    },
    async remake(request) {
      await using sounds = await openSounds(await config());
      return await remakeEach(sounds, request);
    },
    async compare({ voices, ...request }) {
      const settings = await config();
      const engines = voices.map((voice) => [voice, otherVoice(settings, voice)] as const);
      return compareVoices(new Map(engines), { ...request, folder: resolve(request.folder) });
    },
  };
}

function otherVoice({ voice, language }: Config, name: string): Speech {
  return composeSpeech({ language, voice: { ...voice, voice: name } });
}

async function remakeEach(
  sounds: Pick<SoundsHouse, 'remake'>,
  { texts, progress, signal }: RemakeRequest,
): Promise<{ text: string; reason: string }[]> {
  const failed: { text: string; reason: string }[] = [];
  for (const [at, text] of texts.entries()) {
    if (signal.aborted) throw new Failure('gone', `called off after ${at} of ${texts.length}`);
    try {
      await sounds.remake(text);
    } catch (error) {
      if (!(error instanceof Failure) || error.code === 'gone') throw error;
      failed.push({ text, reason: error.inFull });
    }
    progress(at + 1);
  }
  return failed;
}
