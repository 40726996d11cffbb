import {
  LeftOuts,
  deletion,
  type Connector,
  type ConnectorOptions,
} from '#adapters/crm/connector.ts';
import { isObject } from '#adapters/crm/fields.ts';
import { recordFrom, type CrmRecord, type RecordKind } from '#adapters/crm/record.ts';
import type { HttpResponse } from '#adapters/plumbing/http/exchange.ts';
import { retryAfterMs, type Verdict } from '#adapters/plumbing/http/http.ts';
import { failureOfStatus, jsonOf, mayHeal } from '#adapters/plumbing/http/json.ts';
import type { CrmPage } from '#ports/crm.ts';
import { Failure } from '#ports/failure.ts';
import { answerSchema, type Answer } from './answer.ts';

const RECORDS_PER_PAGE = 1_000;
const DAY_SECONDS = 86_400;

/** A cursor, or a moment in unix seconds: the service's whole past since then. */
type From = string | number;

/** A service that says "more" for ever. */
const PAGES_MAX = 100_000;

/**
 * Any service that speaks our contract (docs/crm/http-json.md): `GET url?after=CURSOR&limit=1000`, answered by
 * employees, clients, events and the next cursor. A 1C HTTP service, or a few lines before any other CRM.
 */
export function createHttpJson(options: ConnectorOptions): Connector {
  const { source, http, url, authorization, office, reach } = options;
  const name = `CRM ${source}`;
  const headers = {
    accept: 'application/json',
    ...(authorization === null ? {} : { authorization }),
  };

  function pageAddress(from: From): string {
    const address = new URL(url);
    if (typeof from === 'string') address.searchParams.set('after', from);
    else address.searchParams.set('since', new Date(from * 1000).toISOString());
    address.searchParams.set('limit', String(RECORDS_PER_PAGE));
    return address.href;
  }

  function answerFrom(response: HttpResponse): Verdict<Answer> {
    if (mayHeal(response.status))
      return {
        kind: 'again',
        afterMs: retryAfterMs(response, office.now()),
        why: `${name} answered ${response.status}`,
      };
    if (response.status !== 200)
      return { kind: 'failed', failure: failureOfStatus(name, response) };
    const json = jsonOf(response);
    if (json === undefined)
      return { kind: 'again', afterMs: null, why: `${name} answered something that is no JSON` };
    const read = answerSchema.safeParse(json);
    if (read.success) return { kind: 'answer', value: read.data };
    const [issue] = read.error.issues;
    const key = issue?.path.map(String).join('.') ?? '';
    const why = `${name}: the answer is not as agreed: ${key}: ${issue?.message ?? ''}`;
    return { kind: 'failed', failure: new Failure('invalid', why) };
  }

  function pageFrom(answer: Answer): CrmPage {
    const leftOut = new LeftOuts();
    const read = (kind: RecordKind, records: readonly unknown[]): CrmRecord[] =>
      records.flatMap((values) => {
        if (!isObject(values)) return leftOut.add('malformed') ?? [];
        const { record, problems } = recordFrom(kind, values, source, office);
        // A client with an unreadable number is still a client.
        const isWrong = problems.some(({ complaint }) => complaint !== 'phone');
        return isWrong ? (leftOut.add('malformed') ?? []) : record;
      });
    const records = [
      ...read('employee', answer.employees),
      ...read('client', answer.clients),
      ...read('event', answer.events),
    ];
    const { span } = answer;
    return {
      employees: records.flatMap((one) => (one.kind === 'employee' ? one.employee : [])),
      clients: records.flatMap((one) => (one.kind === 'client' ? one.client : [])),
      events: [
        // First what is no more: an event that stands in both lists is there again.
        ...answer.gone.map((id) => deletion(source, id, nowSeconds())),
        // Whatever the record says of its source: it came from this one.
        ...records.flatMap((one) => (one.kind === 'event' ? { ...one.event, source } : [])),
      ],
      // What could not be read says nothing of what is gone.
      span:
        span === null || leftOut.counts.malformed !== undefined
          ? null
          : { source, prefix: '', ...span },
      leftOut: leftOut.counts,
      cursor: answer.cursor,
      share: answer.share,
    };
  }

  function nowSeconds(): number {
    return Math.floor(office.now().getTime() / 1000);
  }

  async function* walk(start: From, signal: AbortSignal): AsyncGenerator<CrmPage> {
    let from = start;
    for (let pages = 0; pages < PAGES_MAX; pages += 1) {
      const answer = await http.ask({ url: pageAddress(from), headers }, answerFrom, signal);
      yield pageFrom(answer);
      if (!answer.more) return;
      if (answer.cursor === from)
        throw new Failure('invalid', `${name} says there is more, and gives the same cursor again`);
      from = answer.cursor;
    }
    throw new Failure('invalid', `${name} does not come to an end`);
  }

  function beginning(): number {
    return nowSeconds() - reach.historyDays * DAY_SECONDS;
  }

  return {
    source,
    async *pages(before, signal) {
      if (before === null) {
        yield* walk(Math.min(reach.since ?? Infinity, beginning()), signal);
        return;
      }
      let end = before;
      for await (const page of walk(before, signal)) {
        end = page.cursor;
        yield page;
      }
      if (reach.since === null) return;
      // What is read again since a moment is known up to `end` already: that is where to go on next time.
      for await (const page of walk(reach.since, signal)) yield { ...page, cursor: end };
    },
    async check(signal) {
      const address = new URL(pageAddress(beginning()));
      address.searchParams.set('limit', '1');
      try {
        await http.ask({ url: address.href, headers }, answerFrom, signal);
        return [
          {
            severity: 'ok',
            message: { ru: 'отвечает, как условлено', en: 'answers as agreed' },
            remedy: null,
          },
        ];
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        return [
          {
            severity: 'error',
            message: { ru: error.message, en: error.message },
            remedy: {
              ru: 'Что и как отвечать: docs/crm/http-json.md.',
              en: 'What to answer, and how: docs/crm/http-json.md.',
            },
          },
        ];
      }
    },
  };
}
