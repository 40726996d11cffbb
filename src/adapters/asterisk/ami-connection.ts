import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';
import Manager from 'asterisk-manager';
import { messageFrom, valueOf, type AmiMessage } from './ami-wire.ts';

const MESSAGE_LENGTH_MAX = 1_000_000; // characters; what is longer has no end

export interface AmiAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly secret: string;
}

export interface AmiConnectionEvents {
  /** Every message but the answer to our login. Only takes note: the rest of a flood waits behind it. */
  message(message: AmiMessage): void;
  /** One piece of the stream is parsed. The next one is read when `goOn` is called, and must be asked for later. */
  rest(goOn: () => void): void;
  /** The socket failed, or what came is no AMI; `closed` follows. */
  error(error: Error): void;
}

/** One TCP connection, used once. */
export interface AmiConnection {
  /** Resolves when the TCP connection stands. Never rejects: `closed` resolves instead. */
  readonly opened: Promise<void>;
  /** Resolves when it is over, whoever ended it. */
  readonly closed: Promise<void>;
  /** Once, after `opened`. May never resolve: the peer is silent, or gone (`closed`). */
  login(): Promise<'accepted' | 'refused'>;
  /** After an accepted login. */
  write(actionId: string, action: Readonly<Record<string, string>>): void;
  /** Destroys the socket now, whatever it is doing; nothing is reported afterwards but `closed`. */
  close(): void;
}

/**
 * asterisk-manager, held so that its defects stay in here (docs: asterisk.md 5.2, services.md 7.3):
 * - a new Manager per connection, so that no half line, listener or held action lives on in the next one;
 * - its own dispatch is taken out: it emits under names that the wire chooses, and a message that says
 *   `Event: rawevent` makes it call itself for ever;
 * - the socket that it hides is ours too (`socketMadeBy`): a half-open one can be destroyed, a message without end is
 *   noticed, and a flood is read in pieces, for the library takes 20 µs per event.
 * What stays: the secret travels in the clear (no TLS, no MD5 challenge), so AMI belongs on loopback or in a tunnel.
 */
export function openAmiConnection(to: AmiAddress, events: AmiConnectionEvents): AmiConnection {
  const opened = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  const manager = new Manager(undefined, to.host, to.user, to.secret, false);
  let isOver = false;
  let loginPending = false;
  let unfinishedLength = 0;

  manager.removeAllListeners('rawevent');
  manager.on('rawevent', (raw) => {
    unfinishedLength = 0;
    if (isOver) return;
    const message = messageFrom(raw);
    const response = valueOf(message, 'response');
    if (!loginPending || response === '' || message.has('event')) return events.message(message);
    // The library waits for an event named by its ActionID, the time in digits: ours never look like that.
    const actionId = valueOf(message, 'actionid');
    if (!/^\d+$/.test(actionId)) return;
    manager.emit(actionId, response.toLowerCase() === 'success' ? undefined : raw, raw);
  });
  manager.on('error', (error) => {
    if (!isOver) events.error(error instanceof Error ? error : new Error('socket error'));
  });
  manager.on('connect', () => opened.resolve());
  manager.on('close', close);

  const socket = socketMadeBy(() => manager.connect(to.port, to.host));
  socket.on('data', (chunk: string) => {
    if (isOver) return;
    unfinishedLength += chunk.length; // the library has read this chunk: what was whole in it is counted off
    if (unfinishedLength > MESSAGE_LENGTH_MAX + chunk.length) {
      events.error(new Error('a message without end'));
      return close();
    }
    socket.pause();
    events.rest(() => socket.resume());
  });

  function close(): void {
    isOver = true;
    socket.destroy();
    closed.resolve();
  }

  return {
    opened: opened.promise,
    closed: closed.promise,
    async login() {
      const answer = Promise.withResolvers<'accepted' | 'refused'>();
      loginPending = true;
      manager.login((refusal) => {
        loginPending = false;
        answer.resolve(refusal === undefined ? 'accepted' : 'refused');
      });
      return answer.promise;
    },
    write(actionId, action) {
      if (isOver) return;
      manager.action({ ...action, actionid: actionId });
      manager.removeAllListeners(actionId); // the library leaves one behind per action that is never answered
    },
    close,
  };
}

/** The socket that somebody else's code opens in this very moment: Node publishes each one as it is made. */
function socketMadeBy(connect: () => void): Socket {
  const made: Socket[] = [];
  const note = (message: unknown): void => {
    const { socket } = message as { socket?: unknown };
    if (socket instanceof Socket) made.push(socket);
  };
  subscribe('net.client.socket', note);
  try {
    connect();
  } finally {
    unsubscribe('net.client.socket', note);
  }
  const [socket] = made;
  if (socket === undefined || made.length > 1) throw new Error('asterisk-manager opened no socket');
  return socket;
}
