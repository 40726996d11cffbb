import type { CrmPage } from '#ports/crm.ts';
import { Failure } from '#ports/failure.ts';
import { LeftOuts, type Connector, type ConnectorOptions } from '../connector.ts';
import { createAmoApi } from './api.ts';
import { checkAmo } from './check.ts';
import { cursorFrom, placeFrom } from './cursor.ts';
import { fingerprints, type AmoMapping } from './mapping.ts';
import { employeeFrom } from './people.ts';
import { readClients, type ClientReading } from './read-clients.ts';
import { readEvents } from './read-events.ts';

/** amoCRM: users, contacts and companies, and the list of events. */
export function createAmoCrm(options: ConnectorOptions, mapping: AmoMapping): Connector {
  const api = createAmoApi(options);
  return {
    source: options.source,
    pages: (cursor, signal) => pagesOf(cursor, { api, mapping, options, signal }),
    check: (signal) => checkAmo({ api, mapping, options, signal }),
  };
}

async function* pagesOf(cursor: string | null, reading: ClientReading): AsyncGenerator<CrmPage> {
  const { mapping } = reading;
  const prints = fingerprints(mapping);
  let place = placeFrom(cursor, prints);
  const page = (content: Partial<CrmPage>): CrmPage => ({
    employees: [],
    clients: [],
    events: [],
    span: null,
    leftOut: {},
    share: null,
    ...content,
    cursor: cursorFrom(place, prints),
  });

  for await (const people of readEmployees(reading)) yield page(people);
  for (const kind of ['contacts', 'companies'] as const) {
    if (!mapping.clients[kind]) continue;
    for await (const { progress, ...content } of readClients(kind, place[kind], reading)) {
      place = { ...place, [kind]: progress };
      yield page(content);
    }
  }
  for await (const { progress, ...content } of readEvents(place.events, reading)) {
    place = { ...place, events: progress };
    yield page(content);
  }
}

const PAGE_ROWS = 250;
const PAGES_MAX = 40;

async function* readEmployees({
  api,
  mapping,
  signal,
}: ClientReading): AsyncGenerator<Pick<CrmPage, 'employees' | 'leftOut'>> {
  for (let page = 1; page <= PAGES_MAX; page += 1) {
    const query = { with: 'group', limit: PAGE_ROWS, page };
    const { rows, hasNext } = await api.list('users', 'users', query, signal);
    const leftOuts = new LeftOuts();
    const employees = rows.flatMap((row) => employeeFrom(row, mapping.employees, leftOuts) ?? []);
    yield { employees, leftOut: leftOuts.counts };
    if (!hasNext) return;
  }
  throw new Failure('invalid', 'amoCRM gives a list of users without an end');
}
