import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AmiEvent } from './ami.ts';
import type { AsteriskInstance } from './asterisk.ts';
import { firstAudioMs, readWav, toneWav } from './wav.ts';

const DIGIT_MS = 100;
const BETWEEN_DIGITS_MS = 100;
const RING_MAX_MS = 30_000;
const CALL_MAX_MS = 180_000;
const RECORDING_DEADLINE_MS = 5_000;

/** Keys a caller presses, after the previous ones (the first: after the answer). */
export interface KeyPresses {
  readonly digits: string;
  /** Waits this long first. */
  readonly afterMs?: number;
  /** Waits until something is heard, and this long from there. */
  readonly afterAudioMs?: number;
}

/** How somebody calls the office. */
export interface CallPlan {
  readonly from: string;
  readonly fromName?: string;
  /** The number dialled. */
  readonly did: string;
  /** The city's endpoint that dials it; `trunk` when not given. */
  readonly through?: string;
  readonly keys?: readonly KeyPresses[];
  /** A tone the caller makes from the last key on, so that a recording proves who was heard. */
  readonly speaksHz?: number;
  /** From the answer; stays until the office hangs up (three minutes at most) when not given. */
  readonly hangupAfterMs?: number;
}

/** What a call was, when it is over. Durations in milliseconds. */
export interface CallRecord {
  /** From dialling; null when the office never answered. */
  readonly answeredAfterMs: number | null;
  /** From the answer to the first thing heard; null for a call in silence. */
  readonly firstAudioMs: number | null;
  /** From dialling to the end. */
  readonly durationMs: number;
  /** WAV with only what the caller heard, from the answer on; null when the office never answered. */
  readonly heard: string | null;
  /** Asterisk's hangup cause. */
  readonly cause: number;
}

export interface PlacedCall {
  /** On the city's side. */
  readonly uniqueid: string;
  /** performance.now() when it was dialled. */
  readonly dialledAtMs: number;
  /** performance.now() of the answer. @rejects when the office does not answer. */
  readonly answered: Promise<number>;
  readonly ended: Promise<CallRecord>;
  press(digits: string): Promise<void>;
  speak(hz: number): Promise<void>;
  hangUp(): Promise<void>;
}

/** One caller of the city; its plan plays by itself. */
export class CallInProgress implements PlacedCall {
  readonly uniqueid: string;
  readonly dialledAtMs: number;
  readonly answered: Promise<number>;
  readonly ended: Promise<CallRecord>;
  readonly #city: AsteriskInstance;
  readonly #name: string;
  readonly #end = new AbortController();
  #channel = '';

  static async start(
    city: AsteriskInstance,
    plan: CallPlan,
    name: string,
    recording: string,
  ): Promise<CallInProgress> {
    const dialledAtMs = performance.now();
    const uniqueid = await city.originate({
      channel: `PJSIP/${plan.did}@${plan.through ?? 'trunk'}`,
      context: 'caller',
      callerNumber: plan.from,
      callerName: plan.fromName ?? '',
      variables: { CITY_CALL: name },
      timeoutMs: RING_MAX_MS,
    });
    return new CallInProgress(city, plan, { name, recording, uniqueid, dialledAtMs });
  }

  private constructor(
    city: AsteriskInstance,
    plan: CallPlan,
    call: { name: string; recording: string; uniqueid: string; dialledAtMs: number },
  ) {
    this.#city = city;
    this.#name = call.name;
    this.uniqueid = call.uniqueid;
    this.dialledAtMs = call.dialledAtMs;
    this.answered = this.#waitForAnswer();
    this.answered.catch(() => undefined); // whoever needs the answer will see it fail
    this.ended = this.#waitForEnd(call.recording);
    this.ended.catch(() => undefined);
    void this.#play(plan).catch(() => undefined); // ended early: the record says so
  }

