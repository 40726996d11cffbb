import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** A TCP port on loopback that was free a moment ago, chosen by the operating system. */
export async function freeTcpPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** The same for UDP. */
export async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

/** Below the system's own ephemeral ports, which begin at 32768. */
const RTP_FIRST = 10_000;
const RTP_RANGES = 50;
/** One port for each range, held by whoever uses it: two runs at a time must not share RTP ports. */
const RANGE_LOCK_FIRST = 9_700;

export interface RtpRange extends Disposable {
  readonly firstPort: number;
}

/**
 * A range of `ports` UDP ports of its own until it is disposed of, also among other runs on this machine. Two
 * Asterisks on one range hear each other's silence. @throws when all are taken.
 */
export async function reserveRtpRange(ports: number): Promise<RtpRange> {
  const start = Math.floor(Math.random() * RTP_RANGES);
  for (let turn = 0; turn < RTP_RANGES; turn++) {
    const range = (start + turn) % RTP_RANGES;
    const lock = createServer();
    const isOurs = await new Promise<boolean>((resolve) => {
      lock.once('error', () => resolve(false));
      lock.listen(RANGE_LOCK_FIRST + range, '127.0.0.1', () => resolve(true));
    });
    if (!isOurs) continue;
    lock.unref();
    return {
      firstPort: RTP_FIRST + ports * range,
      [Symbol.dispose]: () => void lock.close(),
    };
  }
  throw new Error('all ranges of RTP ports are taken: are old tests still running?');
}
