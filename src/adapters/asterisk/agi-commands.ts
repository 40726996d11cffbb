import type { Response } from 'ding-dong';
import { Failure } from '#ports/failure.ts';
import { replyFrom, type Reply } from './agi-replies.ts';
import type { AgiCommand } from './agi-wire.ts';

/** Beyond its own maximum, a command that lasts longer has met an Asterisk that hangs. */
export const COMMAND_SLACK_MS = 3000;

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
  #pending: { settle: (reply: Reply) => void; fail: (failure: Failure) => void } | null = null;
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
    return new Promise<Reply>((resolve, reject) => {
      const timer = setTimeout(() => this.#deadline(settled), lastsMs + COMMAND_SLACK_MS);
      const settled = {
        settle: (reply: Reply) => {
          clearTimeout(timer);
          this.#pending = null;
          resolve(reply);
        },
        fail: (failure: Failure) => {
          clearTimeout(timer);
          this.#pending = null;
          reject(failure);
        },
      };
      this.#pending = settled;
      void this.#send(command).then((response) => {
        if (this.#pending === settled) settled.settle(replyFrom(response));
      });
    });
  }

  /** The visit is over: what waits fails with `gone`, and nothing is sent any more. */
  stop(): void {
    this.#over = true;
    this.#pending?.fail(over());
  }

  #deadline(command: { fail: (failure: Failure) => void }): void {
    // After a stall of our own the answer may lie unread in the socket: one turn of the event loop reads it.
    setImmediate(() => {
      if (this.#pending !== command) return;
      command.fail(new Failure('unavailable', 'Asterisk did not answer a command in time'));
      this.#hung();
    });
  }
}

function over(): Failure {
  return new Failure('gone', 'the visit is over');
}
