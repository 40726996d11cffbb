import { join } from 'node:path';
import { writeWav } from '#adapters/plumbing/wav.ts';
import { Failure } from '#ports/failure.ts';
import type { Speech } from '#ports/speech.ts';
import { writeAtomically } from './atomic-file.ts';
import { createFinishing, type Finishing } from './finishing.ts';
import { durationMs, type PlayRateHz } from './rate.ts';

/** One voice's try at a text. */
export interface VoiceTried {
  readonly voice: string;
  /** Null: it could not say it. */
  readonly file: string | null;
  readonly durationMs: number;
  /** Why it could not; null: it could. */
  readonly reason: string | null;
}

export interface ComparisonRequest {
  readonly text: string;
  readonly folder: string;
  /** What callers hear. */
  readonly rateHz: PlayRateHz;
  readonly signal: AbortSignal;
}

/**
 * The same text by each voice, as callers would hear it, into `voice-NAME.wav`; nothing of it enters the cache. A voice
 * that fails keeps nobody from hearing the others. Fails with `gone` when `signal` fires.
 */
export async function compareVoices(
  voices: ReadonlyMap<string, Speech>,
  request: ComparisonRequest,
): Promise<readonly VoiceTried[]> {
  const finishing = createFinishing(request.rateHz);
  const tried: VoiceTried[] = [];
  try {
    for (const [voice, engine] of voices)
      tried.push(await tryVoice(voice, engine, finishing, request));
  } finally {
    await finishing.stop();
  }
  return tried;
}

async function tryVoice(
  voice: string,
  engine: Speech,
  finishing: Finishing,
  { text, folder, rateHz, signal }: ComparisonRequest,
): Promise<VoiceTried> {
  try {
    const pcm = await engine.synthesise(text, signal);
    const samples = await finishing.finish(pcm, engine.capabilities.sampleRateHz, text);
    const file = join(folder, `voice-${voice}.wav`);
    await keep(file, writeWav({ samples, sampleRateHz: rateHz }));
    return { voice, file, durationMs: durationMs(samples.length, rateHz), reason: null };
  } catch (error) {
    if (!(error instanceof Failure) || error.code === 'gone') throw error;
    return { voice, file: null, durationMs: 0, reason: error.inFull };
  }
}

async function keep(file: string, bytes: Buffer): Promise<void> {
  try {
    await writeAtomically(file, bytes, { durable: false });
  } catch (error) {
    const { code = 'an error' } = error as NodeJS.ErrnoException;
    throw new Failure('refused', `${file} cannot be written: ${code}`);
  }
}
