import type { CallSession } from '#ports/call-session.ts';
import type { House } from '#ports/house.ts';
import { afterNoAnswer } from './after-no-answer.ts';
import { personalIvr } from './personal-ivr.ts';

export type AgiScript = (call: CallSession, house: House) => Promise<void>;

/** What the dialplan may call: `AGI(agi://…/NAME)`. */
export const scripts = {
  'personal-ivr': personalIvr,
  'after-no-answer': afterNoAnswer,
} satisfies Record<string, AgiScript>;
