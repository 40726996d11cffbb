import type { Visit } from '#ports/call-session.ts';
import type { StartBlock } from './agi-start-block.ts';
import { TEL_TRY } from './variables.ts';
import { decodeUri, getFullVariable, type AgiCommand } from './agi-wire.ts';

const SEPARATOR = '|';
const ASKED = [
  'CHANNEL(linkedid)',
  'CALLERID(num)',
  'CALLERID(name)',
  'CALLERID(dnid)',
  TEL_TRY,
  'TIMEOUT(absolute)',
] as const;

const QUESTION = ASKED.map((name) => `${SEPARATOR}\${URIENCODE(-\${${name}})}`).join('');

/** What Asterisk itself tells of the caller, and how long a lease the dialplan gave us. */
export interface Greeting {
  readonly visit: Visit;
  /** 0 when there is none. */
  readonly leaseLeftMs: number;
  /** False when Asterisk has no URIENCODE (func_uri is not loaded): then we know nothing of the caller. */
  readonly isReadable: boolean;
}

/**
 * The first command of every visit. It asks for all we need at once, and its answer is known by the token, so that
 * whatever a hostile caller name put on the wire before it is recognised and dropped.
 * URIENCODE brings any text over as plain ASCII on one line and escapes the separator; the dash before each value
 * keeps it from complaining about an empty one.
 */
export function greet(token: string): AgiCommand {
  return getFullVariable(`${token}${QUESTION}`);
}

export function greetingFrom(value: string, block: StartBlock): Greeting {
  const [
    linkedid = '',
    callerNumber = '',
    callerName = '',
    dialled = '',
    attempt = '',
    lease = '',
  ] = value
    .split(SEPARATOR)
    .slice(1)
    .map((field) => decodeUri(field).slice(1));
  return {
    visit: {
      linkedid: linkedid === '' ? block.uniqueid : linkedid,
      uniqueid: block.uniqueid,
      channel: block.channel,
      callerNumber,
      callerName,
      dialled,
      attempt: /^\d{1,3}$/.test(attempt) ? Math.max(1, Number(attempt)) : 1,
    },
    leaseLeftMs: /^\d+(\.\d+)?$/.test(lease) ? Number(lease) * 1000 : 0,
    isReadable: linkedid !== '',
  };
}
