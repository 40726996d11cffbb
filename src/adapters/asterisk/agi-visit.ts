import { randomUUID } from 'node:crypto';
import type { Context } from 'ding-dong';
import type { CallSession, VisitEnd } from '#ports/call-session.ts';
import { Failure } from '#ports/failure.ts';
import type { Log } from '#ports/log.ts';
import { afterReading, Commands } from './agi-commands.ts';
import { greet, greetingFrom } from './agi-greeting.ts';
import { Lease } from './agi-lease.ts';
import type { AgiLink } from './agi-link.ts';
import { AgiSession } from './agi-session.ts';
import type { StartBlock } from './agi-start-block.ts';

/** A story in agi/: one file, one visit. */
export type AgiScript = (call: CallSession) => Promise<void>;

/** How one visit went, for the log and the gauges. */
export interface VisitSummary {
  /** Empty when it never came to asking for it. */
  readonly linkedid: string;
  readonly uniqueid: string;
  readonly script: string;
  readonly end: VisitEnd | 'refused' | 'shed' | 'unknown-script' | 'broken-start';
  readonly tookMs: number;
  /** From the connection to the first file asked for; null when nothing was played. */
  readonly firstAudioMs: number | null;
  /** AGI commands sent. */
  readonly commands: number;
  readonly unknownLines: number;
  /** A file was cut by its own lease: a file longer than we think, or an Asterisk that plays slowly. */
  readonly leaseCutPrompt: boolean;
}

export interface VisitParts {
  readonly link: AgiLink;
  readonly context: Context;
  readonly block: StartBlock;
  readonly startedMs: number;
  readonly visitCapMs: number;
  readonly hintContext: string;
  readonly log: Log;
}

/** A story that ignores the end of its visit is given up after this. */
const SCRIPT_GRACE_MS = 2000;

/** Our own clock ends a visit a little after Asterisk's lease should have. */
const CAP_GRACE_MS = 2000;

/** One for all: a reason made for each visit would cost more than the rest of its end. */
const OVER = new Failure('gone', 'the visit is over');

/** One AGI() run, from the start block to the closed connection. The first cause of its end is the one that counts. */
export class VisitRun {
  readonly #parts: VisitParts;
  readonly #abort = new AbortController();
  readonly #commands: Commands;
  #session: AgiSession | null = null;
  #lease: Lease | null = null;
  #end: VisitEnd | null = null;
  #leaseCutPrompt = false;
  #onOver: (() => void) | null = null;

  constructor(parts: VisitParts) {
    this.#parts = parts;
    this.#commands = new Commands(
      (line) => parts.context.sendCommand(line),
      () => this.#asteriskHangs(),
    );
  }

  /** Asterisk said HANGUP: the caller left, or the lease ran out. */
  hungUp(): void {
    this.#conclude(this.#leaseIsOver() ? 'lease-expired' : 'hangup');
  }

  /** The connection is gone without a word. */
  lost(): void {
    this.#conclude(this.#leaseIsOver() ? 'lease-expired' : 'connection-lost');
  }

  /** We give it up: the dialplan goes on as soon as the connection closes. */
  abandon(): void {
    this.#conclude('abandoned');
  }

  /** Plays the story to its end, whatever the end is. Never fails. */
  async run(script: AgiScript): Promise<VisitSummary> {
    const { startedMs, visitCapMs, link } = this.#parts;
    const leftMs = startedMs + visitCapMs + CAP_GRACE_MS - performance.now();
    const cap = setTimeout(() => afterReading(() => this.abandon()), leftMs);
    try {
      await this.#untilOver(this.#tell(script));
    } finally {
      clearTimeout(cap);
    }
    this.#conclude(this.#session?.isRouted === true ? 'routed' : 'abandoned');
    link.close();
    return this.#summary();
  }

  #asteriskHangs(): void {
    const linkedid = this.#session?.visit.linkedid ?? '';
    this.#parts.log.warn({ linkedid }, 'Asterisk did not answer a command, visit given up');
    this.#conclude('abandoned');
  }

  async #tell(script: AgiScript): Promise<void> {
    const { block, log } = this.#parts;
    try {
      const session = await this.#open();
      await script(session);
      if (!session.isRouted && this.#end === null) {
        log.error(
          { linkedid: session.visit.linkedid, script: block.script },
          'script did not route',
        );
      }
    } catch (error) {
      this.#scriptFailed(error);
    }
  }

  async #open(): Promise<AgiSession> {
    const { link, block, startedMs, visitCapMs, hintContext, log } = this.#parts;
    const token = randomUUID();
    link.synchroniseOn(token);
    const askedMs = performance.now();
    const reply = await this.#commands.ask(greet(token), 0);
    const value = reply.kind === 'answer' ? (reply.value ?? '') : '';
    const { visit, leaseLeftMs, isReadable } = greetingFrom(value, block);
    if (!isReadable) log.error({ linkedid: visit.linkedid }, 'Asterisk lacks URIENCODE (func_uri)');
    if (leaseLeftMs === 0)
      log.warn({ linkedid: visit.linkedid }, 'the dialplan set no first lease');
    this.#lease = new Lease(askedMs, leaseLeftMs, startedMs + visitCapMs);
    this.#session = new AgiSession({
      visit,
      signal: this.#abort.signal,
      commands: this.#commands,
      lease: this.#lease,
      hintContext,
      gone: () => this.hungUp(),
      ended: () => this.#end,
    });
    return this.#session;
  }

  #scriptFailed(error: unknown): void {
    const linkedid = this.#session?.visit.linkedid ?? '';
    const { script } = this.#parts.block;
    if (error instanceof Failure) {
      if (this.#end !== null) return;
      this.#parts.log.warn({ linkedid, script, code: error.code }, 'script gave up');
    } else {
      this.#parts.log.error({ linkedid, script, err: error }, 'script broke');
    }
  }

  /** A story gets a moment to tidy up when its caller is gone, and not more. */
  async #untilOver(story: Promise<void>): Promise<void> {
    const { promise: graceEnded, resolve } = Promise.withResolvers<void>();
    let grace: NodeJS.Timeout | undefined;
    this.#onOver = () => {
      grace = setTimeout(() => {
        const linkedid = this.#session?.visit.linkedid ?? '';
        this.#parts.log.error({ linkedid }, 'script outlived its visit');
        resolve();
      }, SCRIPT_GRACE_MS);
    };
    await Promise.race([story, graceEnded]);
    this.#onOver = null;
    clearTimeout(grace);
  }

  #conclude(end: VisitEnd): void {
    if (this.#end !== null) return;
    this.#end = this.#session?.isRouted === true ? 'routed' : end;
    this.#leaseCutPrompt = this.#end === 'lease-expired' && this.#session?.isPlaying === true;
    this.#commands.stop();
    this.#abort.abort(OVER);
    this.#onOver?.();
    this.#parts.link.close();
  }

  #leaseIsOver(): boolean {
    return this.#lease?.hasExpired(performance.now()) === true;
  }

  #summary(): VisitSummary {
    const { block, startedMs, link } = this.#parts;
    const firstAudioAtMs = this.#session?.firstAudioAtMs ?? null;
    return {
      linkedid: this.#session?.visit.linkedid ?? '',
      uniqueid: block.uniqueid,
      script: block.script,
      end: this.#end ?? 'abandoned',
      tookMs: performance.now() - startedMs,
      firstAudioMs: firstAudioAtMs === null ? null : firstAudioAtMs - startedMs,
      commands: this.#commands.sent,
      unknownLines: link.unknownLines,
      leaseCutPrompt: this.#leaseCutPrompt,
    };
  }
}
