import type { Weights } from '#domain/ranking/weights.ts';
import type { SourceClient, SourceEmployee, SourceEvent } from '#ports/events.ts';
import { NOW_SECONDS } from '#test/adapters/storage/engines.ts';

export const DAY = 86_400;

/** One answered call of `anna` with `romashka`, now; say what differs. */
export function anEvent(over: Partial<SourceEvent> = {}): SourceEvent {
  return {
    source: 'crm',
    externalId: 'event-1',
    at: NOW_SECONDS,
    type: 'call_answered',
    clientId: 'romashka',
    employeeId: 'anna',
    deleted: false,
    ...over,
  };
}

export function aClient(over: Partial<SourceClient> = {}): SourceClient {
  return {
    id: 'romashka',
    name: 'Иван Ромашкин',
    companyId: null,
    companyName: null,
    managerId: null,
    numbers: ['+79161234567'],
    ...over,
  };
}

export function anEmployee(over: Partial<SourceEmployee> = {}): SourceEmployee {
  return {
    id: 'anna',
    first: 'Анна',
    middle: 'Сергеевна',
    last: 'Петрова',
    spokenName: null,
    extension: '101',
    department: 'Продажи',
    dismissed: false,
    technical: false,
    allowed: true,
    external: false,
    numbers: [],
    absences: [],
    ...over,
  };
}

/** Calls are handled, invoices are not; both count half after 90 days. */
export function someWeights(over: Partial<Weights> = {}): Weights {
  return {
    version: 'test',
    prior: 5,
    companyPrior: 0.3,
    minGapMinutes: 60,
    maxFresh: 5,
    eventTypes: new Map([
      ['call_answered', { weight: 4, halfLifeDays: 90, handled: true }],
      ['invoice_sent', { weight: 1, halfLifeDays: 90, handled: false }],
    ]),
    ...over,
  };
}
