import { Failure, type FailureCode } from '#ports/failure.ts';

/** What a gRPC status means to us; the library is loaded late, so its numbers stand here (they are the protocol's). */
const MEANINGS: Readonly<Record<number, readonly [code: FailureCode, name: string]>> = {
  1: ['unavailable', 'CANCELLED'],
  2: ['unavailable', 'UNKNOWN'],
  3: ['invalid', 'INVALID_ARGUMENT'],
  4: ['unavailable', 'DEADLINE_EXCEEDED'],
  5: ['not-found', 'NOT_FOUND'],
  7: ['refused', 'PERMISSION_DENIED'],
  8: ['unavailable', 'RESOURCE_EXHAUSTED'],
  9: ['refused', 'FAILED_PRECONDITION'],
  11: ['invalid', 'OUT_OF_RANGE'],
  12: ['refused', 'UNIMPLEMENTED'],
  13: ['unavailable', 'INTERNAL'],
  14: ['unavailable', 'UNAVAILABLE'],
  16: ['refused', 'UNAUTHENTICATED'],
};

const QUOTE_LENGTH_MAX = 200;

/** An error of a call as a Failure: metadata, key and text stay behind; what the vendor said is a quote. */
export function failureOfCall(error: unknown, name: string): Error {
  if (error instanceof Failure) return error;
  const { code, details } = (error ?? {}) as { code?: unknown; details?: unknown };
  if (typeof code !== 'number')
    return error instanceof Error ? error : new TypeError(String(error));
  const [meaning, word] = MEANINGS[code] ?? ['unavailable', `status ${code}`];
  const said = typeof details === 'string' ? details : '';
  if (/certificate|self.signed/i.test(said))
    return new Failure('refused', `${name}: its certificate is not trusted: set ca_file`);
  const quote = said.replaceAll(/[\s\p{Cc}]+/gu, ' ').slice(0, QUOTE_LENGTH_MAX);
  return new Failure(meaning, `${name} did not speak (${word})${REMEDIES[code] ?? ''}`, { quote });
}

const REMEDIES: Readonly<Record<number, string>> = {
  7: ': the account needs the role ai.speechkit-tts.user',
  8: ': its quota is used up for now',
  16: ': it did not take our key: check it',
};
