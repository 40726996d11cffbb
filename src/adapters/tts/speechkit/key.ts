import { constants, createPrivateKey, sign, type KeyObject } from 'node:crypto';
import type { Http } from '#adapters/plumbing/http/http.ts';
import { failureOfStatus, jsonOf, mayHeal } from '#adapters/plumbing/http/json.ts';
import { Failure } from '#ports/failure.ts';

/** Who we are, for the header `authorization`. */
export interface Key {
  /** Fails as `Http.ask` does. */
  header(signal: AbortSignal): Promise<string>;
  /** The service did not take it: what was remembered is forgotten. True when another one may be had. */
  refused(): boolean;
}

/** A key that never changes. */
export function apiKey(key: string): Key {
  return { header: async () => `Api-Key ${key}`, refused: () => false };
}

/** A service account's key as the console gives it: JSON with these fields, among others. */
export interface AccountKey {
  readonly id: string;
  readonly service_account_id: string;
  readonly private_key: string;
}

const JWT_SECONDS = 3_600;
/** A token lives up to 12 hours; the vendor advises to ask anew every hour. */
const TOKEN_MS = 3_600_000;
const NAME = 'Yandex IAM';

/** Reads the file of a service account's key; null: it is none. */
export function accountKeyFrom(text: string): AccountKey | null {
  try {
    const { id, service_account_id, private_key } = JSON.parse(text) as Record<string, unknown>;
    if (![id, service_account_id, private_key].every((part) => typeof part === 'string'))
      return null;
    const key = { id, service_account_id, private_key } as AccountKey;
    privateKeyOf(key);
    return key;
  } catch {
    return null;
  }
}

/** Tokens for a service account, each asked for once however many wait for it. `url`: where IAM gives them out. */
export function accountKey(
  key: AccountKey,
  { http, url, now }: { readonly http: Http; readonly url: string; readonly now: () => Date },
): Key {
  const privateKey = privateKeyOf(key);
  let token: { readonly asked: Promise<string>; readonly staleAtMs: number } | null = null;

  function ask(): Promise<string> {
    const body = JSON.stringify({ jwt: jwtOf(key, privateKey, url, now()) });
    // With no signal of whoever asked first: others wait for the same.
    return http.ask(
      { method: 'POST', url, headers: { 'content-type': 'application/json' }, body },
      (response) => {
        if (mayHeal(response.status))
          return { kind: 'again', afterMs: null, why: `${NAME} answered ${response.status}` };
        const { iamToken } = (jsonOf(response) ?? {}) as Record<string, unknown>;
        if (response.status === 200 && typeof iamToken === 'string' && /^[\w.-]+$/.test(iamToken))
          return { kind: 'answer', value: `Bearer ${iamToken}` };
        const failure =
          response.status === 200
            ? new Failure('invalid', `${NAME} gave no token`)
            : failureOfStatus(NAME, response);
        return { kind: 'failed', failure };
      },
      new AbortController().signal,
    );
  }

  return {
    header() {
      const nowMs = now().getTime();
      if (token !== null && nowMs < token.staleAtMs) return token.asked;
      const asked = ask();
      const mine = { asked, staleAtMs: nowMs + TOKEN_MS };
      token = mine;
      asked.catch(() => {
        if (token === mine) token = null;
      });
      return asked;
    },
    refused() {
      token = null;
      return true;
    },
  };
}

/** The file begins with a line of warning, which is no PEM. */
function privateKeyOf({ private_key }: AccountKey): KeyObject {
  return createPrivateKey(private_key.slice(Math.max(0, private_key.indexOf('-----BEGIN'))));
}

function jwtOf(key: AccountKey, privateKey: KeyObject, audience: string, now: Date): string {
  const iat = Math.floor(now.getTime() / 1000);
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head = part({ typ: 'JWT', alg: 'PS256', kid: key.id });
  const claims = part({
    iss: key.service_account_id,
    aud: audience,
    iat,
    exp: iat + JWT_SECONDS,
  });
  const signature = sign('sha256', Buffer.from(`${head}.${claims}`), {
    key: privateKey,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
  });
  return `${head}.${claims}.${signature.toString('base64url')}`;
}
