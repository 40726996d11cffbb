import { fileURLToPath } from 'node:url';
import { type AsteriskInstance, type AsteriskOptions, startAsterisk } from './asterisk.ts';

const DIALPLAN = fileURLToPath(new URL('../../dialplan/telefonistka.conf', import.meta.url));

/** A telephone that registers from outside (city.ts plays it). */
export interface OfficePhone {
  readonly extension: string;
  readonly secret: string;
}

export interface OfficeOptions extends Pick<
  AsteriskOptions,
  'version' | 'netns' | 'env' | 'folder'
> {
  /** FastAGI addresses, first and second; `127.0.0.1:1` refuses at once. */
  readonly nodes: readonly [string] | readonly [string, string];
  /** Telephones of employees: endpoints with hints. */
  readonly phones?: readonly OfficePhone[];
  /** More hints: extension to device, for example `Local/34@employees`. */
  readonly hints?: Readonly<Record<string, string>>;
  /** Members of the queue `sales`, as devices; nobody when empty, and callers wait. */
  readonly members?: readonly string[];
  /** Source address of the trunk's calls; they come to [from-trunk]. */
  readonly trunkAddress?: string;
  /** More of extensions.conf: contexts of the test's own. */
  readonly dialplan?: string;
  readonly globals?: Readonly<Record<string, string>>;
}

/**
 * An office: Asterisk with dialplan/telefonistka.conf as an administrator includes it, the queue `sales`,
 * telephones with hints, a trunk whose calls enter [telefonistka], and the phone codes in [internal].
 */
export function startOffice(options: OfficeOptions): Promise<AsteriskInstance> {
  const phones = options.phones ?? [];
  const hints = {
    ...Object.fromEntries(phones.map(({ extension }) => [extension, `PJSIP/${extension}`])),
    ...options.hints,
  };
  const globals = {
    TEL_NODE1: options.nodes[0],
    TEL_NODE2: options.nodes[1] ?? '',
    ...options.globals,
  };
  const { version, netns, env, folder } = options;
  return startAsterisk({
    ...(version === undefined ? {} : { version }),
    ...(netns === undefined ? {} : { netns }),
    ...(env === undefined ? {} : { env }),
    ...(folder === undefined ? {} : { folder }),
    extensions: [
      '[globals]',
      ...Object.entries(globals).map(([name, value]) => `${name} = ${value}`),
      `#include ${DIALPLAN}`,
      '[telefonistka-employees]',
      ...Object.entries(hints).map(([extension, device]) => `exten => ${extension},hint,${device}`),
      '[from-trunk]',
      'include => telefonistka',
      '[internal]',
      'include => telefonistka-codes',
      options.dialplan ?? '',
      '',
    ].join('\n'),
    files: ({ address, sipPort }) => ({
      'pjsip.conf': pjsipConf(phones, `${address}:${sipPort}`, options.trunkAddress),
      'queues.conf': queuesConf(options.members ?? []),
    }),
  });
}

function queuesConf(members: readonly string[]): string {
  return [
    '[general]',
    '[sales]',
    'strategy = rrmemory',
    'musicclass = default',
    'timeout = 20',
    'retry = 1',
    'joinempty = yes',
    'leavewhenempty = no',
    'ringinuse = no',
    'autofill = yes',
    ...members.map((device) => `member => ${device},0,${device},${device}`),
    '',
  ].join('\n');
}

function pjsipConf(
  phones: readonly OfficePhone[],
  bind: string,
  trunk: string | undefined,
): string {
  const transport = ['[transport-udp]', 'type = transport', 'protocol = udp', `bind = ${bind}`];
  return [
    transport,
    ...phones.map(phoneSections),
    trunk === undefined ? [] : trunkSections(trunk),
    [],
  ]
    .flat()
    .join('\n');
}

/** The media stays with us: both ends are one program, which would otherwise talk to itself. */
const MEDIA = ['disallow = all', 'allow = alaw,ulaw', 'dtmf_mode = rfc4733', 'direct_media = no'];

function phoneSections({ extension, secret }: OfficePhone): string[] {
  return [
    `[${extension}]`,
    'type = endpoint',
    'context = internal',
    ...MEDIA,
    `auth = ${extension}`,
    `aors = ${extension}`,
    `callerid = <${extension}>`,
    `[${extension}]`,
    'type = aor',
    'max_contacts = 2',
    'remove_existing = yes',
    `[${extension}]`,
    'type = auth',
    'auth_type = userpass',
    `username = ${extension}`,
    `password = ${secret}`,
  ];
}

function trunkSections(address: string): string[] {
  return [
    '[trunk]',
    'type = endpoint',
    'context = from-trunk',
    ...MEDIA,
    'aors = trunk',
    '[trunk]',
    'type = aor',
    '[trunk]',
    'type = identify',
    'endpoint = trunk',
    `match = ${address}`,
  ];
}
