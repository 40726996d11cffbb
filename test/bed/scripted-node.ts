import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/**
 * What a scripted node does when Asterisk connects. The start block has been read by then.
 * `ask` sends one line and answers the reply; it never settles when Asterisk has gone.
 */
export type NodeScript = (visit: NodeVisit) => Promise<void> | void;

export interface NodeVisit {
  /** Path of the AGI URL: the script's name. */
  readonly script: string;
  readonly start: ReadonlyMap<string, string>;
  readonly socket: Socket;
  readonly ask: (line: string) => Promise<string>;
}

/** A FastAGI peer made of a raw socket, for everything a decent server never does. */
export interface ScriptedNode extends AsyncDisposable {
  /** `127.0.0.1:port`, as the dialplan wants it. */
  readonly address: string;
  /** Script names of the visits so far, in order. */
  readonly visits: readonly string[];
}

/** Starts a node on loopback that plays `script` on every visit. */
export async function startScriptedNode(script: NodeScript): Promise<ScriptedNode> {
  const visits: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    void serve(socket, script, visits);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    visits,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

async function serve(socket: Socket, script: NodeScript, visits: string[]): Promise<void> {
  let buffer = '';
  let wake: (() => void) | null = null;
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    buffer += text;
    wake?.();
  });

  async function line(): Promise<string> {
    for (;;) {
      const end = buffer.indexOf('\n');
      if (end >= 0) {
        const taken = buffer.slice(0, end);
        buffer = buffer.slice(end + 1);
        return taken;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  const start = new Map<string, string>();
  for (let read = await line(); read !== ''; read = await line()) {
    const [key = '', value = ''] = read.split(': ');
    start.set(key, value);
  }
  const name = start.get('agi_network_script') ?? '';
  visits.push(name);
  await script({
    script: name,
    start,
    socket,
    ask: async (text) => {
      socket.write(`${text}\n`);
      return line();
    },
  });
}

/** Accepts and never says a word. */
export const silent: NodeScript = () => undefined;

/** The polite way to shed load. */
export const shedding: NodeScript = ({ socket }) => {
  socket.end('failure\n');
};

/** Sends the caller to an extension, in the right order: the result last. */
export function dials(extension: string, ringSeconds = 20): NodeScript {
  return async ({ ask, socket }) => {
    await ask(`SET VARIABLE TEL_EXT "${extension}"`);
    await ask(`SET VARIABLE TEL_RING "${ringSeconds}"`);
    await ask('SET VARIABLE TEL_RESULT "dial"');
    socket.end();
  };
}

/** Decides for the queue. */
export const queues: NodeScript = async ({ ask, socket }) => {
  await ask('SET VARIABLE TEL_REASON "asked-for-a-person"');
  await ask('SET VARIABLE TEL_RESULT "queue"');
  socket.end();
};

/** One script on the first visit, another one afterwards (after-no-answer). */
export function firstThen(first: NodeScript, then: NodeScript): NodeScript {
  return (visit) => (visit.script === 'personal-ivr' ? first(visit) : then(visit));
}
