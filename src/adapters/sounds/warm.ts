import { setImmediate as callsFirst } from 'node:timers/promises';
import type { Prompt } from '#domain/voice/phrases.ts';
import { Failure } from '#ports/failure.ts';
import type { WarmProgress, WarmReport } from '#ports/sounds.ts';
import type { Maker } from './maker.ts';
import type { Shelf } from './shelf.ts';

interface WarmTools {
  readonly shelf: Shelf;
  readonly maker: Pick<Maker, 'make' | 'synthesised'>;
  /** Told what these prompts are made of, before any of it is made. */
  readonly need: (texts: readonly string[]) => void;
  readonly signal?: AbortSignal;
  readonly progress?: (progress: WarmProgress) => void;
}

/** So few at once that a caller's own wish is made next, not after a thousand others. */
const AT_ONCE_MAX = 2;
const TEXTS_PER_TURN = 100;
/** So many prompts are looked at before whoever calls is answered. */
const PROMPTS_PER_TURN = 50;

/** Makes the fragments that these prompts lack, then glues the menus among them. */
export async function warmUp(prompts: readonly Prompt[], tools: WarmTools): Promise<WarmReport> {
  const { shelf, maker, signal, progress } = tools;
  const startedAt = performance.now();
  const synthesisedBefore = maker.synthesised;
  const texts = await shelf.toBeMade(prompts);
  tools.need(texts);
  const failed: { text: string; reason: string }[] = [];
  let next = 0;
  let done = 0;

  async function lane(): Promise<void> {
    for (let text = texts[next]; text !== undefined; text = texts[next]) {
      next += 1;
      // What is there already is there at once: a thousand of them in a row would hold up a call.
      if (next % TEXTS_PER_TURN === 0) await callsFirst();
      if (signal?.aborted) throw new Failure('gone', 'the warming was called off');
      try {
        await maker.make(text);
      } catch (error) {
        if (!(error instanceof Failure) || error.code === 'gone') throw error;
        failed.push({ text, reason: error.message });
      }
      done += 1;
      progress?.({ done, total: texts.length });
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE_MAX }, lane));

  let promptsReady = 0;
  for (const [i, prompt] of prompts.entries()) {
    if (i % PROMPTS_PER_TURN === 0) await callsFirst();
    if (signal?.aborted) throw new Failure('gone', 'the warming was called off');
    if (await shelf.prepare(prompt)) promptsReady += 1;
  }
  return {
    fragments: texts.length,
    synthesised: maker.synthesised - synthesisedBefore,
    failed,
    promptsReady,
    prompts: prompts.length,
    tookMs: Math.round(performance.now() - startedAt),
  };
}
