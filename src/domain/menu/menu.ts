import type { OfferedPerson } from './plan.ts';

/** Where a key leads: to one employee, or to whoever is free at the sales department. */
export type Target =
  | { readonly kind: 'employee'; readonly employeeId: string; readonly extension: string }
  | { readonly kind: 'anybody' };

/** Everything that one menu reacts to. */
export interface Menu {
  /** What may be typed, whole. */
  readonly targets: ReadonlyMap<string, Target>;
  /** Proper beginnings of what may be typed. */
  readonly beginnings: ReadonlySet<string>;
  /** Where silence leads; null: the menu is repeated. */
  readonly onSilence: Target | null;
  readonly triesMax: number;
  readonly silencesMax: number;
  readonly keyWaitMs: number;
  readonly interDigitMs: number;
}

export type MenuLimits = Pick<Menu, 'triesMax' | 'silencesMax' | 'keyWaitMs' | 'interDigitMs'>;

/** What reached us from the caller. */
export type MenuHeard =
  | { readonly kind: 'digit'; readonly digit: string }
  | { readonly kind: 'silence' }
  | { readonly kind: 'no-sound' }
  | { readonly kind: 'hangup' };

/** Why the prompt is played: the first time, or again. */
export type Intro = 'first' | 'no-match' | 'no-input';

export interface MenuState {
  /** While the prompt plays, or after it. */
  readonly phase: 'prompt' | 'listening';
  readonly typed: string;
  /** How many keys of a number that leads nowhere were heard; then `typed` is empty. */
  readonly astray: number;
  /** Prompts played so far, and how many of them met silence. */
  readonly tries: number;
  readonly silences: number;
}

export type Move =
  | { readonly kind: 'say'; readonly intro: Intro }
  | { readonly kind: 'listen'; readonly timeoutMs: number }
  | { readonly kind: 'route'; readonly to: Target }
  | { readonly kind: 'give-up'; readonly reason: 'no-input' | 'no-match' | 'no-speech' }
  | { readonly kind: 'end' };

export interface Step {
  readonly state: MenuState;
  readonly move: Move;
}

/** A person, at every level of every menu. */
const KEY_FOR_ANYBODY = '0';

/**
 * The menu over an offer. The extension of every employee in `directory` is accepted at any time;
 * what was just offered wins where both claim the same keys.
 */
export function menuOf(
  offered: readonly OfferedPerson[],
  directory: readonly { readonly employeeId: string; readonly extension: string }[],
  limits: MenuLimits,
  onSilence: Target | null = null,
): Menu {
  const targets = new Map<string, Target>();
  for (const { employeeId, extension } of directory)
    targets.set(extension, { kind: 'employee', employeeId, extension });
  targets.set(KEY_FOR_ANYBODY, { kind: 'anybody' });
  for (const { employeeId, extension, keys } of offered)
    targets.set(keys, { kind: 'employee', employeeId, extension });
  const beginnings = new Set<string>();
  for (const keys of targets.keys())
    for (let length = 1; length < keys.length; length += 1) beginnings.add(keys.slice(0, length));
  return { targets, beginnings, onSilence, ...limits };
}

/**
 * Who types on after a key that leads nowhere has typed one wrong number, not three: he is heard out until this
 * silence, or until no number is that long.
 */
const ASTRAY_QUIET_MS = 700;
const ASTRAY_KEYS_MAX = 12;

/** The first thing a menu does. */
export const openMenu: Step = {
  state: { phase: 'prompt', typed: '', astray: 0, tries: 1, silences: 0 },
  move: { kind: 'say', intro: 'first' },
};

/**
 * What the menu does after what it heard. Keys are matched one by one, so that nobody waits for a time-out when
 * what is typed names exactly one target; where a longer one exists too, `interDigitMs` decides.
 * Ends for every input: each key lengthens `typed`, which is bounded; everything else uses up a try.
 */
export function nextMove(menu: Menu, state: MenuState, heard: MenuHeard): Step {
  switch (heard.kind) {
    case 'hangup':
      return { state, move: { kind: 'end' } };
    case 'no-sound':
      return { state, move: { kind: 'give-up', reason: 'no-speech' } };
    case 'silence':
      // The prompt played to its end: that is not yet an answer.
      return state.phase === 'prompt' ? listen(state, menu.keyWaitMs) : afterSilence(menu, state);
    case 'digit':
      return afterDigit(menu, state, heard.digit);
    default:
      return heard satisfies never;
  }
}

function afterDigit(menu: Menu, state: MenuState, digit: string): Step {
  if (state.astray > 0) return goAstray(menu, state, state.astray + 1);
  // `#` says "that was all", as telephones have it.
  if (digit === '#' && menu.targets.has(state.typed)) return afterSilence(menu, state);
  const typed = state.typed + digit;
  const target = menu.targets.get(typed);
  if (menu.beginnings.has(typed))
    return listen({ ...state, typed }, target === undefined ? menu.keyWaitMs : menu.interDigitMs);
  if (target !== undefined)
    return { state: { ...state, typed }, move: { kind: 'route', to: target } };
  return goAstray(menu, state, typed.length);
}

function goAstray(menu: Menu, state: MenuState, astray: number): Step {
  if (astray >= ASTRAY_KEYS_MAX) return retry(menu, state, 'no-match');
  return listen({ ...state, typed: '', astray }, ASTRAY_QUIET_MS);
}

function listen(state: MenuState, timeoutMs: number): Step {
  return { state: { ...state, phase: 'listening' }, move: { kind: 'listen', timeoutMs } };
}

function afterSilence(menu: Menu, state: MenuState): Step {
  if (state.astray > 0) return retry(menu, state, 'no-match');
  const target = menu.targets.get(state.typed);
  if (target !== undefined) return { state, move: { kind: 'route', to: target } };
  if (state.typed !== '') return retry(menu, state, 'no-match');
  if (menu.onSilence !== null) return { state, move: { kind: 'route', to: menu.onSilence } };
  return retry(menu, { ...state, silences: state.silences + 1 }, 'no-input');
}

function retry(menu: Menu, state: MenuState, why: 'no-input' | 'no-match'): Step {
  if (state.tries >= menu.triesMax || state.silences >= menu.silencesMax)
    return { state, move: { kind: 'give-up', reason: why } };
  return {
    state: { ...state, phase: 'prompt', typed: '', astray: 0, tries: state.tries + 1 },
    move: { kind: 'say', intro: why },
  };
}
