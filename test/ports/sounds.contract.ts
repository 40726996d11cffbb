import { isAbsolute } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Prompt } from '#domain/voice/phrases.ts';
import type { Sounds } from '#ports/sounds.ts';

const readyPrompt: Prompt = [{ phrase: 'greeting' }, { phrase: 'default_menu' }];
export const missingPrompt: Prompt = [
  { phrase: 'option', person: { employeeId: 'nobody', name: 'Никто Никогда', keys: '99' } },
];

/** What every keeper of sounds must do, real or fake; `readyPrompt` is there, `missingPrompt` is not. */
export function soundsContract(name: string, open: () => Promise<Sounds>): void {
  describe(`${name} as sounds`, () => {
    test('what is ready is a file as Asterisk wants it named, with its length and its words', async () => {
      const sound = await (await open()).ready(readyPrompt);
      expect(isAbsolute(sound?.path ?? '')).toBe(true);
      expect(sound?.path).not.toMatch(/\.\w+$/);
      expect(sound?.durationMs).toBeGreaterThan(0);
      expect(sound?.text).not.toBe('');
    });

    test('what is not ready is null, at once', async () => {
      const begunAt = performance.now();
      expect(await (await open()).ready(missingPrompt)).toBeNull();
      expect(performance.now() - begunAt).toBeLessThan(1_000);
    });

    test('for a caller who is gone there is nothing', async () => {
      expect(await (await open()).ready(readyPrompt, AbortSignal.abort())).toBeNull();
    });

    test('the same prompt is the same file', async () => {
      const sounds = await open();
      const [first, second] = await Promise.all([
        sounds.ready(readyPrompt),
        sounds.ready(readyPrompt),
      ]);
      expect(first).toEqual(second);
    });
  });
}
