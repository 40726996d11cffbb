import {
  speechKitRoles,
  speechKitVoices,
  type SpeechKitApi,
} from '#adapters/tts/speechkit/voices.ts';
import type { Complain } from './secrets.ts';
import type { SpeechEngineSettings } from './speech-settings.ts';
import { saidOfSpeech } from './speech-words.ts';

/** Both interfaces have it. */
export const USUAL_VOICE = 'marina';

/**
 * The interfaces that have this voice in this role, of those that are allowed. A role that the voice lacks is an error
 * of the service, not another role: so of the settings, and the possible ones are told.
 */
export function possibleApis(
  { api, voice: wanted, role }: Pick<SpeechEngineSettings, 'api' | 'voice' | 'role'>,
  complain: Complain,
): readonly SpeechKitApi[] {
  const voice = wanted ?? USUAL_VOICE;
  if (api === 'cloud' || api === 'classic') {
    complain(['api'], saidOfSpeech.noApi(['auto', 'v1', 'v3']));
    return [];
  }
  const allowed: readonly SpeechKitApi[] = api === 'v1' || api === 'v3' ? [api] : ['v1', 'v3'];
  const widest = allowed.at(-1) ?? 'v3';
  const withVoice = allowed.filter((one) => speechKitRoles(one, voice) !== null);
  if (withVoice.length === 0) {
    complain(['voice'], saidOfSpeech.noVoice(voice, speechKitVoices(widest)));
    return [];
  }
  if (role === null) return withVoice;
  const withRole = withVoice.filter((one) => speechKitRoles(one, voice)?.includes(role));
  if (withRole.length === 0) {
    const others = speechKitVoices(widest).filter((one) =>
      speechKitRoles(widest, one)?.includes(role),
    );
    const roles = speechKitRoles(widest, voice) ?? [];
    complain(['role'], saidOfSpeech.noRole(voice, role, roles, others));
  }
  return withRole;
}
