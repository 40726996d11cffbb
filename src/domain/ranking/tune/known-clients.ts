import type { History } from '../backtest/history.ts';
import { productVerdict, type Named } from '../backtest/product.ts';
import { walkForward } from '../backtest/walk.ts';
import type { Weights } from '../weights.ts';

/** Whom a client would have heard of with these weights and with those, at their last call. */
export interface ClientBefore {
  readonly clientId: string;
  readonly calls: number;
  readonly present: readonly Named[];
  readonly proposed: readonly Named[];
}

const NAMED_MAX = 3;

/** The clients who call most, so that an administrator can judge by people whom he knows. */
export function knownClients(
  history: History,
  present: Weights,
  proposed: Weights,
  clientsMax: number,
): readonly ClientBefore[] {
  const calls = new Map<string, number>();
  for (const { clientId } of history.calls) calls.set(clientId, (calls.get(clientId) ?? 0) + 1);
  const chosen = [...calls].sort((a, b) => b[1] - a[1]).slice(0, clientsMax);
  const shown = new Set(chosen.map(([clientId]) => clientId));
  const theirs = history.calls.filter(({ clientId }) => shown.has(clientId));
  const [before, after] = [present, proposed].map((weights) =>
    lastOffers({ ...history, calls: theirs }, weights),
  );
  return chosen.map(([clientId, count]) => ({
    clientId,
    calls: count,
    present: before!.get(clientId) ?? [],
    proposed: after!.get(clientId) ?? [],
  }));
}

function lastOffers(history: History, weights: Weights): ReadonlyMap<string, readonly Named[]> {
  const offers = new Map<string, readonly Named[]>();
  walkForward(history, weights, (call, sight) => {
    const { named } = productVerdict(sight, weights, call.employeeId);
    offers.set(call.clientId, named.slice(0, NAMED_MAX));
  });
  return offers;
}
