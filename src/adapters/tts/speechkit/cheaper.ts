import { Failure } from '#ports/failure.ts';
import type { Log } from '#ports/log.ts';
import type { Speaking, Speech } from '#ports/speech.ts';

/**
 * Two ways to the same voice: each text goes by the cheaper one, and by the other when that one fails. They sound
 * alike enough to stand for each other in the cache, which so keeps one of each text.
 */
export function cheaperOf(one: Speech, other: Speech, log: Log): Speech {
  const costOf = (text: string): number =>
    Math.min(one.capabilities.costOf(text), other.capabilities.costOf(text));

  function inOrder(text: string): readonly [first: Speech, second: Speech] {
    const [cost, otherCost] = [one, other].map(({ capabilities }) => capabilities.costOf(text));
    return (cost ?? 0) <= (otherCost ?? 0) ? [one, other] : [other, one];
  }

  return {
    capabilities: {
      ...one.capabilities,
      engine: `${one.capabilities.engine} / ${other.capabilities.engine}`,
      textLengthMax: Math.max(one.capabilities.textLengthMax, other.capabilities.textLengthMax),
      costOf,
    },
    fingerprint: `${one.fingerprint} | ${other.fingerprint}`,
    async synthesise(text, signal) {
      const [first, second] = inOrder(text);
      try {
        return told(await first.synthesise(text, signal), second, text);
      } catch (error) {
        if (!(error instanceof Failure) || error.code === 'gone') throw error;
        const { engine } = first.capabilities;
        const { code, message: reason, quote } = error;
        log.warn({ engine, code, reason, pii: { quote } }, 'the cheaper engine did not speak');
        return told(await second.synthesise(text, signal), first, text);
      }
    },
  };
}

function told(speaking: Speaking, { capabilities }: Speech, text: string): Speaking {
  if (speaking.by === undefined) return speaking;
  const insteadOf = { engine: capabilities.engine, costMicros: capabilities.costOf(text) };
  return { ...speaking, by: { ...speaking.by, insteadOf } };
}
