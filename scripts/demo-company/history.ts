import type { SourceClient, SourceEmployee, SourceEvent } from '#ports/events.ts';
import type { Chance } from './random.ts';

const DAY_SECONDS = 86_400;
const HISTORY_DAYS = 540;
/** He left so long ago. */
const DISMISSED_DAYS = 90;

/** What people of a department do with clients, and how often. */
const HABITS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  Продажи: {
    call_answered: 24,
    call_made: 16,
    letter_sent: 14,
    letter_received: 12,
    quote_sent: 10,
    invoice_sent: 10,
    order_placed: 6,
    call_missed: 4,
    meeting: 2,
    deal_won: 2,
  },
  Бухгалтерия: { invoice_paid: 5, letter_sent: 3, letter_received: 3, call_answered: 2 },
  Сервис: { ticket_resolved: 5, call_answered: 4, call_made: 2, task_done: 2 },
  Склад: { goods_shipped: 6, call_made: 1, call_answered: 1 },
  Доставка: { goods_shipped: 4, call_made: 3, call_answered: 2 },
  Руководство: { meeting: 2, letter_received: 3, deal_opened: 1 },
  '': { ticket_closed: 1 },
};

/** Whom a client deals with, the likeliest first; the other ones come from time on. */
interface Relation {
  readonly client: SourceClient;
  readonly before: readonly SourceEmployee[];
  readonly after: readonly SourceEmployee[];
  readonly changedDaysAgo: number;
}

/**
 * So many events between these people within a year and a half before `now`, in office hours, in order of time.
 * A few clients account for most events; each has one to three favourites, and about half of them got other ones
 * on some day; one event in ten is with anybody.
 */
export function history(
  count: number,
  people: {
    readonly clients: readonly SourceClient[];
    readonly employees: readonly SourceEmployee[];
  },
  now: Date,
  chance: Chance,
): readonly SourceEvent[] {
  const relations = people.clients.map((client) => relation(client, people.employees, chance));
  const events = Array.from({ length: count }, () => {
    // Squared: the first clients call often, the last ones hardly ever.
    const { client, before, after, changedDaysAgo } =
      relations[Math.floor(chance.unit() ** 2 * relations.length)]!;
    const daysAgo = 1 + Math.floor(chance.unit() * HISTORY_DAYS);
    const favourites = daysAgo > changedDaysAgo ? before : after;
    const employee = withWhom(favourites, people.employees, daysAgo, chance);
    const type = chance.weighted(HABITS[employee.department]!);
    return {
      at: inOfficeHours(now, daysAgo, chance),
      type,
      clientId: client.id,
      employeeId: employee.id,
    };
  });
  return events
    .sort((a, b) => a.at - b.at)
    .map((event, i) => ({ source: 'demo', externalId: `e${i + 1}`, ...event, deleted: false }));
}

function relation(
  client: SourceClient,
  employees: readonly SourceEmployee[],
  chance: Chance,
): Relation {
  const favourites = () => Array.from({ length: chance.whole(1, 3) }, () => chance.pick(employees));
  const manager = employees.filter(({ id }) => id === client.managerId);
  const before = [...manager, ...favourites()];
  const isFaithful = chance.unit() < 0.5;
  return {
    client,
    before,
    after: isFaithful ? before : [...manager, ...favourites()],
    changedDaysAgo: chance.whole(30, 300),
  };
}

function withWhom(
  favourites: readonly SourceEmployee[],
  employees: readonly SourceEmployee[],
  daysAgo: number,
  chance: Chance,
): SourceEmployee {
  const isHere = (one: SourceEmployee) => !one.dismissed || daysAgo > DISMISSED_DAYS;
  const [first, second = first, third = second] = favourites.filter(isHere);
  const luck = chance.unit();
  const favourite = luck < 0.6 ? first : luck < 0.8 ? second : luck < 0.9 ? third : undefined;
  return favourite ?? chance.pick(employees.filter(isHere));
}

/** Between 9 and 18 by the clock of UTC + 3 that day, to the minute. */
function inOfficeHours(now: Date, daysAgo: number, chance: Chance): number {
  const today = Math.floor(now.getTime() / 1000 / DAY_SECONDS) * DAY_SECONDS;
  return today - daysAgo * DAY_SECONDS + chance.whole(6 * 60, 15 * 60 - 1) * 60;
}
