/**
 * The channel variables shared with dialplan/telefonistka.conf: the contract, in one place.
 * dialplan/README.md says who sets which, and when.
 */
export const TEL_RESULT = 'TEL_RESULT';
export const TEL_EXT = 'TEL_EXT';
export const TEL_RING = 'TEL_RING';
export const TEL_PRIO = 'TEL_PRIO';
export const TEL_REASON = 'TEL_REASON';
export const TEL_TRY = 'TEL_TRY';
const TEL_ROUND = 'TEL_ROUND';
const TEL_DIALSTATUS = 'TEL_DIALSTATUS';

/** All of them: a script may ask for no other. */
export const CONTRACT: ReadonlySet<string> = new Set([
  TEL_RESULT,
  TEL_EXT,
  TEL_RING,
  TEL_PRIO,
  TEL_REASON,
  TEL_TRY,
  TEL_ROUND,
  TEL_DIALSTATUS,
]);
