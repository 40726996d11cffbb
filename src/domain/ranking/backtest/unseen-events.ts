import { countsFrom, type History } from './history.ts';

/** Events that had happened when the last call came, and that nobody knew of yet: a first import that came too late. */
export function unseenEvents({ events, calls }: History): number {
  const last = calls.at(-1)?.at ?? 0;
  return events.filter((event) => event.at < last && countsFrom(event) >= last).length;
}
