import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';
import agi, { type Context } from 'ding-dong';
import type { Log } from '#ports/log.ts';
import { allowOnly } from './agi-access.ts';
import { AgiLink } from './agi-link.ts';
import type { StartBlock } from './agi-start-block.ts';
import { VisitRun, type AgiScript, type VisitSummary } from './agi-visit.ts';

export type { AgiScript, VisitSummary } from './agi-visit.ts';

export interface AgiServerOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Addresses and CIDR blocks that may connect. */
  readonly allowedAddresses: readonly string[];
  /** More visits at a time are answered `failure` at once. */
  readonly visitsMax: number;
  /** A visit that lasts longer is over: Asterisk takes the caller back, and so do we. */
  readonly visitCapMs: number;
  readonly startBlockTimeoutMs?: number;
  /** Where the dialplan keeps the hints of the employees. */
  readonly hintContext?: string;
  readonly scripts: Readonly<Record<string, AgiScript>>;
  readonly log: Log;
  readonly onVisitEnd?: (summary: VisitSummary) => void;
  /** While true, every visit is answered `failure` at once: nothing good could come of it. */
  readonly refuseVisits?: () => boolean;
}

export interface AgiServer {
  readonly address: string;
  readonly port: number;
  visitsRunning(): number;
  /** Accepts no more, lets running visits finish for that long, then ends the rest. */
  drain(timeoutMs: number): Promise<void>;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const START_BLOCK_TIMEOUT_MS = 2000;
const HINT_CONTEXT = 'telefonistka-employees';

/** Starts to listen. Fails as the socket does: port taken, address not ours. */
export async function startAgiServer(options: AgiServerOptions): Promise<AgiServer> {
  if (!/^[\w-]+$/.test(options.hintContext ?? HINT_CONTEXT)) {
    throw new RangeError('a hint context is made of letters, digits, - and _');
  }
  const desk = new Desk(options);
  await desk.start();
  return desk;
}

/** Where calls come in: lets in who may, as many as fit, and sees each of them out. */
class Desk implements AgiServer {
  readonly #options: AgiServerOptions;
  readonly #mayConnect: (address: string | undefined) => boolean;
  readonly #links = new Set<AgiLink>();
  readonly #runs = new Map<VisitRun, Promise<void>>();
  #library: Library | null = null;
  #closed: Promise<void> | null = null;
  #lastLinkGone: (() => void) | null = null;

  constructor(options: AgiServerOptions) {
    this.#options = options;
    this.#mayConnect = allowOnly(options.allowedAddresses);
  }

