import type { E164 } from '#domain/call/caller.ts';
import type { SourceClient, SourceEvent } from '#ports/events.ts';
import { madeUpNumber } from './clients.ts';

/** A caller made for one purpose: what happens to them is known beforehand. */
interface Scenario {
  readonly number: E164;
  /** Null: a number that stands nowhere. */
  readonly clientId: string | null;
  /** Who is to be ranked, best first, before anybody is left out as absent, dismissed or busy. */
  readonly ranked: readonly string[];
  /** Who can be offered of them while all phones are free. */
  readonly offered: readonly string[];
}

export interface ScenarioSet {
  readonly scenarios: Readonly<Record<ScenarioName, Scenario>>;
  readonly clients: readonly SourceClient[];
  readonly events: readonly SourceEvent[];
}

type ScenarioName = keyof typeof PLOTS;

/** With whom a scenario's client dealt: the days ago of each call. */
type Calls = Readonly<Record<string, readonly number[]>>;

interface Plot {
  readonly name: string;
  readonly company?: string;
  readonly calls: Calls;
  /** Those of `calls` who can be offered; all when it is not said. */
  readonly offered?: readonly string[];
  /** Calls of another person of the same company. */
  readonly colleagueCalls?: Calls;
  readonly isUnknown?: true;
}

const PLOTS = {
  /** Three favourites, one after the other. */
  known: {
    name: 'Марина К.',
    company: 'ООО «Вишнёвый сад»',
    calls: { petrova: [2, 5, 9, 14, 20, 27], smirnov: [3, 12, 30, 45], belykh: [8, 25, 60] },
  },
  /** The favourite is on vacation, and nobody was named to stand in. */
  favouriteAbsent: {
    name: 'Глеб Т.',
    calls: { sokolova: [6, 8, 13, 21, 28, 35], vorobey: [10, 18, 33], tsoi: [17, 52] },
    offered: ['vorobey', 'tsoi'],
  },
  /** The favourite is on vacation; a deputy is. */
  favouriteHasDeputy: {
    name: 'Римма С.',
    calls: { egorova: [4, 9, 16, 24, 40], petrova: [30, 70] },
    offered: ['petrova'],
  },
  /** The favourite has left the company. */
  favouriteDismissed: {
    name: 'Эдуард В.',
    calls: { orlov: [95, 99, 104, 110, 118, 130, 141], smirnov: [40, 62, 90], tsoi: [75, 120] },
    offered: ['smirnov', 'tsoi'],
  },
  /** The favourite answers on a mobile. */
  favouriteOutside: {
    name: 'Лия Н.',
    calls: { gusev: [1, 3, 8, 15, 22], zaitsev: [11, 29] },
  },
  /** A new person of a company that we know well. */
  companyOnly: {
    name: 'Новый сотрудник',
    company: 'АО «Полярная звезда»',
    calls: {},
    offered: ['alieva', 'fyodorov'],
    colleagueCalls: { alieva: [2, 7, 15, 31], fyodorov: [20, 44] },
  },
  /** A client without a single event. */
  withoutHistory: { name: 'Яна Ф.', calls: {} },
  /** Stands nowhere. */
  stranger: { name: '', calls: {}, isUnknown: true },
} as const satisfies Readonly<Record<string, Plot>>;

const DAY_SECONDS = 86_400;

/** The scenarios' clients with their histories. */
export function scenarioSet(now: Date): ScenarioSet {
  const parts = Object.entries<Plot>(PLOTS).map(([name, plot], i) => part(name, plot, i, now));
  return {
    scenarios: Object.fromEntries(parts.map(({ name, scenario }) => [name, scenario])) as Record<
      string,
      Scenario
    > as ScenarioSet['scenarios'],
    clients: parts.flatMap(({ clients }) => clients),
    events: parts.flatMap(({ events }) => events),
  };
}

function part(name: string, plot: Plot, i: number, now: Date) {
  const number = madeUpNumber(i * 10 + 1);
  const clientId = plot.isUnknown ? null : `demo-${name}`;
  const colleagueId = `demo-${name}-colleague`;
  const ranked = Object.keys({ ...plot.calls, ...plot.colleagueCalls });
  const company =
    plot.company === undefined ? null : { id: `demo-company-${name}`, name: plot.company };
  const client = (id: string, called: string, at: E164): SourceClient => ({
    id,
    name: called,
    companyId: company?.id ?? null,
    companyName: company?.name ?? null,
    managerId: null,
    numbers: [at],
  });
  return {
    name,
    scenario: { number, clientId, ranked, offered: plot.offered ?? ranked },
    clients: [
      ...(clientId === null ? [] : [client(clientId, plot.name, number)]),
      ...(plot.colleagueCalls ? [client(colleagueId, 'Коллега', madeUpNumber(i * 10 + 2))] : []),
    ],
    events: [
      ...calls(clientId ?? '', plot.calls, now),
      ...calls(colleagueId, plot.colleagueCalls ?? {}, now),
    ],
  };
}

function calls(clientId: string, byEmployee: Calls, now: Date): SourceEvent[] {
  return Object.entries(byEmployee).flatMap(([employeeId, daysAgo]) =>
    daysAgo.map((days) => ({
      source: 'demo',
      externalId: `${clientId}-${employeeId}-${days}`,
      at: Math.floor(now.getTime() / 1000) - days * DAY_SECONDS,
      type: 'call_answered',
      clientId,
      employeeId,
      deleted: false,
    })),
  );
}
