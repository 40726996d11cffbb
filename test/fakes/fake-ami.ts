import { createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';

/** An action as it stood on the wire: keys as they were written. */
export type WireAction = ReadonlyMap<string, string>;

/** One connection of a client, seen from Asterisk. */
export interface FakeAmiSession {
  /** All actions in the order in which they came, the login too. */
  readonly actions: readonly WireAction[];
  /** Every byte the client sent, as text. */
  received(): string;
  /** Bytes as they are: half lines, halves of characters, whatever a test wants. */
  raw(bytes: string | Uint8Array): void;
  event(name: string, fields?: Record<string, string>): void;
  reply(action: WireAction, fields: Record<string, string>): void;
  /** The response, the items as events, and the event that ends the list. */
  list(action: WireAction, item: string, items: readonly Record<string, string>[]): void;
  /** The first action of that name, past or to come. */
  seen(name: string): Promise<WireAction>;
  /** Resolves when the client is gone. */
  readonly closed: Promise<void>;
  /** Cuts the connection with a reset. */
  reset(): void;
  end(): void;
}

export interface FakeAmi extends AsyncDisposable {
  readonly port: number;
  readonly sessions: readonly FakeAmiSession[];
  /** The session of that number (from 0), past or to come. */
  session(number: number): Promise<FakeAmiSession>;
  /** What the manager interface knows; tests change it and then send the event. */
  readonly hints: { exten: string; context: string; hint: string; status: number }[];
  readonly devices: Map<string, string>;
  readonly database: Map<string, string>;
  /** No new connections until `open`; those that stand are cut. */
  close(): Promise<void>;
  open(): Promise<void>;
}

export interface FakeAmiScript {
  readonly user?: string;
  readonly secret?: string;
  readonly greeting?: string;
  /** Answers an action itself and returns true; otherwise the fake behaves as Asterisk 22 does. */
  answer?(action: WireAction, session: FakeAmiSession): boolean;
}

/**
 * Plays the manager interface of Asterisk 22 on a real socket: greeting, login, the actions we use, and every
 * misbehaviour a test can write. Message shapes are those of the captures in test/fixtures/ami.
 */
export async function startFakeAmi(script: FakeAmiScript = {}): Promise<FakeAmi> {
  const sessions: FakeAmiSession[] = [];
  const sockets = new Set<Socket>();
  const arrivals: (() => void)[] = [];
  const fake: Pick<FakeAmi, 'hints' | 'devices' | 'database'> = {
    hints: [],
    devices: new Map(),
    database: new Map(),
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    sessions.push(startSession(socket, script, fake));
    for (const arrived of arrivals.splice(0)) arrived();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  async function close(): Promise<void> {
    for (const socket of sockets) socket.destroy();
    if (!server.listening) return;
    server.close();
    await once(server, 'close');
  }

  return {
    ...fake,
    port,
    sessions,
    async session(number) {
      while (sessions[number] === undefined) {
        await new Promise<void>((resolve) => void arrivals.push(resolve));
      }
      return sessions[number];
    },
    close,
    async open() {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
    [Symbol.asyncDispose]: close,
  };
}

function startSession(
  socket: Socket,
  script: FakeAmiScript,
  fake: Pick<FakeAmi, 'hints' | 'devices' | 'database'>,
): FakeAmiSession {
  const actions: WireAction[] = [];
  const waiting: { name: string; resolve: (action: WireAction) => void }[] = [];
  let text = '';
  let unread = '';
  const write = (lines: readonly string[]): void => {
    if (socket.writable) socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  };
  const idOf = (action: WireAction): string => action.get('ActionID') ?? '';

  const session: FakeAmiSession = {
    actions,
    received: () => text,
    raw: (bytes) => void socket.write(bytes),
    event: (name, fields = {}) => write([`Event: ${name}`, ...linesOf(fields)]),
    reply(action, { Response, ...fields }) {
      write([`Response: ${Response}`, `ActionID: ${idOf(action)}`, ...linesOf(fields)]);
    },
    list(action, item, items) {
      session.reply(action, { Response: 'Success', EventList: 'start', Message: 'List follows' });
      for (const fields of items) session.event(item, { ActionID: idOf(action), ...fields });
      session.event(`${action.get('Action')}Complete`, {
        ActionID: idOf(action),
        EventList: 'Complete',
        ListItems: String(items.length),
      });
    },
    async seen(name) {
      const past = actions.find((action) => isNamed(action, name));
      return past ?? new Promise((resolve) => void waiting.push({ name, resolve }));
    },
    closed: new Promise((resolve) => void socket.on('close', () => resolve())),
    reset: () => void socket.resetAndDestroy(),
    end: () => void socket.end(),
  };

  function take(action: WireAction): void {
    actions.push(action);
    const answered = script.answer?.(action, session) ?? false;
    if (!answered) behave(action, session, script, fake);
    for (const one of waiting.splice(0)) {
      if (isNamed(action, one.name)) one.resolve(action);
      else waiting.push(one);
    }
  }

  socket.on('error', () => undefined); // the client may reset whenever it wants
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    text += chunk;
    unread += chunk;
    const blocks = unread.split('\r\n\r\n');
    unread = blocks.pop() ?? '';
    for (const block of blocks) take(actionFrom(block));
  });
  socket.write(script.greeting ?? 'Asterisk Call Manager/11.0.0\r\n');
  return session;
}

function linesOf(fields: Record<string, string>): string[] {
  return Object.entries(fields).map(([key, value]) => `${key}: ${value}`);
}

function isNamed(action: WireAction, name: string): boolean {
  return action.get('Action')?.toLowerCase() === name.toLowerCase();
}

function actionFrom(block: string): WireAction {
  const lines = block.split('\r\n').map((line) => line.split(': '));
  return new Map(lines.map(([key = '', ...value]) => [key, value.join(': ')]));
}

/** What Asterisk 22 answers (measured); unknown actions are refused as it does. */
function behave(
  action: WireAction,
  session: FakeAmiSession,
  script: FakeAmiScript,
  fake: Pick<FakeAmi, 'hints' | 'devices' | 'database'>,
): void {
  const success = (fields: Record<string, string> = {}): void =>
    session.reply(action, { Response: 'Success', ...fields });
  const error = (message: string): void =>
    session.reply(action, { Response: 'Error', Message: message });
  const key = `${action.get('Family')}/${action.get('Key')}`;
  switch ((action.get('Action') ?? '').toLowerCase()) {
    case 'login': {
      const isRight =
        action.get('Username') === (script.user ?? 'tel') &&
        action.get('Secret') === (script.secret ?? 's3cret');
      if (!isRight) {
        error('Authentication failed');
        return session.end();
      }
      success({ Message: 'Authentication accepted' });
      return session.event('FullyBooted', { Privilege: 'system,all', Status: 'Fully Booted' });
    }
    case 'events':
      return success({ Events: 'On' });
    case 'ping':
      return success({ Ping: 'Pong', Timestamp: '1795231009.035414' });
    case 'extensionstatelist': {
      const items = fake.hints.map(extensionStatus);
      return session.list(action, 'ExtensionStatus', items);
    }
    case 'devicestatelist': {
      const items = [...fake.devices].map(([Device, State]) => ({ Device, State }));
      return session.list(action, 'DeviceStateChange', items);
    }
    case 'dbget': {
      const value = fake.database.get(key);
      if (value === undefined) return error('Database entry not found');
      const item = { Family: action.get('Family') ?? '', Key: action.get('Key') ?? '', Val: value };
      return session.list(action, 'DBGetResponse', [item]);
    }
    case 'dbput':
      fake.database.set(key, action.get('Val') ?? '');
      return success({ Message: 'Updated database successfully' });
    case 'dbdel':
      return fake.database.delete(key)
        ? success({ Message: 'Key deleted successfully' })
        : error('Database entry could not be deleted');
    default:
      return error(`Invalid/unknown command: ${action.get('Action')}.`);
  }
}

/** Fields of an ExtensionStatus event, in a list and on its own. */
export function extensionStatus(of: {
  exten: string;
  context: string;
  hint: string;
  status: number;
}): Record<string, string> {
  const { exten, context, hint, status } = of;
  return { Exten: exten, Context: context, Hint: hint, Status: String(status), StatusText: 'x' };
}
