import { isEventTime } from '#domain/ranking/event-time.ts';
import type { SourceEvent } from '#ports/events.ts';
import type { LeftOuts } from '../connector.ts';
import type { Card, Talk } from './cards.ts';
import type { RawEvent } from './raw-event.ts';
import { employeeId, eventId } from './values.ts';

/** What is known of an event besides itself. */
export interface Known {
  readonly source: string;
  readonly nowSeconds: number;
  readonly card: Card | null;
  readonly talk: Talk | null;
  readonly talkSecondsMin: number;
}

/** What becomes of an event of amoCRM; null, and counted, where nothing does. */
export function eventFrom(raw: RawEvent, known: Known, leftOuts: LeftOuts): SourceEvent | null {
  const { at, rule } = raw;
  const { source, nowSeconds, card } = known;
  if (!isEventTime(at, nowSeconds)) return leftOuts.add(at > nowSeconds ? 'future' : 'no-time');
  if (card === null) return leftOuts.add('other-reference');
  if (card.clientId === null) return leftOuts.add('no-client');
  const type = isTalk(known) ? rule.type : rule.missed;
  if (type === null) return leftOuts.add('no-rule');
  const employee = employeeOf(raw, known);
  if (employee === null) return leftOuts.add('no-employee');
  return {
    source,
    externalId: eventId(raw.id),
    at,
    type,
    clientId: card.clientId,
    employeeId: employeeId(employee),
    deleted: false,
  };
}

/** Everything but a call that its note shows to be none. */
function isTalk({ talk, talkSecondsMin }: Known): boolean {
  return talk === null || talk.seconds === null || talk.seconds >= talkSecondsMin;
}

function employeeOf(
  { rule, authorId, responsibleId }: RawEvent,
  { card, talk }: Known,
): string | null {
  switch (rule.employee) {
    case 'author':
      return authorId;
    case 'responsible':
      return card?.responsibleId ?? null;
    case 'new_responsible':
      return responsibleId;
    case 'call':
      return talk?.employeeId ?? authorId;
    default:
      return rule.employee satisfies never;
  }
}
