import { z } from 'zod';

/** May be left out; null is the same. */
const maybe = <S extends z.ZodType>(schema: S, description: string) =>
  schema.nullish().describe(description);

/**
 * One engine of the chain. What a kind has no use for is a mistake, and so is told (speech.ts): null, or left out,
 * means what suits the kind.
 */
export const speechEngineSchema = z.strictObject({
  kind: z.enum(['espeak', 'speechkit', 'voicefabric']).describe('Whose engine it is.'),
  api: maybe(
    z.enum(['auto', 'v1', 'v3', 'cloud', 'classic']),
    'SpeechKit: auto (each text by the cheaper one), v1, v3. VoiceFabric: cloud, classic.',
  ),
  voice: maybe(
    z.string().regex(/^[\p{L}\d_+-]{1,40}$/u, '@voice'),
    'Who speaks; null: by language, or the usual voice of the vendor.',
  ),
  role: maybe(z.string().min(1).max(40), 'Manner of a SpeechKit voice: good, friendly, …'),
  speed: maybe(z.number().min(0.1).max(3), 'SpeechKit: 1 is the usual speed.'),
  words_per_minute: maybe(z.int().min(80).max(300), 'espeak: how fast it speaks; 150.'),
  rate: maybe(z.int().min(8_000).max(48_000), 'Hz; 8000 is what a telephone carries.'),
  key: maybe(z.string().min(1).max(4096), 'API key, or ${NAME} of the environment.'),
  key_file: maybe(z.string().min(1).max(1024), 'File whose first line is the key.'),
  account_file: maybe(
    z.string().min(1).max(1024),
    'SpeechKit: the key of a service account, JSON as the console gives it.',
  ),
  user: maybe(z.string().min(1).max(200), 'VoiceFabric cloud: who logs in.'),
  password: maybe(z.string().min(1).max(4096), 'Its password, or ${NAME} of the environment.'),
  password_file: maybe(z.string().min(1).max(1024), 'File whose first line is the password.'),
  domain: maybe(z.int().min(1).max(1_000_000), 'VoiceFabric cloud: 200.'),
  url: maybe(z.string().min(1).max(2048), 'Where the service is, if not at its usual place.'),
  grpc_address: maybe(
    z.string().regex(/^[\w.-]{1,253}:\d{1,5}$/, '@grpc_address'),
    'SpeechKit v3: host:port, if not at its usual place.',
  ),
  iam_url: maybe(z.string().min(1).max(2048), 'Where IAM gives tokens out.'),
  ca_file: maybe(z.string().min(1).max(1024), 'PEM of the authority behind its certificate.'),
  timeout_seconds: maybe(z.int().min(1).max(30), 'For one text, retries included; 6.'),
  requests_per_second: maybe(z.int().min(1).max(100), 'Our share of the quota.'),
  month_limit: maybe(z.number().min(0).max(1e6), 'What it may cost in a calendar month (UTC).'),
  currency: maybe(z.string().regex(/^[A-Z]{3}$/, '@currency'), 'Of limit and prices: USD, RUB.'),
  price_per_million: maybe(z.number().min(0).max(1e6), 'Of a million characters.'),
  price_per_request: maybe(z.number().min(0).max(1e3), 'SpeechKit v3: of 250 characters.'),
});

type Written = z.output<typeof speechEngineSchema>;

/** As it was written, with null for what is left out. */
export type SpeechEngineSettings = { readonly kind: Written['kind'] } & {
  readonly [K in Exclude<keyof Written, 'kind'>]-?: NonNullable<Written[K]> | null;
};

export function withNulls(written: Written): SpeechEngineSettings {
  const keys = Object.keys(speechEngineSchema.shape) as (keyof Written)[];
  const all = Object.fromEntries(keys.map((key) => [key, written[key] ?? null]));
  return all as unknown as SpeechEngineSettings;
}

type Key = Exclude<keyof SpeechEngineSettings, 'kind'>;

const REMOTE: readonly Key[] = [
  'url',
  'ca_file',
  'timeout_seconds',
  'requests_per_second',
  'month_limit',
  'currency',
  'price_per_million',
];

/** What each kind has a use for. */
export const KEYS_OF_KIND: Readonly<Record<SpeechEngineSettings['kind'], readonly Key[]>> = {
  espeak: ['voice', 'words_per_minute'],
  speechkit: [
    'api',
    'voice',
    'role',
    'speed',
    'rate',
    'key',
    'key_file',
    'account_file',
    'grpc_address',
    'iam_url',
    'price_per_request',
    ...REMOTE,
  ],
  voicefabric: [
    'api',
    'voice',
    'rate',
    'key',
    'key_file',
    'user',
    'password',
    'password_file',
    'domain',
    ...REMOTE,
  ],
};
