import { seeded } from '#domain/ranking/backtest/bootstrap.ts';
import type { History } from '#domain/ranking/backtest/history.ts';

/**
 * A company whose clients want whom they talked with; a clerk writes each of them more letters than anybody talks.
 * With `isNoise` nothing means anything.
 */
export function company(calls: number, isNoise = false): History {
  const random = seeded(7);
  const events: History['events'][number][] = [];
  const labels: History['calls'][number][] = [];
  for (let i = 0; i < calls; i += 1) {
    const at = 1_600_000_000 + i * 21_600;
    const client = Math.floor(random() * 60);
    const clientId = `c${client}`;
    const own = `e${isNoise ? Math.floor(random() * 8) : client % 8}`;
    const clerk = `e${isNoise ? Math.floor(random() * 8) : (client + 1) % 8}`;
    labels.push({ at, clientId, employeeId: own });
    events.push({ at: at + 60, clientId, employeeId: own, type: 'acked' });
    for (const letter of [1, 2, 3])
      events.push({ at: at + letter * 4_200, clientId, employeeId: clerk, type: 'merged' });
  }
  return { events, calls: labels };
}
