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
});
