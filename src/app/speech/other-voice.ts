import { speechKitRoles, speechKitVoices } from '#adapters/tts/speechkit/voices.ts';
import { Failure } from '#ports/failure.ts';
import type { Config } from '../config/config.ts';
import type { SpeechEngine } from '../config/speech-engine.ts';

/**
 * The first engine of the chain alone, with another voice. Fails with `invalid` when the vendor has no such voice: that
 * is known before anything is paid for.
 */
export function withVoice(
  { language, voice }: Pick<Config, 'voice' | 'language'>,
  name: string,
): Pick<Config, 'voice' | 'language'> {
  const engines = voice.engines.slice(0, 1).map((engine) => otherwise(engine, name));
  return { language, voice: { ...voice, engines } };
}

function otherwise(engine: SpeechEngine, voice: string): SpeechEngine {
  if (engine.kind !== 'speechkit') return { ...engine, voice };
  const { role } = engine;
  // Which voices and roles there are depends on the interface.
  const apis = engine.apis.filter((api) => {
    const roles = speechKitRoles(api, voice);
    return roles !== null && (role === null || roles.includes(role));
  });
  if (apis.length > 0) return { ...engine, voice, apis };
  const manner = role === null ? '' : ` with the role ${role}`;
  const known = [...new Set(engine.apis.flatMap((api) => speechKitVoices(api)))].join(', ');
  throw new Failure('invalid', `SpeechKit has no voice ${voice}${manner}; its voices: ${known}`);
}
