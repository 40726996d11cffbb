import type { E164 } from '#domain/call/caller.ts';
import type { SourceClient, SourceEmployee, SourceEvent } from '#ports/events.ts';
import { chance } from '#scripts/demo-company/random.ts';

const EMPLOYEES = 200;
const HISTORY_SECONDS = 540 * 86_400;
/** Half of the clients are people of a company; so many of them share one. */
const CLIENTS_PER_COMPANY = 4;

/** A company too large to be held in memory: every page of it is made when it is asked for. */
export interface LargeCompany {
  employees(): SourceEmployee[];
  clients(from: number, count: number): SourceClient[];
  /** The next events, in order of time, the last of them about now; beyond `events` they are new ones. */
  nextEvents(count: number): SourceEvent[];
  /** The number of a client who calls: those with many events call more. */
  caller(): E164;
}

export function largeCompany(size: {
  readonly clients: number;
  readonly events: number;
  readonly types: readonly string[];
}): LargeCompany {
  const luck = chance(1);
  const beginsAt = Math.floor(Date.now() / 1000) - HISTORY_SECONDS;
  let told = 0;

  /** Squared: a few clients account for most events. */
  const anybody = (): number => Math.floor(luck.unit() ** 2 * size.clients);

  /** Each client has three favourites; one event in ten is with anybody. */
  function employeeOf(client: number): number {
    const which = luck.unit();
    if (which >= 0.9) return luck.whole(0, EMPLOYEES - 1);
    const favourite = which < 0.6 ? 0 : which < 0.8 ? 1 : 2;
    return (client * 31 + favourite * 57) % EMPLOYEES;
  }

  return {
    employees: () => Array.from({ length: EMPLOYEES }, (_, i) => employee(i)),
    clients: (from, count) => Array.from({ length: count }, (_, i) => client(from + i)),
    nextEvents: (count) =>
      Array.from({ length: count }, () => {
        told += 1;
        const who = anybody();
        return {
          source: 'bench',
          externalId: `e${told}`,
          // Those that come while it is measured are of now: nothing happens in the future.
          at: beginsAt + Math.floor(Math.min(1, told / size.events) * HISTORY_SECONDS),
          type: luck.pick(size.types),
          clientId: `c${who}`,
          employeeId: `m${employeeOf(who)}`,
          deleted: false,
        };
      }),
    caller: () => numberOf(anybody()),
  };
}

function employee(i: number): SourceEmployee {
  return {
    id: `m${i}`,
    first: 'Анна',
    middle: '',
    last: `Петрова ${i}`,
    spokenName: null,
    extension: String(1000 + i),
    department: 'Продажи',
    dismissed: false,
    technical: false,
    allowed: true,
    external: false,
    numbers: [],
    absences: [],
  };
}

function client(i: number): SourceClient {
  const company = i % 2 === 0 ? Math.floor(i / (2 * CLIENTS_PER_COMPANY)) : null;
  return {
    id: `c${i}`,
    name: `Клиент ${i}`,
    companyId: company === null ? null : `f${company}`,
    companyName: company === null ? null : `ООО Ромашка ${company}`,
    managerId: `m${i % EMPLOYEES}`,
    numbers: [numberOf(i)],
  };
}

function numberOf(i: number): E164 {
  return `+7916${String(i).padStart(7, '0')}` as E164;
}
