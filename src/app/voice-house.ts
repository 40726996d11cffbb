import { copyFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { compareVoices } from '#adapters/sounds/comparison.ts';
import { listMade } from '#adapters/sounds/listing.ts';
import { endingOf } from '#adapters/sounds/rate.ts';
import type { SoundsHouse } from '#adapters/sounds/sounds.ts';
import { Failure } from '#ports/failure.ts';
import type { Log } from '#ports/log.ts';
import type { Speech, SpeechMoney } from '#ports/speech.ts';
import type { RemakeRequest, VoiceHouse } from './cli/voice-house.ts';
import type { Config } from './config/config.ts';
import { composeEngines } from './speech/engines.ts';
import { withVoice } from './speech/other-voice.ts';

interface VoiceDoors {
  /** The cache, ready; it is left by disposing of it. `money` null: engines that cost money are not asked. */
  readonly openSounds: (
    config: Config,
    money: SpeechMoney | null,
  ) => Promise<Pick<SoundsHouse, 'remake'> & AsyncDisposable>;
  /** Null: none of the engines costs money. */
  readonly openMoney: (
    config: Config,
  ) => Promise<({ readonly speechMoney: SpeechMoney } & AsyncDisposable) | null>;
  readonly log: Log;
}

/** What `voice` asks for, over these settings. */
export function voiceHouse(
  config: () => Promise<Config>,
  { openSounds, openMoney, log }: VoiceDoors,
): VoiceHouse {
  return {
    async list() {
      const { soundsDir, sampleRateHz } = (await config()).voice;
      return listMade(soundsDir, sampleRateHz);
    },
    async play(key, wish) {
      const { soundsDir, sampleRateHz } = (await config()).voice;
      const kept = join(soundsDir, `${key}${endingOf(sampleRateHz)}`);
      if (wish === null) return { file: kept };
      await copyFile(kept, resolve(wish)).catch((error: NodeJS.ErrnoException) => {
        throw new Failure('refused', `${wish} cannot be written: ${error.code}`);
      });
      return { file: wish };
    },
    async remake(request) {
      const settings = await config();
      await using purse = await openMoney(settings);
      await using sounds = await openSounds(settings, purse?.speechMoney ?? null);
      return await remakeEach(sounds, request);
    },
    async compare({ voices, ...request }) {
      const settings = await config();
      await using purse = await openMoney(settings);
      const money = purse?.speechMoney ?? null;
      const around = { log, now: () => new Date(), money: () => money };
      const engines = voices.map((voice): [string, Speech] => {
        const [engine] = composeEngines(withVoice(settings, voice), around);
        if (engine === undefined) throw new Failure('invalid', 'voice.engines names no engine');
        return [voice, engine];
      });
      return await compareVoices(new Map(engines), {
        ...request,
        folder: resolve(request.folder),
        rateHz: settings.voice.sampleRateHz,
      });
    },
  };
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
