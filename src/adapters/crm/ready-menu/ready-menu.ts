import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpResponse } from '#adapters/plumbing/http/exchange.ts';
import type { Http, Verdict } from '#adapters/plumbing/http/http.ts';
import { failureOfStatus, jsonOf, mayHeal } from '#adapters/plumbing/http/json.ts';
import type { E164 } from '#domain/call/caller.ts';
import { Failure } from '#ports/failure.ts';
import type { Log } from '#ports/log.ts';
import type { ReadyMenus, ReadyOption } from '#ports/ready-menus.ts';
import { optionsFrom } from './answer.ts';

export interface ReadyMenuOptions {
  /** One attempt, short deadline, its own pace and breaker. */
  readonly http: Http;
  /** The number goes in as the parameter `number`. */
  readonly url: string;
  readonly authorization: string | null;
  /** How long a call waits for the first answer about its number. */
  readonly budgetMs: number;
  /** So long an answer is not asked for again; so long it may be used, however often the CRM fails meanwhile. */
  readonly freshMs: number;
  readonly staleMs: number;
  readonly numbersMax: number;
  readonly nowMs: () => number;
  readonly log: Log;
}

interface Known {
  readonly menu: readonly ReadyOption[] | null;
  readonly atMs: number;
}

/** Of a range that no operator has. */
const NOBODYS_NUMBER = '+70000000000';
/** Asked at the same time: more are a CRM that hangs. */
const ASKING_MAX = 20;

/** The CRM's own menus over HTTP, stale while revalidated. */
export function createReadyMenus(options: ReadyMenuOptions): ReadyMenus {
  const { http, url, authorization, budgetMs, freshMs, staleMs, numbersMax, nowMs, log } = options;
  const known = new Map<E164, Known>();
  const asking = new Map<E164, Promise<void>>();
  let isInTrouble = false;
  const headers = {
    accept: 'application/json',
    ...(authorization === null ? {} : { authorization }),
  };

  async function ask(number: E164): Promise<void> {
    const address = new URL(url);
    address.searchParams.set('number', number);
    try {
      // Nobody calls it off: who is gone may call again, and the answer is there then.
      const { signal } = new AbortController();
      const menu = await http.ask({ url: address.href, headers }, readFrom, signal);
      keep(number, { menu: menu.length === 0 ? null : menu, atMs: nowMs() });
      if (isInTrouble) log.info({}, 'the CRM’s menus are there again');
      isInTrouble = false;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (!isInTrouble)
        log.warn({ reason: error.message }, 'the CRM’s menu not had: our own ranking decides');
      isInTrouble = true;
    }
  }

  function keep(number: E164, answer: Known): void {
    known.delete(number);
    known.set(number, answer);
    const [oldest] = known.keys();
    if (known.size > numbersMax && oldest !== undefined) known.delete(oldest);
  }

  /** The asking that is under way for this number, or a new one; null: too many are. */
  function asked(number: E164): Promise<void> | null {
    const underWay = asking.get(number);
    if (underWay !== undefined) return underWay;
    if (asking.size >= ASKING_MAX) return null;
    const mine = ask(number)
      .catch((error: unknown) => log.error({ err: error }, 'the CRM’s menu: a bug'))
      .finally(() => asking.delete(number));
    asking.set(number, mine);
    return mine;
  }

  return {
    async menuFor(number, signal) {
      const before = known.get(number);
      const ageMs = before === undefined ? Infinity : nowMs() - before.atMs;
      if (before !== undefined && ageMs < freshMs) return before.menu;
      const answer = asked(number);
      if (before !== undefined && ageMs < staleMs) return before.menu;
      if (answer === null || budgetMs === 0) return null;
      await Promise.race([answer, sleep(budgetMs, null, { signal }).catch(() => null)]);
      const now = known.get(number);
      return now !== undefined && nowMs() - now.atMs < staleMs ? now.menu : null;
    },
  };
}

/** What the CRM answers about a number that is nobody's. Fails as `Http.ask` does. */
export async function tryReadyMenu(
  { http, url, authorization }: Pick<ReadyMenuOptions, 'http' | 'url' | 'authorization'>,
  signal: AbortSignal,
): Promise<'a menu' | 'no menu' | 'not there'> {
  const address = new URL(url);
  address.searchParams.set('number', NOBODYS_NUMBER);
  const headers = authorization === null ? {} : { authorization };
  return http.ask<'a menu' | 'no menu' | 'not there'>(
    { url: address.href, headers },
    (response) => {
      if (response.status === 404) return { kind: 'answer', value: 'not there' };
      const read = readFrom(response);
      if (read.kind !== 'answer') return read;
      return { kind: 'answer', value: read.value.length > 0 ? 'a menu' : 'no menu' };
    },
    signal,
  );
}

/** Nobody makes menus for us. */
export const NO_READY_MENUS: ReadyMenus = { menuFor: async () => null };

function readFrom(response: HttpResponse): Verdict<readonly ReadyOption[]> {
  if (response.status === 204 || response.status === 404) return { kind: 'answer', value: [] };
  if (mayHeal(response.status))
    return { kind: 'again', afterMs: null, why: `the CRM’s menu: status ${response.status}` };
  if (response.status !== 200)
    return { kind: 'failed', failure: failureOfStatus('the CRM’s menu', response) };
  const menu = optionsFrom(jsonOf(response));
  if (menu !== null) return { kind: 'answer', value: menu };
  const why = 'the CRM’s menu is no list of people (docs/crm/ready-menu.md)';
  return { kind: 'failed', failure: new Failure('invalid', why) };
}
