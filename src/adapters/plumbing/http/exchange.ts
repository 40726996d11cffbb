import { Buffer } from 'node:buffer';
import got, { type OptionsInit } from 'got';
import { Failure } from '#ports/failure.ts';

/** What goes out once. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** Absolute. May hold a secret: it never stands in a message. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface ExchangeLimits {
  /** From the first byte we send to the last one we get. */
  readonly timeoutMs: number;
  readonly bytesMax: number;
  /** PEM of the authority that signed the server's certificate, when no public one did. */
  readonly ca: string | null;
}

/** Their certificate will be no better next time. */
const CERTIFICATE = /^(?:ERR_TLS|CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH)/;

/**
 * One request, one response of whatever status; follows no redirect, for that would carry the password elsewhere.
 * Fails with `unavailable` (nobody there, too late, cut off), `refused` (certificate), `invalid` (too long) and `gone`.
 * Got's own errors hold address, headers and body: none of them leaves this file.
 */
export async function exchange(
  request: HttpRequest,
  name: string,
  { timeoutMs, bytesMax, ca }: ExchangeLimits,
): Promise<HttpResponse> {
  const options: OptionsInit = {
    method: request.method,
    headers: request.headers,
    timeout: { request: timeoutMs },
    retry: { limit: 0 },
    followRedirect: false,
    throwHttpErrors: false,
    signal: request.signal,
    ...(request.body === undefined ? {} : { body: request.body }),
    ...(ca === null ? {} : { https: { certificateAuthority: ca } }),
  };
  try {
    const stream = got.stream(request.url, options);
    // A GET has nothing to write, and got waits for nothing then; the response comes before its first chunk.
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > bytesMax)
        throw new Failure('invalid', `${name}: an answer of more than ${bytesMax} bytes`);
      chunks.push(chunk);
    }
    const { statusCode, headers } = stream.response!;
    return { status: statusCode, headers, body: Buffer.concat(chunks) };
  } catch (error) {
    throw failureOf(error, name, request.signal);
  }
}

function failureOf(error: unknown, name: string, signal: AbortSignal): Failure {
  if (error instanceof Failure) return error;
  if (signal.aborted) return new Failure('gone', `${name}: called off`);
  const code = codeOf(error);
  if (CERTIFICATE.test(code))
    return new Failure('refused', `${name}: its certificate is not trusted (${code}): set ca_file`);
  return new Failure('unavailable', `${name} did not answer (${code})`);
}

/** `ECONNREFUSED`; of got's own words only what can hold no address. */
function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^[A-Z_\d]{1,60}$/.test(code) ? code : 'ERR';
}
