import { createHash, timingSafeEqual } from 'node:crypto';

/** Takes as long for a wrong secret as for the right one: digests are of one length. */
export function isSameSecret(known: string, offered: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(known), digest(offered));
}
