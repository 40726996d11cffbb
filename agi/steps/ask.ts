import { nextMove, openMenu, type Intro, type Menu, type Move } from '#domain/menu/menu.ts';
import type { Prompt } from '#domain/voice/phrases.ts';
import type { CallSession, Heard } from '#ports/call-session.ts';
import type { House } from '#ports/house.ts';
import type { PlayableSound } from '#ports/sounds.ts';
import type { Notes } from './notes.ts';

/** What a menu came to. */
export type Answer = Exclude<Move, { kind: 'say' | 'listen' }>;

const EVERY_KEY = '0123456789*#';

/**
 * Plays the menu until the caller chose, gave up or hung up. `promptFor` says what is played for which reason;
 * a prompt whose speech is not ready counts as no sound.
 */
export async function ask(
  call: CallSession,
  house: Pick<House, 'sounds'>,
  menu: Menu,
  promptFor: (intro: Intro) => Prompt,
  notes: Notes,
): Promise<Answer> {
  let { state, move } = openMenu;
  for (;;) {
    switch (move.kind) {
      case 'say': {
        const sound = await house.sounds.ready(promptFor(move.intro));
        const heard = sound === null ? NO_SOUND : await say(call, sound, EVERY_KEY, notes);
        ({ state, move } = nextMove(menu, state, noted(heard, notes)));
        break;
      }
      case 'listen': {
        // Straight after the prompt, nothing in between: keys between two commands are lost.
        const heard = await call.waitForDigit(move.timeoutMs);
        ({ state, move } = nextMove(menu, state, noted(heard, notes)));
        break;
      }
      default:
        return move;
    }
  }
}

/** Plays one file and notes that it was heard. */
export async function say(
  call: CallSession,
  sound: PlayableSound,
  keys: string,
  notes: Notes,
): Promise<Heard> {
  notes.firstAudioAt ??= performance.now();
  const heard = await call.play(sound, keys);
  if (heard.kind !== 'no-sound') notes.said.push(sound.text);
  return heard;
}

const NO_SOUND: Heard = { kind: 'no-sound' };

function noted(heard: Heard, notes: Notes): Heard {
  if (heard.kind === 'digit') notes.keyed += heard.digit;
  return heard;
}
