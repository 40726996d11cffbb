import type { Destination } from '#domain/call/destination.ts';
import { promptToQueue } from '#domain/menu/prompts.ts';
import type { CallSession } from '#ports/call-session.ts';
import type { House, Rules } from '#ports/house.ts';
import { say, type Answer } from './ask.ts';
import type { Notes } from './notes.ts';

/** Where an answer leads; null when the caller is gone. Who gave up is told that a person comes now. */
export async function conclude(
  answer: Answer,
  call: CallSession,
  house: Pick<House, 'sounds' | 'log'>,
  rules: Rules,
  notes: Notes,
): Promise<Destination | null> {
  switch (answer.kind) {
    case 'end':
      return null;
    case 'give-up': {
      const sound = await house.sounds.ready(promptToQueue, call.signal);
      const heard = sound === null ? null : await say(call, house, sound, '', notes);
      return heard?.kind === 'hangup' ? null : { kind: 'queue', reason: answer.reason };
    }
    case 'route':
      return answer.to.kind === 'anybody'
        ? { kind: 'queue', reason: 'asked-for-a-person' }
        : { ...answer.to, ringSeconds: rules.menu.ringSeconds };
    default:
      return answer satisfies never;
  }
}
