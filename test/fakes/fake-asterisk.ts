import { FakeChannel } from './fake-channel.ts';

export interface FakeAsteriskOptions {
  readonly port: number;
  readonly host?: string;
  /** Prompts and waits for keys run that many times faster; leases do not, for the server counts them too. */
  readonly speed?: number;
  /** How long a file plays, in ms; null: there is no such file. By default every file lasts a second. */
  readonly soundMs?: (path: string) => number | null;
  /** EXTENSION_STATE by extension; others have no hint. */
  readonly extensionStates?: Readonly<Record<string, string>>;
  /** DEVICE_STATE by device; of others nothing is known. */
  readonly deviceStates?: Readonly<Record<string, string>>;
}

/** What happens in place of the usual, at one command. */
export type Fault =
  /** These bytes come before the reply, or in its place. */
  | { readonly kind: 'before' | 'instead'; readonly bytes: string | Buffer }
  | { readonly kind: 'reset' | 'close' | 'mute' | 'hang-up' };

export interface FakeCallOptions {
  readonly script?: string;
  readonly callerNumber?: string;
  readonly callerName?: string;
  readonly dialled?: string;
  readonly linkedid?: string;
  readonly uniqueid?: string;
  readonly variables?: Readonly<Record<string, string>>;
  /**
   * One character for each time somebody listens (a file with keys, or a wait for a key): that key is pressed at
   * once, `.` lets the time go by. After the last, silence.
   */
  readonly keys?: string;
  /** Keys at a time of their own, counted from the connection: lost when nobody listens just then. */
  readonly timedKeys?: readonly { readonly atMs: number; readonly key: string }[];
  readonly hangupAfterMs?: number;
  /** TIMEOUT(absolute) as the dialplan sets it before AGI(); 0: it forgot to. */
  readonly firstLeaseMs?: number;
  /** In place of the usual start block. */
  readonly startBlock?: string | Buffer;
  readonly faultAt?: (command: readonly string[], nth: number) => Fault | null;
  /** Cuts what is sent into packets. */
  readonly packets?: (bytes: Buffer) => readonly Buffer[];
  /** AGISIGHUP=no: no HANGUP line, only the end of the connection. */
  readonly isQuietAtHangup?: boolean;
}

/** What the dialplan finds when AGI() comes back. */
export interface FakeCallResult {
  readonly end: 'server-ended' | 'failure' | 'hangup' | 'lease-expired' | 'refused' | 'lost';
  readonly variables: Readonly<Record<string, string>>;
  /** Paths of the files that played, missing ones aside. */
  readonly playedFiles: readonly string[];
  /** Each command as Asterisk understood it, the words of its name apart. */
  readonly commands: readonly (readonly string[])[];
  /** The same as they came. */
  readonly lines: readonly string[];
  readonly lostKeys: string;
  readonly leaseMs: number;
  readonly firstAudioMs: number | null;
  readonly tookMs: number;
}

export interface FakeAsterisk {
  call(options?: FakeCallOptions): Promise<FakeCallResult>;
}

/** Plays Asterisk to a FastAGI server over a real socket, with AGI's real manners (asterisk.md, sections 1 and 3). */
export function fakeAsterisk(options: FakeAsteriskOptions): FakeAsterisk {
  return { call: (call = {}) => new FakeChannel(options, call).run() };
}
