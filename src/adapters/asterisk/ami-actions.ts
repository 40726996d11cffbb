import { Failure } from '#ports/failure.ts';
import { checkedAction, valueOf, type AmiFields, type AmiMessage } from './ami-wire.ts';

const LIST_ITEMS_MAX = 50_000;
const PENDING_MAX = 1_000;

interface Pending {
  readonly action: string;
  /** Null: the response is the answer. Otherwise what the list has so far. */
  readonly items: AmiMessage[] | null;
  readonly timer: NodeJS.Timeout;
  settle(answer: AmiMessage | readonly AmiMessage[] | Failure): void;
}

/** The actions of one connection that wait for their answer. */
export interface AmiActions {
  send(name: string, fields: AmiFields, timeoutMs: number): Promise<AmiMessage>;
  list(name: string, fields: AmiFields, timeoutMs: number): Promise<readonly AmiMessage[]>;
  /** True when it answers one of our actions. Events that follow an action (OriginateResponse) are events. */
  takes(message: AmiMessage): boolean;
  /** Rejects whatever waits, and everything that is asked later. */
  end(reason: string): void;
}

/**
 * `prefix` keeps our ActionIDs apart from every word that could be on the wire otherwise; each is used once.
 * All answers fail with `unavailable` (deadline, connection over), `refused` or `not-found` (Asterisk said no),
 * `invalid` (never sent), `exhausted` (too many at once, or an endless list).
 */
export function createAmiActions(
  prefix: string,
  write: (actionId: string, action: Record<string, string>) => void,
): AmiActions {
  const pending = new Map<string, Pending>();
  let sent = 0;
  let ended: string | null = null;

  async function start(
    name: string,
    fields: AmiFields,
    timeoutMs: number,
    items: AmiMessage[] | null,
  ): Promise<AmiMessage | readonly AmiMessage[]> {
    const action = checkedAction(name, fields);
    if (ended !== null) throw new Failure('unavailable', ended);
    if (pending.size >= PENDING_MAX) throw new Failure('exhausted', 'too many AMI actions at once');
    const answer = Promise.withResolvers<AmiMessage | readonly AmiMessage[]>();
    const actionId = `${prefix}${++sent}`;
    function settle(result: AmiMessage | readonly AmiMessage[] | Failure): void {
      clearTimeout(timer);
      pending.delete(actionId);
      if (result instanceof Failure) answer.reject(result);
      else answer.resolve(result);
    }
    const timer = setTimeout(() => {
      // When it was us who stood still, the answer may lie in the socket: one more turn of the loop reads it.
      setImmediate(() => setImmediate(() => settle(late(name, timeoutMs))));
    }, timeoutMs);
    pending.set(actionId, { action: name, items, timer, settle });
    write(actionId, action);
    return answer.promise;
  }

  return {
    send: async (name, fields, timeoutMs) =>
      (await start(name, fields, timeoutMs, null)) as AmiMessage,
    list: async (name, fields, timeoutMs) =>
      (await start(name, fields, timeoutMs, [])) as readonly AmiMessage[],
    takes(message) {
      const actionId = valueOf(message, 'actionid');
      if (!actionId.startsWith(prefix)) return false;
      const waiting = pending.get(actionId);
      if (waiting === undefined) return !message.has('event');
      // An OriginateResponse has `Response:` and our ActionID too: it is an event, not the answer.
      if (message.has('event')) return takesItem(waiting, message);
      if (valueOf(message, 'response').toLowerCase() !== 'success') {
        waiting.settle(refusal(waiting.action, valueOf(message, 'message')));
      } else if (waiting.items === null) waiting.settle(message);
      return true;
    },
    end(reason) {
      ended = reason;
      for (const waiting of pending.values()) waiting.settle(new Failure('unavailable', reason));
    },
  };
}

function takesItem(waiting: Pending, message: AmiMessage): boolean {
  if (waiting.items === null) return false;
  if (/^(complete|cancelled)$/i.test(valueOf(message, 'eventlist'))) waiting.settle(waiting.items);
  else if (waiting.items.push(message) > LIST_ITEMS_MAX) {
    waiting.settle(new Failure('exhausted', `AMI list ${waiting.action} has no end`));
  }
  return true;
}

function late(name: string, timeoutMs: number): Failure {
  return new Failure('unavailable', `AMI did not answer ${name} within ${timeoutMs} ms`);
}

function refusal(name: string, reason: string): Failure {
  const code = /not found/i.test(reason) ? 'not-found' : 'refused';
  return new Failure(code, `AMI refused ${name}: ${reason.slice(0, 200)}`);
}
