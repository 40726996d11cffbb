import { Buffer } from 'node:buffer';
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { LineSplitter } from './agi-lines.ts';
import { ReplyReader } from './agi-replies.ts';
import { START_BLOCK_BYTES_MAX, startBlockFrom, type StartBlock } from './agi-start-block.ts';

/** All that one visit may send us; a usual one is a few KB. */
const VISIT_BYTES_MAX = 4 * 1024 * 1024;

/** Asterisk still writes HANGUP after we ended our half; a socket destroyed before that is a reset to it. */
const FAREWELL_MS = 1000;

/** What ding-dong reads when a visit begins: that it did. Its own reading of the block cuts values at a colon. */
const LIBRARY_START = Buffer.from('agi_network: yes\n\n');

/** What happens on a connection. `closed` comes last and exactly once. */
export interface LinkListener {
  started(block: StartBlock): void;
  /** It began to talk, but no AGI. */
  broken(reason: string): void;
  hungUp(): void;
  closed(): void;
}

/** The old-style stream that ding-dong wraps in place of the socket. */
export type LibraryStream = EventEmitter & Record<'write' | 'end' | 'pause' | 'resume', unknown>;

type Stage = 'start-block' | 'unsynchronised' | 'talking' | 'closing';

/**
 * Stands between the socket and ding-dong, and lets through only what ding-dong can take: one whole, known reply
 * for each command. It bounds the start block, folds and rewrites refusals, drops everything before the answer of
 * the first command (which the start block may have forged), and closes politely.
 */
export class AgiLink {
  readonly stream: LibraryStream;
  /** Lines that were nothing we know, or that nobody asked for. */
  unknownLines = 0;

  readonly #socket: Socket;
  readonly #listener: LinkListener;
  readonly #lines = new LineSplitter();
  readonly #replies = new ReplyReader();
  readonly #block: string[] = [];
  #stage: Stage = 'start-block';
  #token = '';
  #awaitsReply = false;
  #bytes = 0;
  #isUntouched = true;
  #timer: NodeJS.Timeout | undefined;

  constructor(socket: Socket, listener: LinkListener) {
    this.#socket = socket;
    this.#listener = listener;
    // The wrapper inside of ding-dong copies enumerable functions, so these are plain properties.
    this.stream = Object.assign(new EventEmitter(), {
      write: (text: string) => this.#write(text),
      end: () => this.close(),
      // At most one reply is under way, so there is nothing to hold back.
      pause: () => undefined,
      resume: () => undefined,
    });
  }

  start(startBlockTimeoutMs: number): void {
    // After a stall of our own the block may lie unread in the socket: it is read before this counts.
    const late = () => {
      if (this.#stage === 'start-block') this.#listener.broken('start block did not end in time');
    };
    this.#timer = setTimeout(() => setImmediate(late), startBlockTimeoutMs);
    this.#socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    this.#socket.once('close', () => this.#socketClosed());
  }

  /** Nothing ever came: a probe that only tried whether somebody listens. */
  get isUntouched(): boolean {
    return this.#isUntouched;
  }

  /** Until a reply comes that holds this token, nothing is believed. */
  synchroniseOn(token: string): void {
    this.#token = token;
  }

  /** Ends our half, reads until the other side ends its own, and waits no longer than a second for that. */
  close(lastLine = ''): void {
    if (this.#stage === 'closing') return;
    this.#stage = 'closing';
    clearTimeout(this.#timer);
    this.#socket.end(lastLine);
    this.#timer = setTimeout(() => this.#socket.destroy(), FAREWELL_MS);
  }

  /** The polite way to shed load: Asterisk takes the line for a server that cannot, and goes on at once. */
  sayFailure(): void {
    this.close('failure\n');
  }

  #write(text: string): boolean {
    if (this.#stage === 'closing') return false;
    this.#awaitsReply = true;
    return this.#socket.write(text);
  }

  #receive(chunk: Buffer): void {
    this.#isUntouched = false;
    if (this.#stage === 'closing') return;
    this.#bytes += chunk.length;
    const linesMax = this.#stage === 'start-block' ? START_BLOCK_BYTES_MAX : VISIT_BYTES_MAX;
    const lines = this.#lines.push(chunk);
    if (this.#bytes > linesMax || this.#lines.overflowed) {
      this.#listener.broken('more bytes than any visit has');
      return;
    }
    for (const line of lines) this.#take(line);
  }

  #take(line: string): void {
    switch (this.#stage) {
      case 'start-block':
        if (line === '') this.#startBlockEnded();
        else this.#block.push(line);
        return;
      case 'unsynchronised':
      case 'talking':
        this.#takeReply(line);
        return;
      case 'closing':
        return;
      default:
        this.#stage satisfies never;
    }
  }

  #startBlockEnded(): void {
    clearTimeout(this.#timer);
    this.#stage = 'unsynchronised';
    this.#bytes = 0;
    this.#listener.started(startBlockFrom(this.#block));
    this.stream.emit('data', LIBRARY_START);
    this.#block.length = 0;
  }

  #takeReply(line: string): void {
    if (this.#stage === 'unsynchronised') {
      if (!line.startsWith(`200 result=1 (${this.#token}`)) {
        this.unknownLines += 1;
        return;
      }
      this.#stage = 'talking';
    }
    const known = this.#replies.read(line);
    switch (known.kind) {
      case 'reply':
        if (!this.#awaitsReply) {
          this.unknownLines += 1;
          return;
        }
        this.#awaitsReply = false;
        this.stream.emit('data', Buffer.from(`${known.line}\n`));
        return;
      case 'hangup':
        // ding-dong passes a reply on a little later: one that came before the hang-up is heard before it.
        setImmediate(() => this.#listener.hungUp());
        return;
      case 'part':
        return;
      case 'unknown':
        this.unknownLines += 1;
        return;
      default:
        known satisfies never;
    }
  }

  #socketClosed(): void {
    clearTimeout(this.#timer);
    this.#stage = 'closing';
    this.stream.emit('end');
    this.stream.emit('close');
    this.#listener.closed();
  }
}
