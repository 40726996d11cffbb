import type { Http } from '#adapters/plumbing/http/http.ts';
import { failureOfStatus, jsonOf, mayHeal } from '#adapters/plumbing/http/json.ts';
import { Failure } from '#ports/failure.ts';
import { withoutSecrets } from '../hidden.ts';

export interface Account {
  readonly user: string;
  readonly password: string;
  readonly domainId: number;
}

/** A session that all phrases share. */
export interface Session {
  /** Its id; logs in when there is none, once however many wait. Fails as `Http.ask` does. */
  id(): Promise<string>;
  /** The service does not know `id` any more. Who asks next logs in. */
  over(id: string): void;
}

const NAME = 'VoiceFabric';

export function createSession(http: Http, url: string, account: Account): Session {
  let loggingIn: Promise<string> | null = null;
  let known: string | null = null;

  async function logIn(): Promise<string> {
    const { user, password, domainId } = account;
    const body = JSON.stringify({ username: user, domain_id: domainId, password });
    const headers = { 'content-type': 'application/json' };
    // With no signal of whoever asked first: others wait for the same.
    return http.ask(
      { method: 'POST', url: `${url}/vksession/rest/session`, headers, body },
      (answer) => {
        const response = withoutSecrets(answer, password);
        if (mayHeal(response.status))
          return { kind: 'again', afterMs: null, why: `${NAME} answered ${response.status}` };
        const { session_id } = (jsonOf(response) ?? {}) as Record<string, unknown>;
        // It becomes a header: nothing that could be two.
        if (
          response.status === 200 &&
          typeof session_id === 'string' &&
          /^[\w-]+$/.test(session_id)
        )
          return { kind: 'answer', value: session_id };
        const failure =
          response.status === 200
            ? new Failure('invalid', `${NAME} gave no session`)
            : failureOfStatus(NAME, response);
        return { kind: 'failed', failure };
      },
      new AbortController().signal,
    );
  }

  return {
    async id() {
      if (known !== null) return known;
      loggingIn ??= logIn().finally(() => (loggingIn = null));
      known = await loggingIn;
      return known;
    },
    over(id) {
      // Of ten who hear it at once the first ends it; the session that came after is a new one.
      if (known === id) known = null;
    },
  };
}
