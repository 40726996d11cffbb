/**
 * A number from 0 to 1 (1 excluded) that looks like chance and is always the same for the same text: who draws it again
 * gets the same answer, on every node and in every version. Draws for different purposes know nothing of one another.
 * No secret is kept by it: FNV-1a with the last mixing of MurmurHash3.
 */
export function drawOf(text: string, purpose: 'holdout' | 'swap' | 'canary'): number {
  let hash = 0x811c9dc5;
  for (const char of `${purpose}\0${text}`) {
    hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 4_294_967_296;
}
