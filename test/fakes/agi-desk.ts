import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import {
  type AgiScript,
  type AgiServer,
  type AgiServerOptions,
  startAgiServer,
  type VisitSummary,
} from '#adapters/asterisk/agi-server.ts';
import type { LogFields } from '#ports/log.ts';
import { type FakeAsterisk, type FakeAsteriskOptions, fakeAsterisk } from './fake-asterisk.ts';

export interface AgiDesk extends AsyncDisposable {
  readonly server: AgiServer;
  readonly asterisk: FakeAsterisk;
  readonly summaries: readonly VisitSummary[];
  readonly log: readonly {
    readonly level: string;
    readonly text: string;
    readonly fields: LogFields;
  }[];
  /** The next summary nobody has taken yet. */
  ended(): Promise<VisitSummary>;
}

/** The real FastAGI server with these scripts (one alone is `personal-ivr`), and a fake Asterisk that calls it. */
export async function agiDesk(
  scripts: AgiScript | Readonly<Record<string, AgiScript>>,
  options: Partial<AgiServerOptions> & {
    readonly asterisk?: Omit<FakeAsteriskOptions, 'port'>;
  } = {},
): Promise<AgiDesk> {
  const summaries: VisitSummary[] = [];
  const log: { level: string; text: string; fields: LogFields }[] = [];
  const write = (level: string) => (fields: LogFields, text: string) => {
    log.push({ level, text, fields });
  };
  let taken = 0;
  let told = Promise.withResolvers<void>();
  const server = await startAgiServer({
    host: '127.0.0.1',
    port: 0,
    allowedAddresses: ['127.0.0.1'],
    visitsMax: 300,
    visitCapMs: 60_000,
    log: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
    ...options,
    scripts: typeof scripts === 'function' ? { 'personal-ivr': scripts } : scripts,
    onVisitEnd: (summary) => {
      options.onVisitEnd?.(summary);
      summaries.push(summary);
      told.resolve();
      told = Promise.withResolvers<void>();
    },
  });
  return {
    server,
    asterisk: fakeAsterisk({ port: server.port, speed: 50, ...options.asterisk }),
    summaries,
    log,
    async ended() {
      while (summaries.length <= taken) await told.promise;
      taken += 1;
      return summaries[taken - 1] as VisitSummary;
    },
    [Symbol.asyncDispose]: () => server.close(),
  };
}

export interface RawPeer {
  readonly socket: Socket;
  /** All it was told so far. */
  heard(): string;
  /** Waits until this text was heard. */
  hears(text: string): Promise<void>;
  /** Waits for the end of the connection. */
  closed: Promise<void>;
}

/** Connects as nobody in particular, to say what no Asterisk would. */
export async function rawPeer(port: number): Promise<RawPeer> {
  const socket = connect(port, '127.0.0.1');
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await once(socket, 'connect');
  let heard = '';
  socket.setEncoding('utf8');
  socket.on('error', () => undefined);
  socket.on('data', (text: string) => (heard += text));
  return {
    socket,
    heard: () => heard,
    async hears(text) {
      while (!heard.includes(text))
        await once(socket, 'data', { signal: AbortSignal.timeout(5000) });
    },
    closed,
  };
}
