/** VoiceFabric's two services: of the old site, and of the «Облако ЦРТ». */
export type VoiceFabricApi = 'classic' | 'cloud';

/** Each speaks at either rate; the name says which. */
export const VOICEFABRIC_RATES_HZ: readonly number[] = [8_000, 22_050];

const VOICES: Readonly<Record<VoiceFabricApi, readonly string[]>> = {
  classic: ['Юлия', 'Владимир', 'Анна', 'Виктория', 'Александр', 'Мария', 'Лидия', 'Carol', 'Asel'],
  cloud: ['Julia', 'Anna', 'Anna_n', 'Vladimir', 'Dasha', 'Alexander', 'Lidia', 'Asel', 'Carol'],
};

export function voiceFabricVoices(api: VoiceFabricApi): readonly string[] {
  return VOICES[api];
}

/** `Julia8000` for the telephone, `Julia` for 22,050 Hz. */
export function nameOfVoice(voice: string, rateHz: number): string {
  return rateHz === 8_000 ? `${voice}8000` : voice;
}
