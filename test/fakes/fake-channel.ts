import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { FakeAsteriskOptions, FakeCallOptions, FakeCallResult } from './fake-asterisk.ts';
import { agiArguments, expanded, uriEncoded } from './fake-dialplan.ts';

type Running = { readonly isFile: boolean; readonly startedMs: number; stop(result: string): void };

let channels = 0;

/** One call, from the connection of AGI() until it comes back to the dialplan. */
export class FakeChannel {
  readonly #asterisk: FakeAsteriskOptions;
  readonly #options: FakeCallOptions;
  readonly #variables = new Map<string, string>();
  readonly #playedFiles: string[] = [];
  readonly #commands: string[][] = [];
  readonly #lines: string[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #startedMs = performance.now();
  readonly #keys: string[];
  #socket!: Socket;
  #running: Running | null = null;
  #waiting: string[] = [];
  #rest = '';
  #end: FakeCallResult['end'] | null = null;
  #lostKeys = '';
  #leaseTimer: NodeJS.Timeout | undefined;
  #leaseEndsMs = 0;
  #leaseMs = 0;
  #firstAudioMs: number | null = null;
  #sending: Promise<void> = Promise.resolve();
  #isMute = false;

  constructor(asterisk: FakeAsteriskOptions, options: FakeCallOptions) {
    this.#asterisk = asterisk;
    this.#options = options;
    this.#keys = [...(options.keys ?? '')];
    channels += 1;
    const uniqueid = options.uniqueid ?? `1700000000.${channels}`;
    const known = {
      'CHANNEL(linkedid)': options.linkedid ?? uniqueid,
      'CALLERID(num)': options.callerNumber ?? '+79161234567',
      'CALLERID(name)': options.callerName ?? '',
      'CALLERID(dnid)': options.dialled ?? '74950000000',
      TEL_TRY: '1',
      ...options.variables,
      UNIQUEID: uniqueid,
    };
    for (const [name, value] of Object.entries(known)) this.#variables.set(name, value);
  }

  async run(): Promise<FakeCallResult> {
    const { port, host = '127.0.0.1' } = this.#asterisk;
    this.#socket = connect(port, host);
    this.#socket.on('error', () => this.#finish('lost'));
    this.#socket.setEncoding('utf8');
    this.#socket.on('data', (text: string) => this.#receive(text));
    this.#socket.on('end', () => this.#serverEnded());
    const closed = new Promise<void>((resolve) => this.#socket.once('close', () => resolve()));
    const isConnected = await Promise.race([
      once(this.#socket, 'connect').then(() => true),
      closed.then(() => false),
    ]).catch(() => false);
    if (isConnected) this.#begin();
    else this.#end = 'refused';
    await closed;
    this.#finish('lost');
    return {
      end: this.#end ?? 'lost',
      variables: Object.fromEntries(this.#variables),
      playedFiles: this.#playedFiles,
      commands: this.#commands,
      lines: this.#lines,
      lostKeys: this.#lostKeys,
      leaseMs: this.#leaseMs,
      firstAudioMs: this.#firstAudioMs,
      tookMs: performance.now() - this.#startedMs,
    };
  }

  #begin(): void {
    const { firstLeaseMs = 5000, hangupAfterMs, timedKeys = [] } = this.#options;
    this.#armLease(firstLeaseMs);
    this.#send(this.#options.startBlock ?? this.#startBlock());
    if (hangupAfterMs !== undefined) this.#after(hangupAfterMs, () => this.#hangUp('hangup'));
    for (const { atMs, key } of timedKeys) this.#after(atMs, () => this.#press(key));
  }

  /** As setup_env writes it: nothing is escaped, whatever the caller's name holds. */
  #startBlock(): string {
    const {
      script = 'personal-ivr',
      callerName = '',
      callerNumber = '+79161234567',
    } = this.#options;
    const lines = {
      network: 'yes',
      network_script: script,
      request: `agi://127.0.0.1:4573/${script}`,
      channel: 'PJSIP/trunk-00000001',
      language: 'ru',
      uniqueid: this.#variables.get('UNIQUEID'),
      callerid: callerNumber || 'unknown',
      calleridname: callerName || 'unknown',
      dnid: this.#options.dialled ?? 'unknown',
      context: 'telefonistka',
      extension: 's',
      priority: '9',
    };
    return `${Object.entries(lines)
      .map(([name, value]) => `agi_${name}: ${value}\n`)
      .join('')}\n`;
  }

  #receive(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#take(line);
  }

  #take(line: string): void {
    if (this.#end !== null) return;
    this.#lines.push(line);
    // A command during a prompt stops it: STREAM FILE then gives no reply at all, WAIT FOR DIGIT says 1.
    if (this.#running !== null) {
      this.#waiting.push(line);
      const wasFile = this.#running.isFile;
      this.#running.stop(wasFile ? '' : '1');
      return;
    }
    this.#execute(line);
  }

