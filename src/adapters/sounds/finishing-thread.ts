import { parentPort } from 'node:worker_threads';
import type { Pcm } from '#ports/speech.ts';
import { checkFinished, checkRaw, type SoundProblem } from './check.ts';
import { finish } from './finish.ts';
import type { PlayRateHz } from './rate.ts';

/** To the thread. */
export interface ToFinish {
  readonly id: number;
  readonly pcm: Pcm;
  /** What the engine promised; null: a recording may have any rate. */
  readonly promisedRateHz: number | null;
  readonly rateHz: PlayRateHz;
  readonly text: string | null;
}

/** And back. */
export interface Finished {
  readonly id: number;
  readonly samples: Int16Array;
  readonly problem: SoundProblem | null;
}

const port = parentPort;
if (port === null) throw new Error('finishing-thread.ts runs as a worker thread only');

port.on('message', ({ id, pcm, promisedRateHz, rateHz, text }: ToFinish) => {
  const rawProblem = checkRaw(pcm, promisedRateHz);
  const samples = rawProblem === null ? finish(pcm, rateHz) : new Int16Array(0);
  const finished: Finished = {
    id,
    samples,
    problem: rawProblem ?? checkFinished(samples, rateHz, text),
  };
  port.postMessage(finished, [samples.buffer as ArrayBuffer]);
});
