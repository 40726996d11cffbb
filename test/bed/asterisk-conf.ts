import { modulesConf } from './asterisk-modules.ts';

/** Where one bed instance lives. */
export interface AsteriskPlace {
  readonly folder: string;
  /** Of the unpacked Asterisk (scripts/install/asterisk.sh). */
  readonly modules: string;
  readonly data: string;
  readonly address: string;
  readonly amiPort: number;
  readonly sipPort: number;
  readonly rtpPortFirst: number;
}

/** Everything an instance needs besides its dialplan, by file name; a test replaces what it cares about. */
export function defaultFiles(
  place: AsteriskPlace,
  options: readonly string[],
  modules: readonly string[],
): Readonly<Record<string, string>> {
  const { folder, address } = place;
  return {
    'asterisk.conf': text(
      '[directories]',
      `astetcdir => ${folder}/etc`,
      `astmoddir => ${place.modules}`,
      `astdatadir => ${place.data}`,
      ...['varlib', 'db', 'key', 'agi'].map((name) => `ast${name}dir => ${folder}/var`),
      ...['spool', 'run', 'log'].map((name) => `ast${name}dir => ${folder}/${name}`),
      '[options]',
      'defaultlanguage = ru',
      'verbose = 4',
      ...options,
    ),
    'modules.conf': modulesConf(modules),
    'logger.conf': text(
      '[general]',
      'dateformat = %F %T.%3q',
      '[logfiles]',
      'messages => notice,warning,error',
      'full => notice,warning,error,verbose',
    ),
    'manager.conf': text(
      '[general]',
      'enabled = yes',
      `port = ${place.amiPort}`,
      `bindaddr = ${address}`,
      ...user('bed', 'all', 'all'),
      // What the product is told to ask for, so that a missing right shows in a test.
      ...user('telefonistka', 'system,call,agent,user', 'reporting,system'),
    ),
    'pjsip.conf': text(
      '[transport-udp]',
      'type = transport',
      'protocol = udp',
      `bind = ${address}:${place.sipPort}`,
    ),
    'rtp.conf': text(
      '[general]',
      `rtpstart = ${place.rtpPortFirst}`,
      `rtpend = ${place.rtpPortFirst + RTP_PORTS - 1}`,
    ),
    'cdr.conf': text('[general]', 'enable = yes', 'unanswered = yes'),
    'cdr_manager.conf': text('[general]', 'enabled = yes'),
    'cel.conf': text(
      '[general]',
      'enable = yes',
      'apps = all',
      'events = ALL',
      '[manager]',
      'enabled = yes',
    ),
    'indications.conf': text(
      '[general]',
      'country = ru',
      '[ru]',
      'description = Russia',
      'ringcadence = 1000,4000',
      'dial = 425',
      'busy = 425/350,0/350',
      'ring = 425/1000,0/4000',
      'congestion = 425/175,0/175',
      'callwaiting = 425/200,0/5000',
      'dialrecall = 425/400,0/40',
      'record = 1400/425,0/15000',
      'info = 950/330,1400/330,1800/330,0/1000',
      'stutter = 425',
    ),
    'musiconhold.conf': text('[default]', 'mode = files', `directory = ${folder}/moh`),
    'queues.conf': '',
    'queuerules.conf': '',
    'features.conf': '',
    'udptl.conf': '',
    'ccss.conf': '',
    'acl.conf': '',
    'pjproject.conf': '',
  };
}

/** Ports of one instance: 100 calls of two legs. */
export const RTP_PORTS = 400;

function user(name: string, read: string, write: string): string[] {
  return [`[${name}]`, 'secret = bed', `read = ${read}`, `write = ${write}`, 'writetimeout = 5000'];
}

function text(...lines: string[]): string {
  return [...lines, ''].join('\n');
}