  #execute(line: string): void {
    if (line.startsWith('failure')) {
      this.#hangUp('failure');
      return;
    }
    const words = agiArguments(line);
    this.#commands.push(words);
    const fault = this.#options.faultAt?.(words, this.#commands.length) ?? null;
    switch (fault?.kind) {
      case 'before':
        this.#send(fault.bytes);
        break;
      case 'instead':
        this.#send(fault.bytes);
        return;
      case 'reset':
        this.#socket.resetAndDestroy();
        return;
      case 'close':
        this.#socket.end();
        return;
      case 'mute':
        this.#isMute = true;
        return;
      case 'hang-up':
        this.#hangUp('hangup');
        return;
      case undefined:
        break;
      default:
        fault satisfies never;
    }
    this.#obey(words);
  }

  #obey(words: readonly string[]): void {
    const [verb = '', second = '', third = ''] = words;
    switch (`${verb} ${second}`.toUpperCase()) {
      case 'STREAM FILE':
        this.#streamFile(third, words[3] ?? '');
        return;
      case 'WAIT FOR':
        this.#listen(Number(words[3]), '0123456789*#ABCD', false);
        return;
      case 'SET VARIABLE':
        this.#set(third, words[3] ?? '');
        this.#reply('200 result=1');
        return;
      case 'GET VARIABLE':
        this.#replyValue(this.#read(third));
        return;
      case 'GET FULL':
        this.#replyValue(expanded(words[3] ?? '', (name) => this.#read(name)));
        return;
      case 'CHANNEL STATUS':
        this.#reply('200 result=6');
        return;
      default:
        this.#reply('510 Invalid or unknown command');
    }
  }

  #streamFile(path: string, keys: string): void {
    const durationMs = (this.#asterisk.soundMs ?? (() => 1000))(path);
    if (durationMs === null) {
      this.#reply('200 result=-1 endpos=0');
      return;
    }
    this.#firstAudioMs ??= performance.now() - this.#startedMs;
    this.#playedFiles.push(path);
    this.#listen(durationMs, keys, true);
  }

  #listen(lastsMs: number, keys: string, isFile: boolean): void {
    const startedMs = performance.now();
    const timer = this.#after(lastsMs / (this.#asterisk.speed ?? 1), () => running.stop('0'));
    const running: Running = {
      isFile,
      startedMs,
      stop: (result) => {
        clearTimeout(timer);
        this.#running = null;
        const samples = Math.round((performance.now() - startedMs) * 8);
        if (result !== '') this.#reply(`200 result=${result}${isFile ? ` endpos=${samples}` : ''}`);
        for (const line of this.#waiting.splice(0)) this.#take(line);
      },
    };
    this.#running = running;
    this.#listening = keys;
    const key = keys === '' ? '.' : (this.#keys.shift() ?? '.');
    if (key !== '.') setImmediate(() => this.#running === running && this.#press(key));
  }

  #listening = '';

  #press(key: string): void {
    if (this.#running !== null && this.#listening.includes(key)) {
      this.#running.stop(String(key.charCodeAt(0)));
    } else this.#lostKeys += key;
  }

  #set(name: string, value: string): void {
    if (name === 'TIMEOUT(absolute)') this.#armLease(Number(value) * 1000);
    else this.#variables.set(name, value);
  }

  #read(name: string): string {
    const encodes = /^URIENCODE\((.*)\)$/s.exec(name);
    if (encodes !== null) return uriEncoded(encodes[1] ?? '');
    const state = /^EXTENSION_STATE\((\d+)@[\w-]+\)$/.exec(name);
    if (state !== null) return this.#asterisk.extensionStates?.[state[1] ?? ''] ?? 'UNKNOWN';
    const device = /^DEVICE_STATE\(([\w:/]+)\)$/.exec(name);
    if (device !== null) return this.#asterisk.deviceStates?.[device[1] ?? ''] ?? 'UNKNOWN';
    if (name === 'TIMEOUT(absolute)') {
      return this.#leaseMs === 0
        ? '0'
        : ((this.#leaseEndsMs - performance.now()) / 1000).toFixed(3);
    }
    return this.#variables.get(name) ?? '';
  }

  #armLease(leaseMs: number): void {
    clearTimeout(this.#leaseTimer);
    this.#leaseMs = leaseMs;
    this.#leaseEndsMs = performance.now() + leaseMs;
    if (leaseMs > 0) this.#leaseTimer = this.#after(leaseMs, () => this.#hangUp('lease-expired'));
  }

  /** What ends the visit on Asterisk's side: HANGUP comes twice when the channel ends it, once when the server did. */
  #hangUp(end: FakeCallResult['end']): void {
    if (this.#end !== null) return;
    this.#running?.stop('-1');
    this.#finish(end);
    if (this.#options.isQuietAtHangup !== true) {
      this.#send(end === 'hangup' || end === 'lease-expired' ? 'HANGUP\nHANGUP\n' : 'HANGUP\n');
    }
    void this.#sending.then(() => this.#socket.end());
  }

  #serverEnded(): void {
    // A last line without its newline is obeyed all the same.
    if (this.#rest !== '') this.#take(this.#rest);
    this.#hangUp('server-ended');
    this.#socket.end();
  }

  #finish(end: FakeCallResult['end']): void {
    this.#end ??= end;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#running = null;
  }

  #replyValue(value: string): void {
    this.#reply(value === '' ? '200 result=0' : `200 result=1 (${value})`);
  }

  #reply(line: string): void {
    this.#send(`${line}\n`);
  }

  #send(bytes: string | Buffer): void {
    if (this.#isMute) return;
    const { packets } = this.#options;
    if (packets === undefined) {
      this.#socket.write(bytes);
      return;
    }
    const pieces = packets(Buffer.from(bytes));
    this.#sending = this.#sending.then(async () => {
      for (const piece of pieces) {
        if (!this.#socket.writable) return;
        this.#socket.write(piece);
        await new Promise(setImmediate);
      }
    });
  }

  #after(delayMs: number, act: () => void): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, delayMs);
    this.#timers.add(timer);
    return timer;
  }
}
