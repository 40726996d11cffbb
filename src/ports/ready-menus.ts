import type { E164 } from '#domain/call/caller.ts';

/** One person of a menu that the CRM made itself, in its order. */
export interface ReadyOption {
  /** An extension, or an id of the CRM. */
  readonly who: string;
  /** What is said of this person; `{keys}` stands for what to key. Null: our own words. */
  readonly phrase: string | null;
}

/** Menus that a CRM makes by itself, caller by caller; instead of our ranking. */
export interface ReadyMenus {
  /**
   * What the CRM last answered for this number; asks it again behind the scenes when that is old. For a number it was
   * never asked about, waits for the answer as long as the settings say, a fraction of a second. Null: the CRM has no
   * menu for this caller, or none in time, or nobody asks it. Never fails.
   */
  menuFor(number: E164, signal: AbortSignal): Promise<readonly ReadyOption[] | null>;
}
