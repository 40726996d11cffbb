import type { Response } from 'ding-dong';
import { Failure } from '#ports/failure.ts';
import { replyFrom, type Reply } from './agi-replies.ts';
import type { AgiCommand } from './agi-wire.ts';

/** Beyond its own maximum, a command that lasts longer has met an Asterisk that hangs. */
const COMMAND_SLACK_MS = 3000;

interface Pending {
  readonly timer: NodeJS.Timeout;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (failure: Failure) => void;
}

/**
 * One command in flight. ding-dong keeps one slot for the pending command and never settles it when the connection
 * closes, so each command here has a promise of its own that always settles: by the reply, by its deadline, or by
 * the end of the visit.
 */
export class Commands {
  /** How many were sent. */
  sent = 0;

  readonly #send: (line: string) => Promise<Response>;
  readonly #hung: () => void;
  #pending: Pending | null = null;
  #over = false;

  /** `hung` is called when a command got no answer before its deadline. */
  constructor(send: (line: string) => Promise<Response>, hung: () => void) {
    this.#send = send;
    this.#hung = hung;
  }

  /**
   * Sends one line and waits for its reply, at most `lastsMs` (what the command itself may last) and a slack.
   * Fails with `gone` when the visit ends before, with `unavailable` after the deadline. Two at once are a bug.
   */
  ask(command: AgiCommand, lastsMs: number): Promise<Reply> {
    if (this.#over) return Promise.reject(over());
    if (this.#pending !== null) return Promise.reject(new Error('two AGI commands at once'));
    this.sent += 1;
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    const timer = setTimeout(() => this.#deadline(pending), lastsMs + COMMAND_SLACK_MS);
    const pending = { timer, resolve, reject };
    this.#pending = pending;
    void this.#send(command).then((response) => {
      if (this.#take(pending)) resolve(replyFrom(response));
    });
    return promise;
  }

  /** The visit is over: what waits fails with `gone`, and nothing is sent any more. */
  stop(): void {
    this.#over = true;
    const pending = this.#pending;
    if (pending !== null && this.#take(pending)) pending.reject(over());
  }

  #deadline(pending: Pending): void {
    afterReading(() => {
      if (!this.#take(pending)) return;
      pending.reject(new Failure('unavailable', 'Asterisk did not answer a command in time'));
      this.#hung();
    });
  }

  /** True for the one who settles it. */
  #take(pending: Pending): boolean {
    if (this.#pending !== pending) return false;
    clearTimeout(pending.timer);
    this.#pending = null;
    return true;
  }
}

/**
 * After a stall of our own, an answer or a HANGUP may lie unread in the socket: the first turn of the event loop
 * reads it, and what it means is told in the second.
 */
export function afterReading(then: () => void): void {
  setImmediate(() => setImmediate(then));
}

function over(): Failure {
  return new Failure('gone', 'the visit is over');
}
