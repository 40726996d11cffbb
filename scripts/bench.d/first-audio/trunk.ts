import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import {
  ack,
  agreed,
  bye,
  invite,
  mediaOf,
  read,
  type Dialog,
  type SipMessage,
} from './sip-text.ts';

/** Of a call that was answered and heard something; milliseconds. */
export interface HeardCall {
  /** From dialling to the answer. */
  readonly answeredMs: number;
  /** From the answer to the first packet of speech. */
  readonly firstAudioMs: number;
}

/** Callers on a trunk: they dial, wait until they hear something, and hang up. */
export interface Trunk extends AsyncDisposable {
  /** Listens for a while after the first sound. Null when the call was refused, or nothing was heard in time. */
  call(from: string, did: string, listenMs: number): Promise<HeardCall | null>;
}

const RETRY_MS = 500;
const CALL_MAX_MS = 5_000;
const PACKET_MS = 20;
const SILENCE = 0xd5;

export async function openTrunk(
  address: string,
  there: { host: string; port: number },
): Promise<Trunk> {
  const sip = createSocket('udp4').bind(0, address);
  await once(sip, 'listening');
  const here = `${address}:${sip.address().port}`;
  const lines = new Map<string, (message: SipMessage) => void>();
  const free: Socket[] = [];
  let calls = 0;
  const say = (text: string): void => sip.send(text, there.port, there.host);
  sip.on('message', (bytes) => {
    const message = read(bytes.toString('latin1'));
    if (message.status === 0) {
      if (message.method !== 'ACK') say(agreed(message));
      return;
    }
    lines.get(message.headers.get('call-id') ?? '')?.(message);
  });

  async function media(): Promise<Socket> {
    const used = free.pop();
    if (used !== undefined) return used;
    const socket = createSocket('udp4').bind(0, address);
    await once(socket, 'listening');
    return socket;
  }

  async function call(from: string, did: string, listenMs: number): Promise<HeardCall | null> {
    calls += 1;
    const dialog: Dialog = {
      here,
      there: `${there.host}:${there.port}`,
      id: `b${calls}x`,
      from,
      to: did,
    };
    const rtp = await media();
    const call = new Call(dialog, rtp, say);
    lines.set(`${dialog.id}@bench`, (message) => call.take(message));
    try {
      return await call.run(listenMs);
    } finally {
      // Late packets and answers find nobody.
      setTimeout(() => {
        lines.delete(`${dialog.id}@bench`);
        free.push(rtp.removeAllListeners('message'));
      }, RETRY_MS);
    }
  }

  return {
    call,
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS * 2));
      sip.close();
      for (const socket of free) socket.close();
    },
  };
}

class Call {
  readonly #dialog: Dialog;
  readonly #rtp: Socket;
  readonly #say: (text: string) => void;
  readonly #heard = Promise.withResolvers<HeardCall | null>();
  readonly #timers: NodeJS.Timeout[] = [];
  #dialledMs = 0;
  #answeredMs: number | null = null;
  #answer: SipMessage | null = null;

  constructor(dialog: Dialog, rtp: Socket, say: (text: string) => void) {
    this.#dialog = dialog;
    this.#rtp = rtp;
    this.#say = say;
  }

  async run(listenMs: number): Promise<HeardCall | null> {
    this.#rtp.once('message', () => this.#hear());
    const dial = (): void => this.#say(invite(this.#dialog, this.#rtp.address().port));
    this.#timers.push(
      setInterval(dial, RETRY_MS),
      setTimeout(() => this.#heard.resolve(null), CALL_MAX_MS),
    );
    this.#dialledMs = performance.now();
    dial();
    const heard = await this.#heard.promise;
    if (heard !== null) await new Promise((resolve) => setTimeout(resolve, listenMs));
    for (const timer of this.#timers) clearInterval(timer);
    if (this.#answer !== null) this.#say(bye(this.#dialog, this.#answer));
    return heard;
  }

  take(message: SipMessage): void {
    if (!message.headers.get('cseq')?.endsWith('INVITE')) return;
    clearInterval(this.#timers[0]);
    if (message.status < 200) return;
    this.#say(ack(this.#dialog, message));
    if (message.status >= 300) this.#heard.resolve(null);
    else if (this.#answer === null) this.#answered(message);
  }

  #answered(message: SipMessage): void {
    this.#answer = message;
    this.#answeredMs = performance.now();
    const { host, port } = mediaOf(message);
    let sequence = 0;
    // Asterisk's Answer() waits for a first packet, as it would for any telephone's.
    const speak = (): void => {
      sequence += 1;
      this.#rtp.send(silence(sequence), port, host);
    };
    speak();
    const speaking = setInterval(speak, PACKET_MS);
    this.#timers.push(speaking);
    void this.#heard.promise.then(() => clearInterval(speaking));
  }

  #hear(): void {
    const nowMs = performance.now();
    // Speech may overtake the answer on its way through Asterisk: then nobody waited for it.
    const answeredMs = this.#answeredMs ?? nowMs;
    this.#heard.resolve({
      answeredMs: answeredMs - this.#dialledMs,
      firstAudioMs: nowMs - answeredMs,
    });
  }
}

/** RFC 3550, A-law. */
function silence(sequence: number): Buffer {
  const packet = Buffer.alloc(12 + 160, SILENCE);
  packet.writeUInt16BE(0x8008, 0);
  packet.writeUInt16BE(sequence, 2);
  packet.writeUInt32BE(sequence * 160, 4);
  packet.writeUInt32BE(0x7e1, 8);
  return packet;
}
