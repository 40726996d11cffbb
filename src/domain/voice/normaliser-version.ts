/**
 * Rises whenever the same phrase and name begin to be spelt out differently (numbers, cases, what is left out): it is
 * part of what speech is kept under, so that a release never plays words that the one before it chose.
 */
export const NORMALISER_VERSION = 1;
