import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '#ports/failure.ts';
import { createAmiActions, type AmiActions } from './ami-actions.ts';
import { openAmiConnection, type AmiAddress } from './ami-connection.ts';
import { createAmiQueue } from './ami-queue.ts';
import { valueOf, type AmiMessage } from './ami-wire.ts';

export interface AmiTiming {
  readonly connectMs: number;
  readonly loginMs: number;
  /** How long to wait for FullyBooted; a user without `read=system` never hears it. */
  readonly bootedMs: number;
  readonly actionMs: number;
  readonly pingEveryMs: number;
  readonly pingMs: number;
}

const RESYNC_MS = 30_000; // all lists together; each action has its own deadline besides

export interface AmiSessionOptions extends AmiAddress {
  readonly timing: AmiTiming;
  readonly eventMask: string;
  /** First part of all ActionIDs; another one for each session. */
  readonly actionPrefix: string;
}

/** What a session tells its client while it lives. */
export interface AmiSessionEvents {
  entered(state: 'connecting' | 'login' | 'booted' | 'resync' | 'ready'): void;
  /** Logged in and booted: actions may be sent. */
  opened(actions: AmiActions): void;
  /** Asked for every event as it arrives; what nobody listens to is not even queued. */
  isHeard(eventName: string): boolean;
  hear(event: AmiMessage): void;
  resync(): Promise<void>;
  received(): void;
  socketFailed(): void;
}

export type AmiSessionEnd =
  | { readonly kind: 'refused' }
  | {
      readonly kind: 'lost';
      readonly why: string;
      readonly loggedIn: boolean;
      readonly wasReady: boolean;
    };

/** One connection from its beginning to its end, told in order. Resolves with the reason; never rejects. */
export async function amiSession(
  options: AmiSessionOptions,
  stop: AbortSignal,
  client: AmiSessionEvents,
): Promise<AmiSessionEnd> {
  const { timing } = options;
  // Before anything is sent: FullyBooted may come in the same packet as the answer to the login.
  const booted = Promise.withResolvers<void>();
  const over = new AbortController();
  let closedWhy = 'closed by the peer';
  let reached: 'nothing' | 'login' | 'resync' | 'ready' = 'nothing';

  const link = openAmiConnection(options, {
    message(message) {
      client.received();
      if (isWanted(message)) queue.push(message);
    },
    rest: (goOn) => queue.rest(goOn),
    error(error) {
      client.socketFailed();
      closedWhy = error.message;
    },
  });
  const actions = createAmiActions(options.actionPrefix, (id, action) => link.write(id, action));
  const queue = createAmiQueue((message) => {
    if (actions.takes(message)) return;
    if (valueOf(message, 'event') === 'FullyBooted') hearBooted();
    client.hear(message);
  });
  const abandon = (): void => link.close();
  stop.addEventListener('abort', abandon, { once: true });
  void link.closed.then(() => over.abort());
  if (stop.aborted) abandon();
  const lost = link.closed.then(() => {
    throw new Failure('unavailable', closedWhy);
  });
  lost.catch(() => undefined); // it may end while nobody waits for it

  function isWanted(message: AmiMessage): boolean {
    if (!message.has('event') || message.has('actionid')) return true; // answers, items of lists
    const event = valueOf(message, 'event');
    return event === 'FullyBooted' || client.isHeard(event);
  }

  function hearBooted(): void {
    booted.resolve();
    // Asterisk took longer to boot than we waited for it: what was asked for then was not the whole.
    if (reached === 'resync' || reached === 'ready') void client.resync();
  }

  /** The promise's value; Failure('unavailable') when it takes longer or the connection ends first. */
  async function within<T>(limitMs: number, what: string, promise: Promise<T>): Promise<T> {
    const timer = new AbortController();
    const late = sleep(limitMs, undefined, { signal: timer.signal }).then(() => {
      throw new Failure('unavailable', `${what} took longer than ${limitMs} ms`);
    });
    late.catch(() => undefined); // nobody waits for the losers of the race
    try {
      return await Promise.race([promise, late, lost]);
    } finally {
      timer.abort();
    }
  }

  /** A peer that went without a word is noticed by the Ping that nobody answers. Rejects when it is over. */
  async function beat(): Promise<never> {
    while (true) {
      await sleep(timing.pingEveryMs, undefined, { signal: over.signal });
      await actions.send('Ping', {}, timing.pingMs);
    }
  }

  try {
    client.entered('connecting');
    await within(timing.connectMs, 'connecting', link.opened);
    client.entered('login');
    const login = await within(timing.loginMs, 'login', link.login());
    if (login === 'refused') return { kind: 'refused' };
    reached = 'login';
    client.entered('booted');
    // The library says `Event:` with the login where Asterisk reads `Events:`: the mask is ours to set.
    await actions.send('Events', { EventMask: options.eventMask }, timing.actionMs);
    await within(timing.bootedMs, 'booting', booted.promise).catch(() => undefined);
    client.entered('resync');
    client.opened(actions);
    reached = 'resync';
    await within(RESYNC_MS, 'resync', client.resync());
    reached = 'ready';
    client.entered('ready');
    return await Promise.race([beat(), lost]);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return {
      kind: 'lost',
      why: over.signal.aborted ? closedWhy : said,
      loggedIn: reached !== 'nothing',
      wasReady: reached === 'ready',
    };
  } finally {
    stop.removeEventListener('abort', abandon);
    link.close();
    queue.clear();
    actions.end('the AMI connection is over');
  }
}
