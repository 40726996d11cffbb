import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '#ports/failure.ts';
import type { Log } from '#ports/log.ts';
import type { AmiActions } from './ami-actions.ts';
import { backoffMs, DEFAULT_BACKOFF, type AmiBackoff } from './ami-backoff.ts';
import type { AmiAddress } from './ami-connection.ts';
import {
  amiSession,
  type AmiSessionEnd,
  type AmiSessionEvents,
  type AmiTiming,
} from './ami-session.ts';
import { checkedValue, valueOf, type AmiFields, type AmiMessage } from './ami-wire.ts';

/** `booted`: logged in, waiting for FullyBooted. `waiting`: between two connections. */
export type AmiState =
  | 'stopped'
  | 'connecting'
  | 'login'
  | 'booted'
  | 'resync'
  | 'ready'
  | 'waiting';

/** Since the client was made. */
export interface AmiCounters {
  /** Times that the state became `ready`. */
  readies: number;
  /** Connections that ended other than by `stop()`, whatever state they had come to. */
  losses: number;
  loginsRefused: number;
  socketErrors: number;
  messages: number;
  /** Exceptions of listeners and of resync functions: bugs, or rights that the AMI user lacks. */
  listenerErrors: number;
}

const DEFAULT_TIMING: AmiTiming = {
  connectMs: 3_000,
  loginMs: 5_000,
  bootedMs: 2_000,
  actionMs: 5_000,
  pingEveryMs: 10_000,
  pingMs: 5_000,
};

/** The classes that our parts listen to. VarSet (class dialplan) alone is half of all events. */
const EVENT_MASK = 'system,call,agent,user';

export interface AmiClientOptions extends AmiAddress {
  readonly log: Log;
  readonly eventMask?: string;
  readonly backoff?: AmiBackoff;
  readonly timing?: Partial<AmiTiming>;
  /** In [0, 1), for the jitter of the back-off. */
  readonly random?: () => number;
}

export interface AmiTimeout {
  readonly timeoutMs?: number;
}

/** The manager interface of one Asterisk. No call may depend on it. */
export interface AmiClient {
  start(): void;
  /** Ends the connection; resolves when nothing of it is left. */
  stop(): Promise<void>;
  state(): AmiState;
  /**
   * Resolves with the response. Fails with `unavailable` before `resync` and past the deadline (nothing is kept for
   * later), `refused` and `not-found` when Asterisk says no, `invalid` for a value that cannot stand on one line.
   */
  action(name: string, fields?: AmiFields, options?: AmiTimeout): Promise<AmiMessage>;
  /** Collects the events of a list action, in order, without the one that ends it. Fails like `action`. */
  list(name: string, fields?: AmiFields, options?: AmiTimeout): Promise<readonly AmiMessage[]>;
  /** Listens for events of that name (in any case), on this connection and all later ones. */
  on(eventName: string, listener: (event: AmiMessage) => void): void;
  /** Runs after each login, before `ready`: events are never repeated, so state must be asked for again. */
  onResync(resync: () => Promise<void>): void;
  /** Runs when a connection that was logged in is over: what happens from now on, nobody tells us. */
  onLost(lost: () => void): void;
  readonly counters: Readonly<AmiCounters>;
}

/**
 * Keeps one connection to Asterisk's manager interface:
 * connecting → login → booted → resync → ready, and after each end a back-off of 0.2 to 15 s (60 s after a refused
 * login). Throws Failure('invalid') at once for a user or a secret that cannot stand on a line.
 */
export function createAmiClient(options: AmiClientOptions): AmiClient {
  const { log } = options;
  const timing = { ...DEFAULT_TIMING, ...options.timing };
  const backoff = options.backoff ?? DEFAULT_BACKOFF;
  const random = options.random ?? Math.random;
  checkedValue('Login', 'Username', options.user);
  checkedValue('Login', 'Secret', options.secret);

  const counters: AmiCounters = {
    readies: 0,
    losses: 0,
    loginsRefused: 0,
    socketErrors: 0,
    messages: 0,
    listenerErrors: 0,
  };
  const listeners = new Map<string, ((event: AmiMessage) => void)[]>();
  const resyncs: (() => Promise<void>)[] = [];
  const lostListeners: (() => void)[] = [];
  let state: AmiState = 'stopped';
  let open: AmiActions | null = null;
  let sessions = 0;
  let stopping: AbortController | null = null;
  let running: Promise<void> = Promise.resolve();

  function failed(error: unknown, what: string): void {
    counters.listenerErrors++;
    log.error({ err: error, what }, 'AMI listener failed');
  }

  const session: AmiSessionEvents = {
    entered(next) {
      state = next;
      if (next !== 'ready') return;
      counters.readies++;
      log.info({ host: options.host, port: options.port }, 'AMI ready');
    },
    opened: (actions) => void (open = actions),
    isHeard: (eventName) => listeners.has(eventName.toLowerCase()),
    hear(event) {
      for (const listener of listeners.get(valueOf(event, 'event').toLowerCase()) ?? []) {
        try {
          listener(event);
        } catch (error) {
          failed(error, valueOf(event, 'event'));
        }
      }
    },
    async resync() {
      for (const resync of resyncs) await resync().catch((error) => failed(error, 'resync'));
    },
    received: () => void counters.messages++,
    socketFailed: () => void counters.socketErrors++,
  };

  function ended(end: AmiSessionEnd): void {
    counters.losses++;
    if (end.kind === 'refused') {
      counters.loginsRefused++;
      log.error(
        { user: options.user },
        'AMI login refused: compare user and secret with manager.conf',
      );
    } else log.warn({ why: end.why, wasReady: end.wasReady }, 'AMI connection lost');
  }

  async function run(stop: AbortSignal): Promise<void> {
    let failures = 0;
    while (!stop.aborted) {
      const end = await amiSession(
        {
          ...options,
          timing,
          eventMask: options.eventMask ?? EVENT_MASK,
          actionPrefix: `tel-${process.pid}-${++sessions}-`,
        },
        stop,
        session,
      );
      open = null;
      if (end.kind === 'lost' && end.loggedIn) {
        for (const lost of lostListeners) lost();
      }
      if (stop.aborted) break;
      state = 'waiting';
      ended(end);
      failures = end.kind === 'lost' && end.wasReady ? 1 : failures + 1;
      const pauseMs =
        end.kind === 'refused' ? backoff.refusedMs : backoffMs(failures, backoff, random());
      await sleep(pauseMs, undefined, { signal: stop }).catch(() => undefined);
    }
    state = 'stopped';
  }

  function actions(): AmiActions {
    if (open === null) throw new Failure('unavailable', `AMI is not ready (${state})`);
    return open;
  }

  return {
    counters,
    state: () => state,
    start() {
      if (stopping !== null) return;
      stopping = new AbortController();
      running = run(stopping.signal);
    },
    async stop() {
      stopping?.abort();
      await running;
      stopping = null;
    },
    async action(name, fields = {}, { timeoutMs = timing.actionMs } = {}) {
      return actions().send(name, fields, timeoutMs);
    },
    async list(name, fields = {}, { timeoutMs = timing.actionMs } = {}) {
      return actions().list(name, fields, timeoutMs);
    },
    on(eventName, listener) {
      const name = eventName.toLowerCase();
      listeners.set(name, [...(listeners.get(name) ?? []), listener]);
    },
    onResync: (resync) => void resyncs.push(resync),
    onLost: (lost) => void lostListeners.push(lost),
  };
}
