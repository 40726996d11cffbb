import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const ACTION_TIMEOUT_MS = 10_000;

/** One AMI event. A header that comes several times has its values joined by line feeds. */
export interface AmiEvent {
  readonly name: string;
  /** When it arrived, on the clock of performance.now(). */
  readonly atMs: number;
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * A manager connection for tests, independent of the product's. It keeps every event from the login on, so a
 * test may ask for what happened before it asked.
 */
export interface TestAmi {
  readonly events: readonly AmiEvent[];
  /** Sends one AMI action; answers the reply's headers. @throws on `Response: Error` and on silence. */
  action(
    name: string,
    headers?: Readonly<Record<string, string | readonly string[]>>,
  ): Promise<AmiEvent['fields']>;
  /**
   * The first event, past or to come, that satisfies the predicate; `since` skips what came before that index
   * of `events`. @throws with the latest events in its message when none comes in time.
   */
  waitFor(
    predicate: (event: AmiEvent) => boolean,
    timeoutMs: number,
    since?: number,
  ): Promise<AmiEvent>;
  close(): void;
}

/** Connects and logs in. @throws when the connection is refused or the login is. */
export async function connectAmi(options: {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly secret: string;
}): Promise<TestAmi> {
  const socket = connect(options.port, options.host);
  socket.setNoDelay(true);
  await once(socket, 'connect');
  const ami = new Connection(socket);
  try {
    await ami.action('Login', { Username: options.username, Secret: options.secret });
  } catch (error) {
    ami.close();
    throw error;
  }
  return ami;
}

class Connection implements TestAmi {
  readonly events: AmiEvent[] = [];
  readonly #socket: Socket;
  readonly #replies = new Map<string, (fields: AmiEvent['fields']) => void>();
  readonly #watchers = new Set<(event: AmiEvent) => void>();
  #actions = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    let pending = '';
    socket.setEncoding('utf8');
    socket.on('error', () => socket.destroy());
    socket.on('data', (text: string) => {
      pending += text;
      const packets = pending.split('\r\n\r\n');
      pending = packets.pop() ?? '';
      for (const packet of packets) this.#take(fieldsOf(packet));
    });
  }

  #take(fields: AmiEvent['fields']): void {
    const { Event: name, ActionID: id = '' } = fields;
    if (name === undefined) {
      this.#replies.get(id)?.(fields);
      this.#replies.delete(id);
      return;
    }
    const event = { name, atMs: performance.now(), fields };
    this.events.push(event);
    for (const watcher of this.#watchers) watcher(event);
  }

  async action(
    name: string,
    headers: Readonly<Record<string, string | readonly string[]>> = {},
  ): Promise<AmiEvent['fields']> {
    const id = `bed-${++this.#actions}`;
    const { promise, resolve, reject } = Promise.withResolvers<AmiEvent['fields']>();
    const late = setTimeout(() => reject(new Error(`no reply to ${name}`)), ACTION_TIMEOUT_MS);
    this.#replies.set(id, resolve);
    const lines = Object.entries(headers).flatMap(([key, value]) =>
      [value].flat().map((one) => `${key}: ${one}`),
    );
    this.#socket.write([`Action: ${name}`, `ActionID: ${id}`, ...lines, '', ''].join('\r\n'));
    try {
      const reply = await promise;
      if (reply['Response'] === 'Error')
        throw new Error(`${name}: ${reply['Message'] ?? 'refused'}`);
      return reply;
    } finally {
      clearTimeout(late);
      this.#replies.delete(id);
    }
  }

  async waitFor(
    predicate: (event: AmiEvent) => boolean,
    timeoutMs: number,
    since = 0,
  ): Promise<AmiEvent> {
    const past = this.events.slice(since).find(predicate);
    if (past !== undefined) return past;
    const { promise, resolve, reject } = Promise.withResolvers<AmiEvent>();
    const watcher = (event: AmiEvent): void => {
      if (predicate(event)) resolve(event);
    };
    const stack = new Error('waited in vain'); // made here, so that it names the test that waits
    const late = setTimeout(() => {
      stack.message = `no such event within ${timeoutMs} ms; the latest were:\n${this.#latest()}`;
      reject(stack);
    }, timeoutMs);
    this.#watchers.add(watcher);
    try {
      return await promise;
    } finally {
      clearTimeout(late);
      this.#watchers.delete(watcher);
    }
  }

  #latest(): string {
    const lines = this.events
      .filter(({ name }) => name !== 'VarSet' && name !== 'RTCPSent' && name !== 'RTCPReceived')
      .slice(-25)
      .map(({ name, fields }) => {
        const { Channel = '', Context = '', Exten = '', Priority = '', Application = '' } = fields;
        return `  ${name} ${Channel} ${Context},${Exten},${Priority} ${Application}`;
      });
    return lines.join('\n');
  }

  close(): void {
    this.#socket.destroy();
  }
}

function fieldsOf(packet: string): AmiEvent['fields'] {
  const fields: Record<string, string> = Object.create(null);
  for (const line of packet.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon < 0) continue; // the greeting stands before the first reply
    const key = line.slice(0, colon);
    const value = line.slice(colon + 1).trimStart();
    const before = fields[key];
    fields[key] = before === undefined ? value : `${before}\n${value}`;
  }
  return fields;
}
