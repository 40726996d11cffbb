import type { HttpResponse } from '#adapters/plumbing/http/exchange.ts';

/** The answer without our own secrets in it: an error page may repeat what it was asked, and we quote such pages. */
export function withoutSecrets(
  response: HttpResponse,
  ...secrets: readonly string[]
): HttpResponse {
  const { status, body } = response;
  if (status === 200) return response; // sound, or a session: never quoted
  const text = secrets
    .flatMap(formsOf)
    .reduce((shown, form) => shown.replaceAll(form, '[secret]'), body.toString('utf8'));
  return { ...response, body: Buffer.from(text) };
}

/** As it stands in a text, an address, a form and in JSON. */
function formsOf(secret: string): readonly string[] {
  const inForm = new URLSearchParams({ '': secret }).toString().slice(1);
  return [secret, encodeURIComponent(secret), inForm, JSON.stringify(secret).slice(1, -1)];
}
