import { describe, expect, test } from 'vitest';
import type { SpeechMoney } from '#ports/speech.ts';

/** What every counter of money must do. `open` gives one in which nothing is noted. */
export function speechMoneyContract(open: () => Promise<SpeechMoney>): void {
  const limitMicros = 1_000;
  const november = { account: 'SpeechKit', month: '2026-11', limitMicros };

  describe('the money that speech costs', () => {
    test('is counted by account and month, each by itself', async () => {
      const money = await open();
      await money.spend({ ...november, micros: 300 });
      await money.spend({ ...november, micros: 200 });
      await money.spend({ ...november, month: '2026-12', micros: 7 });
      await money.spend({ ...november, account: 'VoiceFabric', micros: 5 });
      expect(await money.spent('SpeechKit', '2026-11')).toBe(500);
      expect(await money.spent('SpeechKit', '2026-12')).toBe(7);
      expect(await money.spent('VoiceFabric', '2026-11')).toBe(5);
      expect(await money.spent('SpeechKit', '2027-01')).toBe(0);
    });

    test('may be all of the limit, and not a millionth more', async () => {
      const money = await open();
      expect(await money.spend({ ...november, micros: 999 })).toBe(true);
      expect(await money.spend({ ...november, micros: 2 })).toBe(false);
      expect(await money.spend({ ...november, micros: 1 })).toBe(true);
      expect(await money.spend({ ...november, micros: 1 })).toBe(false);
      expect(await money.spent('SpeechKit', '2026-11')).toBe(1_000);
    });

    test('without a limit is counted all the same', async () => {
      const money = await open();
      expect(await money.spend({ ...november, limitMicros: null, micros: 5_000_000_000 })).toBe(
        true,
      );
      expect(await money.spent('SpeechKit', '2026-11')).toBe(5_000_000_000);
    });

    test('that was given back may be spent again; more than was spent cannot be', async () => {
      const money = await open();
      await money.spend({ ...november, micros: 1_000 });
      expect(await money.spend({ ...november, micros: -400 })).toBe(true);
      expect(await money.spend({ ...november, micros: 400 })).toBe(true);
      await money.spend({ ...november, micros: -9_999 });
      expect(await money.spent('SpeechKit', '2026-11')).toBe(0);
    });

    test('is never more than the limit, however many spend at once', async () => {
      const money = await open();
      const allowed = await Promise.all(
        Array.from({ length: 30 }, () => money.spend({ ...november, micros: 100 })),
      );
      expect(allowed.filter(Boolean)).toHaveLength(10);
      expect(await money.spent('SpeechKit', '2026-11')).toBe(1_000);
    });
  });
}
