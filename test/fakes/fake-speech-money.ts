import type { SpeechMoney } from '#ports/speech.ts';

/** A counter of money in memory. */
export function fakeSpeechMoney(): SpeechMoney {
  const sums = new Map<string, number>();
  return {
    spent: async (account, month) => sums.get(`${account} ${month}`) ?? 0,
    async spend({ account, month, micros, limitMicros }) {
      const key = `${account} ${month}`;
      const sum = Math.max(0, (sums.get(key) ?? 0) + micros);
      if (micros > 0 && limitMicros !== null && sum > limitMicros) return false;
      sums.set(key, sum);
      return true;
    },
  };
}
