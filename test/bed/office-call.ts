import { setTimeout as sleep } from 'node:timers/promises';
import type { AmiEvent } from './ami.ts';
import type { AsteriskInstance } from './asterisk.ts';

const CALLER_STAYS_SECONDS = 120;
const KEY_EVERY_MS = 200;
const LEGS_GO_WITHIN_MS = 3_000;

/** [caller] for the office's own dialplan: a caller without SIP, who answers and stays until hung up. */
export const CALLER_CONTEXT = `
[caller]
exten => s,1,Answer()
 same => n,Wait(${CALLER_STAYS_SECONDS})
`;

/** How a call that fell to the queue got there. */
export interface QueueArrival {
  /** From the first line of [telefonistka] to the queue. */
  readonly costMs: number;
  readonly atMs: number;
  /** Why, in the dialplan's own word. */
  readonly reason: string;
}

/** One call inside the office, over a Local channel: quick to make, and all of it is in the AMI events. */
export class OfficeCall {
  readonly uniqueid: string;
  readonly #office: AsteriskInstance;
  readonly #since: number;

  /** Places a call to `did`; the office needs CALLER_CONTEXT. */
  static async place(
    office: AsteriskInstance,
    call: {
      did?: string;
      context?: string;
      from?: string;
      name?: string;
      variables?: Record<string, string>;
    } = {},
  ): Promise<OfficeCall> {
    const since = office.ami.events.length;
    const uniqueid = await office.originate({
      channel: 'Local/s@caller/n',
      context: call.context ?? 'telefonistka',
      exten: call.did ?? '74951234567',
      callerNumber: call.from ?? '+79161234567',
      callerName: call.name ?? 'Anna',
      variables: call.variables ?? {},
    });
    return new OfficeCall(office, uniqueid, since);
  }

  private constructor(office: AsteriskInstance, uniqueid: string, since: number) {
    this.#office = office;
    this.uniqueid = uniqueid;
    this.#since = since;
  }

  /** The first event of this call (any of its channels) that satisfies the predicate. */
  event(predicate: (event: AmiEvent) => boolean, timeoutMs = 10_000): Promise<AmiEvent> {
    const isOurs = ({ fields }: AmiEvent): boolean =>
      [fields['Linkedid'], fields['DestLinkedid'], fields['Uniqueid']].includes(this.uniqueid);
    return this.#office.ami.waitFor(
      (event) => isOurs(event) && predicate(event),
      timeoutMs,
      this.#since,
    );
  }

  /** A mark of telefonistka.conf: dial, answered, no-answer, queue, after-queue. */
  step(step: string, timeoutMs = 10_000): Promise<AmiEvent> {
    return this.event(
      ({ name, fields }) =>
        name === 'UserEvent' && fields['UserEvent'] === 'Telefonistka' && fields['Step'] === step,
      timeoutMs,
    );
  }

  /** Waits until the caller is in the queue, and makes sure he is alive there. */
  async reachesQueue(withinMs: number): Promise<QueueArrival> {
    const start = await this.event(
      ({ name, fields }) => name === 'Newexten' && fields['Context'] === 'telefonistka',
    );
    const joined = await this.event(({ name }) => name === 'QueueCallerJoin', withinMs + 2_000);
    const mark = await this.step('queue');
    const state = await this.variable('CHANNEL(state)');
    if (state !== 'Up') throw new Error(`the caller in the queue is ${state}`);
    return {
      costMs: joined.atMs - start.atMs,
      atMs: joined.atMs,
      reason: mark.fields['Reason'] ?? '',
    };
  }

  /** A variable or function of the caller's channel. @throws when the channel is gone. */
  async variable(name: string): Promise<string> {
    const channel = await this.#channel();
    const reply = await this.#office.ami.action('Getvar', { Channel: channel, Variable: name });
    return reply['Value'] ?? '';
  }

  async #channel(): Promise<string> {
    const begun = await this.event((event) => event.fields['Uniqueid'] === this.uniqueid);
    return begun.fields['Channel'] ?? '';
  }

  /** The caller presses keys, as fast as a practised hand. */
  async press(digits: string): Promise<void> {
    const channel = (await this.#channel()).replace(/;1$/u, ';2'); // the caller's own half
    for (const Digit of digits) {
      await this.#office.ami.action('PlayDTMF', { Channel: channel, Digit, Duration: '100' });
      await sleep(KEY_EVERY_MS);
    }
  }

  /** This caller alone puts the phone down; answers when his channel is gone. */
  async leave(): Promise<void> {
    await this.#office.ami
      .action('Hangup', { Channel: await this.#channel() })
      .catch(() => undefined); // gone already
    await this.event(
      ({ name, fields }) => name === 'Hangup' && fields['Uniqueid'] === this.uniqueid,
    );
  }

  /** Channels of this call that are still there, by name, whatever part of it they played. */
  channels(): readonly string[] {
    const alive = new Map<string, string>();
    for (const { name, fields } of this.#office.ami.events.slice(this.#since)) {
      const { Uniqueid = '', Channel = '', Linkedid } = fields;
      if (name === 'Newchannel' && Linkedid === this.uniqueid) alive.set(Uniqueid, Channel);
      if (name === 'Hangup') alive.delete(Uniqueid);
    }
    return [...alive.values()];
  }

  /** The caller puts the phone down; answers when all channels of the call are gone. */
  async hangUp(): Promise<void> {
    await this.#office.ami.action('Hangup', { Channel: `/^Local/s@caller-.*$/` });
    await this.isOver();
  }

  /** Waits until nothing is left of any call. @throws with what is left: a ghost. */
  async isOver(timeoutMs = 10_000): Promise<void> {
    await this.event(
      ({ name, fields }) => name === 'Hangup' && fields['Uniqueid'] === this.uniqueid,
      timeoutMs,
    );
    // The legs of a call go one after another: the last ones may be on their way out.
    const deadline = performance.now() + LEGS_GO_WITHIN_MS;
    for (;;) {
      const since = this.#office.ami.events.length;
      const left = await this.#office.cli('core show channels concise');
      if (!left.includes('!')) return;
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) throw new Error(`left behind:\n${left}`);
      const gone = this.#office.ami.waitFor(({ name }) => name === 'Hangup', leftMs, since);
      await gone.catch(() => undefined);
    }
  }
}
