import { join } from 'node:path';
import { startAsterisk } from './asterisk.ts';
import { CallInProgress, type KeyPresses, type PlacedCall } from './city-call.ts';
import { cityDialplan, media, transport } from './city-conf.ts';

const REGISTERED_DEADLINE_MS = 10_000;

/** What somebody types into a softphone. */
export interface SoftphoneAccount {
  readonly server: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

interface DialledCall {
  readonly number: string;
  readonly keys: readonly KeyPresses[];
  readonly hangupAfterMs: number;
}

/** Somebody's own telephone, anywhere: it knows of an office nothing but its account there. */
export interface Softphone extends AsyncDisposable {
  dial(call: DialledCall): Promise<PlacedCall>;
}

/** Registers. @throws when the office does not take the account. */
export async function startSoftphone(account: SoftphoneAccount): Promise<Softphone> {
  const asterisk = await startAsterisk({
    extensions: ({ folder }) => cityDialplan(join(folder, 'recordings')),
    options: ['transmit_silence = yes'],
    files: ({ address, sipPort }) => ({
      'pjsip.conf': softphonePjsip(account, address, sipPort),
    }),
  });
  let calls = 0;
  try {
    await asterisk.ami.waitFor(
      ({ name, fields }) => name === 'Registry' && fields['Status'] === 'Registered',
      REGISTERED_DEADLINE_MS,
    );
  } catch (error) {
    await asterisk.stop();
    throw error;
  }
  return {
    dial({ number, ...rest }) {
      const name = `dialled-${++calls}`;
      const recording = join(asterisk.place.folder, 'recordings', `${name}.wav`);
      const plan = { from: account.user, did: number, through: 'office', ...rest };
      return CallInProgress.start(asterisk, plan, name, recording);
    },
    [Symbol.asyncDispose]: () => asterisk.stop(),
  };
}

function softphonePjsip(account: SoftphoneAccount, address: string, sipPort: number): string {
  const { server, port, user, password } = account;
  return [
    ...transport('phone', `${address}:${sipPort}`),
    '[account]',
    'type = auth',
    'auth_type = userpass',
    `username = ${user}`,
    `password = ${password}`,
    '[account]',
    'type = registration',
    'transport = transport-phone',
    'outbound_auth = account',
    `server_uri = sip:${server}:${port}`,
    `client_uri = sip:${user}@${server}:${port}`,
    'max_random_initial_delay = 0',
    '[office]',
    'type = endpoint',
    'transport = transport-phone',
    'context = phones',
    `from_user = ${user}`,
    `from_domain = ${server}`,
    'outbound_auth = account',
    'aors = office',
    ...media(address),
    '[office]',
    'type = aor',
    `contact = sip:${server}:${port}`,
    '',
  ].join('\n');
}
