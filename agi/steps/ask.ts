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
  house: Pick<House, 'sounds' | 'log'>,
  menu: Menu,
  promptFor: (intro: Intro) => Prompt,
  notes: Notes,
): Promise<Answer> {
  let { state, move } = openMenu;
  while (move.kind === 'say' || move.kind === 'listen') {
    const heard =
      move.kind === 'say'
        ? await sayReady(call, house, promptFor(move.intro), notes)
        : await call.waitForDigit(move.timeoutMs);
    if (heard.kind === 'digit') notes.keyed += heard.digit;
    // From here to the next command nothing is awaited: keys between two commands are lost.
    ({ state, move } = nextMove(menu, state, heard));
  }
  return move;
}

async function sayReady(
  call: CallSession,
  house: Pick<House, 'sounds' | 'log'>,
  prompt: Prompt,
  notes: Notes,
): Promise<Heard> {
  const sound = await house.sounds.ready(prompt, call.signal);
  return sound === null ? { kind: 'no-sound' } : say(call, house, sound, EVERY_KEY, notes);
}

/** Plays one file and notes that it was heard. */
export async function say(
  call: CallSession,
  house: Pick<House, 'log'>,
  sound: PlayableSound,
  keys: string,
  notes: Notes,
): Promise<Heard> {
  const { linkedid } = call.visit;
  notes.firstAudioAt ??= performance.now();
  house.log.info({ linkedid, ms: sound.durationMs, pii: { text: sound.text } }, 'saying');
  const heard = await call.play(sound, keys);
  if (heard.kind !== 'no-sound') notes.said.push(sound.text);
  return heard;
}
