import type { OfficePhone } from './office.ts';

/** Where the office's calls come from: an address of its own tells the trunk from the telephones. */
export const TRUNK_ADDRESS = '127.0.0.2';

/**
 * Callers and telephones as dialplan. Each leg records only what its own person hears (`r`), from the moment of
 * the answer, and says by UserEvent when its file is complete.
 */
export function cityDialplan(recordings: string): string {
  return `
[caller]
exten => s,1,Set(CHANNEL(hangup_handler_push)=hung-up,s,1)
 same => n,Set(TALK_DETECT(set)=400,256)
 same => n,MixMonitor(,Si(CITY_REC)r(${recordings}/\${CITY_CALL}.wav))
 same => n,UserEvent(City,Step: answered,Call: \${CITY_CALL})
 same => n(idle),Wait(3600)
exten => speak,1,Playback(\${CITY_SAYS})
 same => n,Goto(s,idle)

[phones]
exten => _X.,1,Set(CITY_CALL=phone-\${EXTEN}-\${UNIQUEID})
 same => n,Set(CITY_PHONE=\${EXTEN})
 same => n,UserEvent(City,Step: rings,Phone: \${CITY_PHONE},Call: \${CITY_CALL})
 same => n,GotoIf($["\${PHONE_\${EXTEN}_DOES}" = "reject"]?reject)
 same => n,Ringing()
 same => n,Wait(\${PHONE_\${EXTEN}_SECONDS})
 same => n,GotoIf($["\${PHONE_\${EXTEN}_DOES}" != "answer"]?reject)
 same => n,Answer()
 same => n,Set(CHANNEL(hangup_handler_push)=hung-up,s,1)
 same => n,MixMonitor(,Si(CITY_REC)r(${recordings}/\${CITY_CALL}.wav))
 same => n,UserEvent(City,Step: answered,Phone: \${CITY_PHONE},Call: \${CITY_CALL})
 same => n,Set(TIMEOUT(absolute)=\${PHONE_\${EXTEN}_TALK})
 same => n,Playback(\${PHONE_\${EXTEN}_SAYS})
 same => n,Wait(3600)
 same => n,Hangup(16)
 same => n(reject),Hangup(\${PHONE_\${EXTEN}_CAUSE})

[hung-up]
exten => s,1,StopMixMonitor(\${CITY_REC})
 same => n,UserEvent(City,Step: recorded,Phone: \${CITY_PHONE},Call: \${CITY_CALL})
 same => n,Return()
`;
}

/** The city's end of the trunk and its telephones, which register to the office. */
export function cityPjsip(options: {
  readonly address: string;
  readonly sipPort: number;
  readonly trunkPort: number;
  readonly office: { readonly address: string; readonly sipPort: number };
  readonly phones: readonly OfficePhone[];
}): string {
  const office = `${options.office.address}:${options.office.sipPort}`;
  const shared = [
    ...transport('phones', `${options.address}:${options.sipPort}`),
    ...transport('trunk', `${TRUNK_ADDRESS}:${options.trunkPort}`),
    '[office]',
    'type = endpoint',
    'transport = transport-phones',
    'context = phones',
    ...media(options.address),
    '[office]',
    'type = identify',
    'endpoint = office',
    `match = ${options.office.address}`,
    '[trunk]',
    'type = endpoint',
    'transport = transport-trunk',
    'context = phones',
    'aors = trunk',
    ...media(TRUNK_ADDRESS),
    '[trunk]',
    'type = aor',
    `contact = sip:${office}`,
  ];
  const registrations = options.phones.flatMap(({ extension, secret }) => [
    `[${extension}]`,
    'type = auth',
    'auth_type = userpass',
    `username = ${extension}`,
    `password = ${secret}`,
    `[phone-${extension}]`,
    'type = registration',
    'transport = transport-phones',
    `outbound_auth = ${extension}`,
    `server_uri = sip:${office}`,
    `client_uri = sip:${extension}@${office}`,
    `contact_user = ${extension}`,
    'max_random_initial_delay = 0', // otherwise at a random moment of the first ten seconds
    'retry_interval = 2',
    'max_retries = 1000',
    'expiration = 600',
  ]);
  return [...shared, ...registrations, ''].join('\n');
}

export function transport(name: string, bind: string): string[] {
  return [`[transport-${name}]`, 'type = transport', 'protocol = udp', `bind = ${bind}`];
}

export function media(address: string): string[] {
  return [
    'disallow = all',
    'allow = alaw',
    'dtmf_mode = rfc4733',
    `media_address = ${address}`,
    'bind_rtp_to_media_address = yes',
  ];
}
