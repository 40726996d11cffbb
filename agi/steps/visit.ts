import type { Destination } from '#domain/call/destination.ts';
import type { CallSession } from '#ports/call-session.ts';
import { Failure } from '#ports/failure.ts';
import type { House, Rules } from '#ports/house.ts';
import { blankNotes, recordOf, type Notes } from './notes.ts';

/**
 * One visit from its first to its last act: decide, route, note. Whatever goes wrong in `decide`, the caller is
 * sent to the queue; where even that cannot be said, the dialplan does it by itself.
 * `decide` answers null when the caller is gone.
 */
export async function visit(
  script: string,
  call: CallSession,
  house: Pick<House, 'now' | 'rules' | 'journal' | 'log'>,
  decide: (rules: Rules, notes: Notes) => Promise<Destination | null>,
): Promise<void> {
  const rules = house.rules();
  const about = {
    script,
    startedAtMs: house.now().getTime(),
    begunAt: performance.now(),
    weightsVersion: rules.weights.version,
    shadow: rules.shadow,
  };
  const notes = blankNotes();
  const { linkedid, attempt } = call.visit;
  house.log.info({ linkedid, script, attempt }, 'caller arrived');
  const destination = await decide(rules, notes).catch((error: unknown) =>
    rescue(error, call, house),
  );
  try {
    if (destination === null) {
      notes.end = call.end ?? 'hangup';
    } else {
      // A shadow changes nothing, not even who waits before whom.
      const isPreferred = notes.clientId !== null && !rules.shadow;
      await call.route(destination, isPreferred ? rules.knownPriority : 0);
      notes.destination = destination;
      notes.end = 'routed';
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    notes.end = error.code === 'gone' ? (call.end ?? 'hangup') : 'abandoned';
  } finally {
    const record = recordOf(notes, call, about);
    house.journal.visited(record);
    const { end, keyed, tookMs } = record;
    house.log.info(
      { linkedid, script, end, keyed, to: where(notes.destination), tookMs },
      'visit over',
    );
  }
}

/** `35`, or why the queue. */
function where(destination: Destination | null): string | null {
  if (destination === null) return null;
  return destination.kind === 'employee' ? destination.extension : `queue: ${destination.reason}`;
}

function rescue(error: unknown, call: CallSession, house: Pick<House, 'log'>): Destination | null {
  const { linkedid } = call.visit;
  if (error instanceof Failure && error.code === 'gone') return null;
  if (error instanceof Failure && error.code === 'exhausted') {
    house.log.warn({ linkedid, reason: error.message }, 'visit ran out of time');
    return { kind: 'queue', reason: 'out-of-time' };
  }
  house.log.error({ linkedid, err: error }, 'visit failed');
  return { kind: 'queue', reason: 'our-failure' };
}