  async start(): Promise<void> {
    const { host, port, visitsMax, log } = this.#options;
    this.#library = insertBetween(host, port, (socket) => this.#accept(socket));
    const { server } = this.#library;
    // Those turned away stay for a second at most; beyond twice the limit it is a flood, and Node hangs up.
    server.maxConnections = visitsMax * 2 + 64;
    server.on('drop', () => this.#tell(unheard('shed', performance.now(), 0, {})));
    await once(server, 'listening');
    server.on('error', (error) => log.error({ err: error }, 'AGI server failed'));
  }

  get address(): string {
    return this.#listening().address;
  }

  get port(): number {
    return this.#listening().port;
  }

  visitsRunning(): number {
    return this.#links.size;
  }

  async drain(timeoutMs: number): Promise<void> {
    this.#closed ??= this.#stopListening();
    await endedWithin(timeoutMs, this.#closed);
    for (const run of this.#runs.keys()) run.abandon();
    for (const link of this.#links) link.close();
    await Promise.all(this.#runs.values());
    await this.#closed;
  }

  close(): Promise<void> {
    return this.drain(0);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #accept(socket: Socket): void {
    // Before anything else: a reset without a listener would end the process.
    socket.on('error', () => undefined);
    const startedMs = performance.now();
    if (!this.#mayConnect(socket.remoteAddress)) {
      this.#options.log.warn({ address: socket.remoteAddress }, 'AGI connection from elsewhere');
      socket.destroy();
      return;
    }
    const turnedAway = this.#reasonToTurnAway();
    let run: VisitRun | null = null;
    let isTold = false;
    const tell = (end: VisitSummary['end'], block: Partial<StartBlock> = {}) => {
      if (isTold) return;
      isTold = true;
      this.#tell(unheard(end, startedMs, link.unknownLines, block));
    };
    const link = new AgiLink(socket, {
      started: (block) => {
        const script = this.#scriptOf(block);
        if (script === null) {
          // A name from the wire is no name for a gauge: there would be no end of them.
          tell('unknown-script', { ...block, script: '' });
          link.sayFailure();
        } else run = this.#receive(link, block, startedMs, script);
      },
      broken: (reason) => {
        this.#options.log.warn({ reason }, 'AGI connection broken off');
        if (run !== null) run.abandon();
        else tell('broken-start');
        link.sayFailure();
      },
      hungUp: () => run?.hungUp(),
      closed: () => {
        this.#links.delete(link);
        if (this.#links.size === 0) this.#lastLinkGone?.();
        if (run !== null) run.lost();
        else if (!link.isUntouched) tell('broken-start');
      },
    });
    link.start(this.#options.startBlockTimeoutMs ?? START_BLOCK_TIMEOUT_MS);
    if (turnedAway === null) this.#links.add(link);
    else {
      tell(turnedAway);
      link.sayFailure();
    }
  }

  #reasonToTurnAway(): 'shed' | 'refused' | null {
    if (this.#closed !== null || this.#links.size >= this.#options.visitsMax) return 'shed';
    return this.#options.refuseVisits?.() === true ? 'refused' : null;
  }

  #scriptOf(block: StartBlock): AgiScript | null {
    const { scripts, log } = this.#options;
    if (Object.hasOwn(scripts, block.script)) return scripts[block.script] ?? null;
    // The dialplan may put anything there, a caller's number as well.
    log.warn({ pii: { script: block.script.slice(0, 100) } }, 'unknown AGI script');
    return null;
  }

  #receive(link: AgiLink, block: StartBlock, startedMs: number, script: AgiScript): VisitRun {
    const { visitCapMs, hintContext = HINT_CONTEXT, log } = this.#options;
    const context = this.#libraryOrThrow().contextOver(link.stream);
    const run = new VisitRun({ link, context, block, startedMs, visitCapMs, hintContext, log });
    const ended = run.run(script).then((summary) => {
      this.#runs.delete(run);
      this.#tell(summary);
    });
    this.#runs.set(run, ended);
    return run;
  }

  #tell(summary: VisitSummary): void {
    const { log, onVisitEnd } = this.#options;
    log.info({ ...summary }, 'visit ended');
    if (summary.leaseCutPrompt) log.error({ linkedid: summary.linkedid }, 'lease cut a prompt');
    try {
      onVisitEnd?.(summary);
    } catch (error) {
      // A bug in who listens must not end the process, and with it every other call.
      log.error({ err: error }, 'nobody could be told of a visit');
    }
  }

  async #stopListening(): Promise<void> {
    const { server } = this.#libraryOrThrow();
    const closed = once(server, 'close');
    server.close();
    await closed;
    // The server closes with its last socket, and we hear of that socket a moment later.
    if (this.#links.size === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#lastLinkGone = resolve;
    await promise;
  }

  #listening(): AddressInfo {
    return this.#libraryOrThrow().server.address() as AddressInfo;
  }

  #libraryOrThrow(): Library {
    if (this.#library === null) throw new Error('not started');
    return this.#library;
  }
}

interface Library {
  readonly server: Server;
  contextOver(stream: AgiLink['stream']): Context;
}

/**
 * ding-dong listens and makes contexts, but its own connection listener is ours to call: with a stream that has
 * only clean lines, and after the socket has its error listener (services.md, 7.2; the defects that this closes
 * have a test each in test/adapters/asterisk/agi-ding-dong.test.ts).
 */
function insertBetween(host: string, port: number, accept: (socket: Socket) => void): Library {
  let made: Context | null = null;
  // As text: it takes the number 0 for "not given", and then listens on 3000.
  const server = agi((context) => {
    made = context;
  }).start(String(port), host);
  const [deliver] = server.listeners('connection');
  if (deliver === undefined) throw new Error('ding-dong has changed: it listens to no connection');
  server.removeAllListeners('connection');
  server.on('connection', accept);
  return {
    server,
    contextOver: (stream) => {
      made = null;
      deliver.call(server, stream);
      const context = made as Context | null;
      if (context === null) throw new Error('ding-dong has changed: it made no context');
      context.on('error', () => undefined);
      return context;
    },
  };
}

function unheard(
  end: VisitSummary['end'],
  startedMs: number,
  unknownLines: number,
  { script = '', uniqueid = '' }: Partial<StartBlock>,
): VisitSummary {
  return {
    linkedid: '',
    uniqueid,
    script,
    end,
    tookMs: performance.now() - startedMs,
    firstAudioMs: null,
    commands: 0,
    unknownLines,
    leaseCutPrompt: false,
  };
}

async function endedWithin(timeoutMs: number, work: Promise<unknown>): Promise<void> {
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, timeoutMs);
  await Promise.race([work, late.promise]);
  clearTimeout(timer);
}
