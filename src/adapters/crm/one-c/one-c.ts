import { LeftOuts, type Connector, type ConnectorOptions } from '#adapters/crm/connector.ts';
import { progressed, readFrom } from '#adapters/crm/progress.ts';
import { secondsFrom } from '#adapters/crm/time-text.ts';
import { wallSecondsAt } from '#adapters/crm/wall-clock.ts';
import { windowWalk } from '#adapters/crm/window-walk.ts';
import type { CrmPage } from '#ports/crm.ts';
import { Failure, type FailureCode } from '#ports/failure.ts';
import { checkMetadata } from './check.ts';
import { ClientReferences, clientsOf } from './clients.ts';
import { cursorFrom, cursorText, fingerprintOf, type OneCCursor } from './cursor.ts';
import { documentFrom, eventsOfWindow } from './documents.ts';
import { streamsOf, type DocumentStream, type OneCMapping } from './mapping.ts';
import { createOData } from './odata.ts';
import { employeesOf } from './people.ts';
import { readingOf } from './reading.ts';

/** Failures that are about one object of the infobase. */
const MISSING: ReadonlySet<FailureCode> = new Set(['not-found', 'refused']);

const FRESH_SECONDS = 60;
const EMPTY_PAGE = { employees: [], clients: [], events: [], span: null, leftOut: {} } as const;

/**
 * 1C:Enterprise by its standard OData interface (docs/services.md, 6.1). People and clients have no date to ask by:
 * they are read whole, every `directory_every_minutes`. Documents are read by date, in windows; what a window of the
 * store has and the source has not is gone.
 */
export function createOneC(options: ConnectorOptions, mapping: OneCMapping): Connector {
  const { source, office, reach } = options;
  const odata = createOData(options);
  // Lives as long as we do: documents of an hour later still find who their references are.
  const references = new ClientReferences();
  let directoryIsRead = false;

  const nowSeconds = (): number => Math.floor(office.now().getTime() / 1000);
  const isDirectoryDue = ({ directoryAt }: OneCCursor): boolean =>
    !directoryIsRead ||
    reach.since !== null ||
    (nowSeconds() - directoryAt) / 60 >= mapping.directory_every_minutes;
  const isUnmet = (reference: string): boolean =>
    mapping.clients.length > 0 && references.isNew(reference);
  const utcOf = (wallSeconds: number): number =>
    secondsFrom(new Date(wallSeconds * 1000).toISOString().slice(0, 19), office.zone)!;

  return {
    source,
    check: (signal) => checkMetadata(odata, mapping, signal),
    async *pages(text, signal) {
      let cursor = cursorFrom(text);
      const streams = streamsOf(mapping);
      if (isDirectoryDue(cursor)) yield* directory();
      const refusals: Failure[] = [];
      for (const [position, stream] of streams.entries())
        try {
          yield* documents(stream, (share) => (position + share) / streams.length);
        } catch (error) {
          // One document that is not published keeps no other from being read; in the end it is told all the same.
          if (!(error instanceof Failure) || !MISSING.has(error.code)) throw error;
          refusals.push(error);
        }
      const [refusal] = refusals;
      if (refusal !== undefined) throw ofSeveral(refusals, refusal);

      async function* directory(): AsyncGenerator<CrmPage> {
        const around = { odata, office, signal };
        for await (const employees of employeesOf(mapping, around))
          yield { ...EMPTY_PAGE, employees, cursor: cursorText(cursor), share: null };
        for await (const clients of clientsOf(mapping, references, around))
          yield { ...EMPTY_PAGE, clients, cursor: cursorText(cursor), share: null };
        cursor = { ...cursor, directoryAt: nowSeconds() };
        directoryIsRead = true;
        yield { ...EMPTY_PAGE, cursor: cursorText(cursor), share: null };
      }

      async function* documents(
        stream: DocumentStream,
        shareOf: (share: number) => number,
      ): AsyncGenerator<CrmPage> {
        const key = `${stream.entity} ${stream.at}`;
        const rules = fingerprintOf([stream.rules, office.zone]);
        const known = cursor.streams[key];
        const before = known?.rules === rules ? known : null;
        const wallNow = wallSecondsAt(nowSeconds(), office.zone);
        const since = reach.since === null ? null : wallSecondsAt(reach.since, office.zone);
        const from = readFrom(before, wallNow, { ...reach, since });
        const end = wallNow + 1;
        for await (const window of windowWalk({
          from,
          to: end,
          ...readingOf(odata, stream, signal),
        })) {
          const leftOut = new LeftOuts();
          const found = window.rows.flatMap(
            (row) => documentFrom(row, stream, mapping, leftOut) ?? [],
          );
          // New clients come with new documents. Who is not in a list of a minute ago is no client.
          const isFresh = nowSeconds() - cursor.directoryAt < FRESH_SECONDS;
          if (!isFresh && found.some(({ reference }) => isUnmet(reference))) yield* directory();
          const events = eventsOfWindow(window, found, stream, {
            source,
            office,
            references: mapping.clients.length === 0 ? null : references,
            leftOut,
          });
          const now = progressed(before, window.to, window.to >= end, wallNow);
          cursor = { ...cursor, streams: { ...cursor.streams, [key]: { ...now, rules } } };
          const { from: first, to: last } = window;
          const prefix = `${stream.entity}:`;
          yield {
            ...EMPTY_PAGE,
            events,
            span: window.isWhole ? { source, prefix, from: utcOf(first), to: utcOf(last) } : null,
            leftOut: leftOut.counts,
            cursor: cursorText(cursor),
            share: shareOf((last - from) / (end - from)),
          };
        }
      }
    },
  };
}

function ofSeveral(all: readonly Failure[], first: Failure): Failure {
  if (all.length === 1) return first;
  return new Failure(first.code, all.map(({ message }) => message).join('; '));
}
