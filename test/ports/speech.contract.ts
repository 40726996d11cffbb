import { describe, expect, test } from 'vitest';
import type { Pcm, Speech } from '#ports/speech.ts';

/** What every speech engine must do, real or fake. `speak` makes one that works. */
export function speechContract(name: string, speak: () => Speech): void {
  const never = new AbortController().signal;

  describe(`${name} as a speech engine`, () => {
    test('says a sentence at the rate it promises, as long as a person would take', async () => {
      const speech = speak();
      const pcm = await speech.synthesise('Сейчас Вам ответит Анна Петрова.', never);
      expect(pcm.sampleRateHz).toBe(speech.capabilities.sampleRateHz);
      expect(seconds(pcm)).toBeGreaterThan(1);
      expect(seconds(pcm)).toBeLessThan(6);
      expect(Math.max(...pcm.samples.subarray(0, 100_000))).toBeGreaterThan(1_000);
    });

    test('says the same text in the same way, and a longer one longer', async () => {
      const speech = speak();
      const [first, second, longer] = await Promise.all(
        ['Анна', 'Анна', 'Анна и Пётр и Ирина'].map((text) => speech.synthesise(text, never)),
      );
      expect(first?.samples).toEqual(second?.samples);
      expect(longer?.samples.length).toBeGreaterThan(first?.samples.length ?? Infinity);
    });

    test.each([
      ['nothing', ''],
      ['only signs', ' — … [[]] '],
      ['a book', 'а'.repeat(10_000)],
    ])('refuses to say %s', async (_, text) => {
      await expect(async () => speak().synthesise(text, never)).rejects.toMatchObject({
        name: 'Failure',
        code: 'invalid',
      });
    });

    test('does not begin what is already called off', async () => {
      await expect(async () =>
        speak().synthesise('Анна', AbortSignal.abort()),
      ).rejects.toMatchObject({ code: 'gone' });
    });

    test('gives away in no failure what it was to say', async () => {
      const failure: unknown = await speak()
        .synthesise('Анна', AbortSignal.abort())
        .catch((error: unknown) => error);
      expect(JSON.stringify(failure) + String(failure)).not.toContain('Анна');
    });

    test('says what a text costs: never less than nothing, never more for a shorter one', () => {
      const { capabilities } = speak();
      const texts = ['Анна', 'Анна и Пётр', 'Сейчас Вам ответит Анна. '.repeat(9)];
      const costs = texts.map((text) => capabilities.costOf(text));
      expect(costs).toEqual(costs.toSorted((a, b) => a - b));
      for (const cost of costs) {
        expect(Number.isSafeInteger(cost)).toBe(true);
        expect(cost).toBeGreaterThanOrEqual(0);
      }
    });

    test('says in its fingerprint what it is', () => {
      expect(speak().fingerprint).not.toBe('');
      expect(speak().fingerprint).toBe(speak().fingerprint);
    });
  });
}

function seconds({ samples, sampleRateHz }: Pcm): number {
  return samples.length / sampleRateHz;
}