  async press(digits: string): Promise<void> {
    for (const digit of digits) {
      await this.#city.ami.action('PlayDTMF', {
        Channel: this.#channel,
        Digit: digit,
        Duration: String(DIGIT_MS),
      });
      await this.#pause(DIGIT_MS + BETWEEN_DIGITS_MS);
    }
  }

  async speak(hz: number): Promise<void> {
    const channel = this.#channel;
    await this.#city.ami.action('Setvar', {
      Channel: channel,
      Variable: 'CITY_SAYS',
      Value: await toneFile(this.#city, hz),
    });
    await this.#city.ami.action('Redirect', {
      Channel: channel,
      Context: 'caller',
      Exten: 'speak',
      Priority: '1',
    });
  }

  async hangUp(): Promise<void> {
    if (this.#end.signal.aborted) return;
    await this.#city.ami
      .action('Hangup', { Channel: this.#channel, Cause: '16' })
      .catch(() => undefined);
  }

  async #waitForAnswer(): Promise<number> {
    const answered = await this.#city.ami.waitFor(
      (event) => this.#isStep(event, 'answered') || this.#isHangup(event),
      RING_MAX_MS + RECORDING_DEADLINE_MS,
    );
    if (answered.name === 'Hangup') throw new Error('the office did not answer');
    this.#channel = answered.fields['Channel'] ?? '';
    return answered.atMs;
  }

  async #waitForEnd(recording: string): Promise<CallRecord> {
    const hangup = await this.#city.ami.waitFor(
      (event) => this.#isHangup(event),
      CALL_MAX_MS + RING_MAX_MS,
    );
    this.#end.abort();
    const answeredAtMs = await this.answered.catch(() => null);
    const cause = Number(hangup.fields['Cause'] ?? 0);
    const durationMs = hangup.atMs - this.dialledAtMs;
    if (answeredAtMs === null) {
      return { answeredAfterMs: null, firstAudioMs: null, durationMs, heard: null, cause };
    }
    await this.#city.ami.waitFor((event) => this.#isStep(event, 'recorded'), RECORDING_DEADLINE_MS);
    return {
      answeredAfterMs: answeredAtMs - this.dialledAtMs,
      firstAudioMs: firstAudioMs(readWav(await readFile(recording))),
      durationMs,
      heard: recording,
      cause,
    };
  }

  async #play(plan: CallPlan): Promise<void> {
    await this.answered;
    void this.#pause(plan.hangupAfterMs ?? CALL_MAX_MS).then(
      () => this.hangUp(),
      () => undefined,
    );
    for (const keys of plan.keys ?? []) {
      if (keys.afterAudioMs !== undefined) {
        const since = this.#city.ami.events.length;
        await this.#city.ami.waitFor((event) => this.#hears(event), CALL_MAX_MS, since);
      }
      await this.#pause((keys.afterMs ?? 0) + (keys.afterAudioMs ?? 0));
      await this.press(keys.digits);
    }
    if (plan.speaksHz !== undefined) await this.speak(plan.speaksHz);
  }

  /** Waits, but not beyond the end of the call. */
  async #pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#end.signal, ref: false });
  }

  #isStep({ name, fields }: AmiEvent, step: string): boolean {
    const { UserEvent, Step, Call } = fields;
    return name === 'UserEvent' && UserEvent === 'City' && Step === step && Call === this.#name;
  }

  #isHangup({ name, fields }: AmiEvent): boolean {
    return name === 'Hangup' && fields['Uniqueid'] === this.uniqueid;
  }

  #hears({ name, fields }: AmiEvent): boolean {
    return name === 'ChannelTalkingStart' && fields['Uniqueid'] === this.uniqueid;
  }
}

/** Writes a minute of this tone for the city to play; answers its path without the extension. */
export async function toneFile(city: AsteriskInstance, hz: number): Promise<string> {
  const path = join(city.place.folder, 'var', `tone-${hz}`);
  // Not again: it may be playing.
  if (!existsSync(`${path}.wav`))
    await writeFile(`${path}.wav`, toneWav({ hz, ms: 60_000, level: 0.3 }));
  return path;
}
