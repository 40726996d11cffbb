import type { CallEvent } from '#domain/call/outcome.ts';
import { valueOf, type AmiMessage } from './ami-wire.ts';
import { deviceOfChannel, localHalf } from './ami-words.ts';

/** Who has which telephone, as far as we know at that moment. */
export interface Telephones {
  /** The employee with that extension, or undefined. */
  employeeOf(extension: string): string | undefined;
  /** Extensions whose hint names that device. */
  extensionsOf(device: string): readonly string[];
}

/** One AMI event in the words of the domain, and the channel and call it is about. */
export interface TranslatedEvent {
  readonly uniqueid: string;
  readonly linkedid: string;
  readonly event: CallEvent;
}

/** The AMI events that tell a call (seen on Asterisk 22: test/fixtures/ami). */
export const CALL_EVENTS = [
  'Newchannel',
  'Rename',
  'DialBegin',
  'UserEvent',
  'BridgeEnter',
  'BridgeLeave',
  'QueueCallerJoin',
  'BlindTransfer',
  'AttendedTransfer',
  'Hangup',
] as const;

/** What the message says of the call, in order; nothing when it is none of the above or lacks what it must have. */
export function callEventsFrom(
  message: AmiMessage,
  telephones: Telephones,
): readonly TranslatedEvent[] {
  const of = (key: string): string => valueOf(message, key);
  const said = (events: readonly CallEvent[], prefix = ''): readonly TranslatedEvent[] => {
    const uniqueid = of(`${prefix}uniqueid`);
    const linkedid = of(`${prefix}linkedid`);
    if (uniqueid === '' || linkedid === '') return [];
    return events.map((event) => ({ uniqueid, linkedid, event }));
  };
  const uniqueid = of('uniqueid');
  switch (of('event')) {
    case 'Newchannel': {
      const pair = localHalf(of('channel'))?.pair ?? null;
      const owner = ownerOf(of('channel'), telephones);
      return said([{ kind: 'appeared', uniqueid, pair }, ...recognised(uniqueid, owner, false)]);
    }
    case 'Rename': // a call picked up from another telephone: the same channel, another device
      return said(recognised(uniqueid, ownerOf(of('newname'), telephones), true));
    case 'DialBegin': {
      // The dialled channel gets the extension from which Dial() was run as its number: good for telephones that
      // no hint names, and no employee's when Dial() was run from `s` or a DID.
      const owner = telephones.employeeOf(of('destcalleridnum'));
      return said(recognised(of('destuniqueid'), owner, false), 'dest');
    }
    case 'UserEvent': {
      // dialplan/telefonistka.conf: sent by the employee's own channel as he answers.
      if (of('userevent') !== 'Telefonistka' || of('step') !== 'answered') return [];
      return said(recognised(uniqueid, telephones.employeeOf(of('extension')), true));
    }
    case 'BridgeEnter': // in parking and holding bridges nobody hears anybody
      if (of('bridgetype') === 'holding') return [];
      return said([{ kind: 'bridged', uniqueid, bridge: of('bridgeuniqueid') }]);
    case 'BridgeLeave':
      return said([{ kind: 'unbridged', uniqueid, bridge: of('bridgeuniqueid') }]);
    case 'QueueCallerJoin':
      return said([{ kind: 'queued', queue: of('queue') }]);
    case 'BlindTransfer':
      return of('result') === 'Success' ? said([{ kind: 'transferred' }], 'transferee') : [];
    case 'AttendedTransfer': // one who is not in the bridge alone with the employee has no place in the event
      if (of('result') !== 'Success') return [];
      return message.has('transfereeuniqueid')
        ? said([{ kind: 'transferred' }], 'transferee')
        : said([{ kind: 'transferred' }], 'origtransferer');
    case 'Hangup': {
      const cause = Number.parseInt(of('cause'), 10);
      return said([{ kind: 'hungup', uniqueid, cause: cause > 0 ? cause : null }]);
    }
    default:
      return [];
  }
}

function recognised(
  uniqueid: string,
  employeeId: string | undefined,
  sure: boolean,
): readonly CallEvent[] {
  return employeeId === undefined ? [] : [{ kind: 'recognised', uniqueid, employeeId, sure }];
}

/** By the hint that names the channel's device; a Local channel also by the extension in its name. */
function ownerOf(channel: string, telephones: Telephones): string | undefined {
  const half = localHalf(channel);
  const extensions = telephones.extensionsOf(half?.device ?? deviceOfChannel(channel));
  for (const extension of [...extensions, half?.extension ?? '']) {
    const employeeId = telephones.employeeOf(extension);
    if (employeeId !== undefined) return employeeId;
  }
  return undefined;
}
