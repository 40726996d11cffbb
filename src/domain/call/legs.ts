/** One channel of a call, as long as it lives. */
export interface Leg {
  readonly uniqueid: string;
  /** What the two halves of a Local channel have in common; null for any other channel. */
  readonly pair: string | null;
  /** Whose telephone it is; null when it is nobody's we know: a trunk, a queue's outside member. */
  readonly employeeId: string | null;
  /** The bridge it is in; null while it rings, waits in a queue or listens to us. */
  readonly bridge: string | null;
}

/**
 * The legs that hear the caller: in one bridge with him, or through Local channels whose halves stand in two bridges.
 * His own other half, when the call itself came in by a Local channel, is he.
 */
export function connectedWith(callerId: string, legs: ReadonlyMap<string, Leg>): readonly Leg[] {
  const caller = legs.get(callerId);
  if (caller === undefined) return [];
  const reached = new Set<Leg>([caller]);
  for (const leg of reached) {
    for (const other of legs.values()) {
      if (areConnected(leg, other)) reached.add(other); // a Set that grows is walked to its new end
    }
  }
  return [...reached].filter((leg) => leg !== caller && !areHalves(leg, caller));
}

function areConnected(one: Leg, other: Leg): boolean {
  return (one.bridge !== null && one.bridge === other.bridge) || areHalves(one, other);
}

function areHalves(one: Leg, other: Leg): boolean {
  return one.pair !== null && one.pair === other.pair;
}
