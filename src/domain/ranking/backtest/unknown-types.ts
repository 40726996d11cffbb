import type { Weights } from '../weights.ts';
import type { HistoryEvent } from './history.ts';

/** Event types without a rule, and how often each occurs, the most frequent first. They count for nothing. */
export function unknownTypes(
  events: readonly HistoryEvent[],
  { eventTypes }: Weights,
): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { type } of events)
    if (!eventTypes.has(type)) counts.set(type, (counts.get(type) ?? 0) + 1);
  return Object.fromEntries([...counts].sort((a, b) => b[1] - a[1]));
}
