import { expect, test } from 'vitest';
import { onEveryEngine } from '#test/adapters/storage/engines.ts';

onEveryEngine((bed) => {
  test('a source of which nothing was ever read has no cursor', async () => {
    const { cursors } = await bed.open();
    expect(await cursors.stateOf('ut11')).toEqual({ cursor: null, finishedAtMs: null });
  });

  test('cursor and end of the last reading are kept by source, each by itself', async () => {
    const { cursors } = await bed.open();
    await cursors.keepCursor('ut11', '{"until":1}');
    await cursors.keepCursor('ut11', '{"until":2}');
    await cursors.keepFinished('bitrix', 1_772_445_600_000);
    expect(await cursors.stateOf('ut11')).toEqual({ cursor: '{"until":2}', finishedAtMs: null });
    await cursors.keepFinished('ut11', 1_772_445_600_123);
    expect(await cursors.stateOf('ut11')).toEqual({
      cursor: '{"until":2}',
      finishedAtMs: 1_772_445_600_123,
    });
    expect(await cursors.stateOf('bitrix')).toEqual({
      cursor: null,
      finishedAtMs: 1_772_445_600_000,
    });
  });

  test('one reader has a source until its lease is over; its own it takes back and renews', async () => {
    const { cursors } = await bed.open();
    const claim = (reader: string, nowMs: number, untilMs: number) =>
      cursors.claim('ut11', { reader, nowMs, untilMs });
    expect(await claim('node 1', 0, 1_000)).toBe(true);
    expect(await claim('node 2', 999, 5_000)).toBe(false);
    expect(await claim('node 1', 999, 2_000)).toBe(true);
    expect(await claim('node 2', 1_999, 5_000)).toBe(false);
    expect(await claim('node 2', 2_000, 5_000)).toBe(true);
    expect(await claim('node 1', 2_001, 9_000)).toBe(false);
    // Given back.
    expect(await claim('node 2', 2_002, 2_002)).toBe(true);
    expect(await claim('node 1', 2_002, 9_000)).toBe(true);
    expect(await cursors.claim('other', { reader: 'node 2', nowMs: 0, untilMs: 1 })).toBe(true);
  });
});
