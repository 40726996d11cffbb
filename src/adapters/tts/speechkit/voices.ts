/** The two interfaces of SpeechKit. v1 costs by character, v3 by request of up to 250. */
export type SpeechKitApi = 'v1' | 'v3';

type Roles = readonly string[];

const BOTH: Readonly<Record<string, Roles>> = {
  alena: ['neutral', 'good'],
  filipp: [],
  ermil: ['neutral', 'good'],
  jane: ['neutral', 'good', 'evil'],
  omazh: ['neutral', 'evil'],
  zahar: ['neutral', 'good'],
  marina: ['neutral', 'whisper', 'friendly'],
  madi_ru: [],
};
const V3_ONLY: Readonly<Record<string, Roles>> = {
  dasha: ['neutral', 'good', 'friendly'],
  julia: ['neutral', 'strict'],
  lera: ['neutral', 'friendly'],
  masha: ['good', 'strict', 'friendly'],
  alexander: ['neutral', 'good'],
  kirill: ['neutral', 'strict', 'good'],
  anton: ['neutral', 'good'],
  saule_ru: [],
  zamira_ru: [],
  zhanar_ru: [],
  yulduz_ru: [],
};

/** Russian voices with their roles; a voice that the service has and this table lacks needs a line here. */
const VOICES: Readonly<Record<SpeechKitApi, Readonly<Record<string, Roles>>>> = {
  v1: BOTH,
  v3: { ...BOTH, ...V3_ONLY },
};

export function speechKitVoices(api: SpeechKitApi): readonly string[] {
  return Object.keys(VOICES[api]);
}

/** The roles of a voice; empty: it has one manner only, and a role would be an error. Null: no such voice. */
export function speechKitRoles(api: SpeechKitApi, voice: string): Roles | null {
  return Object.hasOwn(VOICES[api], voice) ? (VOICES[api][voice] ?? null) : null;
}
