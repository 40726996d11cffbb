import { expect, test, vi } from 'vitest';
import { startThread } from '#adapters/storage/thread.ts';
import { quietLog } from './engines.ts';

function startMortal() {
  return startThread({
    settings: { url: null, file: '', writerPatienceMs: 0 },
    log: quietLog,
    onCopy: () => undefined,
    program: new URL('./mortal-thread.ts', import.meta.url),
  });
}

test('a thread that dies fails what it was asked, and is started again', async () => {
  const thread = await startMortal();
  const unanswered = thread.ask('callsOf', ['say nothing', 1]);
  const deadly = thread.ask('callsOf', ['die', 1]);
  await expect(unanswered).rejects.toMatchObject({ code: 'unavailable' });
  await expect(deadly).rejects.toMatchObject({ code: 'unavailable' });
  await expect(thread.ask('callsOf', ['x', 1])).rejects.toMatchObject({ code: 'unavailable' });
  await vi.waitFor(async () => expect(await thread.ask('callsOf', ['x', 1])).toEqual(['callsOf']), {
    timeout: 10_000,
  });
  await thread.close();
});

test('a thread that is a thousand questions behind takes no more', async () => {
  const thread = await startMortal();
  const silent = Array.from({ length: 1_000 }, () => thread.ask('callsOf', ['say nothing', 1]));
  expect(thread.waiting()).toBe(1_000);
  await expect(thread.ask('callsOf', ['x', 1])).rejects.toMatchObject({ code: 'exhausted' });
  const outcomes = Promise.allSettled(silent);
  await thread.close();
  for (const outcome of await outcomes) expect(outcome.status).toBe('rejected');
});

test('an opening that takes too long can be called off, at once', async () => {
  const calling = new AbortController();
  const opening = startThread({
    settings: { url: null, file: '', writerPatienceMs: 0 },
    log: quietLog,
    onCopy: () => undefined,
    program: new URL('./slow-thread.ts', import.meta.url),
    signal: calling.signal,
  });
  setTimeout(() => calling.abort(), 50);
  await expect(opening).rejects.toMatchObject({ code: 'gone' });
});

test('a closed thread answers nobody', async () => {
  const thread = await startMortal();
  await thread.close();
  await thread.close();
  await expect(thread.ask('callsOf', ['x', 1])).rejects.toMatchObject({ code: 'unavailable' });
});
