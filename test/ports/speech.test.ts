import { createEspeak } from '#adapters/tts/espeak.ts';
import { fakeSpeech } from '#test/fakes/fake-speech.ts';
import { speechContract } from './speech.contract.ts';

speechContract('espeak-ng', () => createEspeak({ voice: 'ru' }));
speechContract('the fake', () => fakeSpeech());
