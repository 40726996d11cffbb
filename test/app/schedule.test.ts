import { expect, test, vi } from 'vitest';
import { everyNight } from '#app/schedule.ts';

test('nightly work runs at a quarter past three on the office clock, and a failed night does not end it', async () => {
  vi.useFakeTimers({ now: new Date('2026-11-20T20:00:00Z') });
  try {
    const ran: string[] = [];
    const failures: string[] = [];
    const log = {
      debug: () => {},
      info: () => {},
      warn: () => {},
      error: (_: object, text: string) => void failures.push(text),
    };
    using _task = everyNight(
      'test',
      'Asia/Yekaterinburg',
      async () => {
        ran.push(new Date().toISOString().slice(0, 16));
        throw new Error('the disk is full');
      },
      log,
    );
    await vi.advanceTimersByTimeAsync(48 * 3_600_000);
    // 03:17 in Yekaterinburg is 22:17 of the day before in UTC.
    expect(ran).toEqual(['2026-11-20T22:17', '2026-11-21T22:17']);
    expect(failures).toHaveLength(2);
  } finally {
    vi.useRealTimers();
  }
});
