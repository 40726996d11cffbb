import { addToPopularity, type Popularity } from '#domain/ranking/tally.ts';
import type { TypeCount } from '#domain/ranking/event-types.ts';
import type { ClientEvent } from '#domain/ranking/as-of.ts';
import type { Weights } from '#domain/ranking/weights.ts';
import type { Archive, Past, PastQuestion } from '#ports/archive.ts';

/** An event as the log has it. */
export interface LoggedEvent extends ClientEvent {
  readonly knownAt: number;
  readonly deleted: boolean;
}

/** A log of events in memory. Every client but the one that is asked about is a colleague. */
export class FakeArchive implements Archive {
  readonly #log: readonly LoggedEvent[];
  readonly #versions: ReadonlyMap<string, Weights>;

  constructor(log: readonly LoggedEvent[] = [], versions: readonly Weights[] = []) {
    this.#log = log;
    this.#versions = new Map(versions.map((weights) => [weights.version, weights]));
  }

  async pastOf({ clientId, companyId, atSeconds, popularTypes }: PastQuestion): Promise<Past> {
    const counted = this.#log.filter(
      ({ at, knownAt, deleted }) => !deleted && at < atSeconds && knownAt < atSeconds,
    );
    const mine = this.#log.filter((event) => event.clientId === clientId);
    const late = mine.filter(({ at, knownAt }) => at < atSeconds && knownAt >= atSeconds);
    const popularity = new Map<string, Popularity>();
    for (const event of counted.filter(({ type }) => popularTypes.includes(type)))
      popularity.set(event.employeeId, addToPopularity(popularity.get(event.employeeId), event));
    return {
      own: counted.filter((event) => event.clientId === clientId),
      colleagues: companyId === null ? [] : counted.filter((event) => event.clientId !== clientId),
      popularity: [...popularity.values()],
      notCounted: {
        learnedLater: late.filter(({ deleted }) => !deleted).length,
        deletedLater: late.filter(({ deleted }) => deleted).length,
        ahead: mine.filter(
          ({ at, knownAt, deleted }) => !deleted && at >= atSeconds && knownAt < atSeconds,
        ).length,
      },
      isCut: false,
    };
  }

  async weightsOf(version: string): Promise<Weights | null> {
    return this.#versions.get(version) ?? null;
  }

  async eventTypes(): Promise<readonly TypeCount[]> {
    const there = this.#log.filter(({ deleted }) => !deleted);
    return [...Map.groupBy(there, ({ type }) => type)]
      .map(([type, events]) => {
        const newestAt = Math.max(...events.map(({ at }) => at));
        return { type, count: events.length, newestAt };
      })
      .sort((a, b) => b.count - a.count || (a.type < b.type ? -1 : 1));
  }
}
