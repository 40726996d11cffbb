import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A cable between a client and a server on loopback, which a test may cut. */
export interface TcpWire extends AsyncDisposable {
  readonly port: number;
  /** Breaks what is connected, and refuses everybody until `mend`. */
  cut(): Promise<void>;
  mend(): Promise<void>;
}

/** Lays it to `port`. */
export async function layTcpWire(port: number): Promise<TcpWire> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('error', () => one.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await listen(server, 0);
  const near = (server.address() as AddressInfo).port;

  async function cut(): Promise<void> {
    if (!server.listening) return;
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, 'close');
  }
  return { port: near, cut, mend: () => listen(server, near), [Symbol.asyncDispose]: cut };
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}
