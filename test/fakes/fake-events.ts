import { isDeepStrictEqual } from 'node:util';
import type { Cursors, SourceState } from '#ports/crm.ts';
import type {
  Events,
  EventSpan,
  Kept,
  SourceClient,
  SourceEmployee,
  SourceEvent,
} from '#ports/events.ts';
import { Failure } from '#ports/failure.ts';

/** Keeps what it is told in memory, each thing once; whole pages or nothing. */
export class FakeEvents implements Events {
  readonly employees = new Map<string, SourceEmployee>();
  readonly clients = new Map<string, SourceClient>();
  readonly events = new Map<string, SourceEvent>();
  /** How many pages it takes until the database is away. */
  pagesLeft = Infinity;

  async keepEvents(page: readonly SourceEvent[]): Promise<Kept> {
    return this.#keep(this.events, page, (event) => `${event.source}\0${event.externalId}`);
  }

  async keepEventSpan(span: EventSpan, page: readonly SourceEvent[]): Promise<Kept> {
    const told = new Set(page.map(({ externalId }) => externalId));
    const missing = [...this.events.values()].filter(
      ({ source, externalId, at, deleted }) =>
        !deleted &&
        source === span.source &&
        externalId.startsWith(span.prefix) &&
        at >= span.from &&
        at < span.to &&
        !told.has(externalId),
    );
    return this.keepEvents([...page, ...missing.map((event) => ({ ...event, deleted: true }))]);
  }

  async keepEmployees(page: readonly SourceEmployee[]): Promise<Kept> {
    return this.#keep(this.employees, page, ({ id }) => id);
  }

  async keepClients(page: readonly SourceClient[]): Promise<Kept> {
    return this.#keep(this.clients, page, ({ id }) => id);
  }

  async applyWeights(): Promise<void> {
    // It keeps no tallies that could be out of step.
  }

  #keep<Row>(kept: Map<string, Row>, page: readonly Row[], identity: (row: Row) => string): Kept {
    if (this.pagesLeft <= 0) throw new Failure('unavailable', 'the database is away');
    this.pagesLeft -= 1;
    const count = { added: 0, changed: 0, unchanged: 0 };
    for (const row of page) {
      const before = kept.get(identity(row));
      if (before === undefined) count.added += 1;
      else count[isDeepStrictEqual(before, row) ? 'unchanged' : 'changed'] += 1;
      kept.set(identity(row), row);
    }
    return count;
  }
}

/** Cursors in memory, and the order in which they were kept. */
export class FakeCursors implements Cursors {
  readonly kept: string[] = [];
  readonly #cursors = new Map<string, string>();
  readonly #finished = new Map<string, number>();

  async stateOf(source: string): Promise<SourceState> {
    return {
      cursor: this.#cursors.get(source) ?? null,
      finishedAtMs: this.#finished.get(source) ?? null,
    };
  }

  async keepFinished(source: string, atMs: number): Promise<void> {
    this.#finished.set(source, atMs);
  }

  async keepCursor(source: string, cursor: string): Promise<void> {
    this.kept.push(cursor);
    this.#cursors.set(source, cursor);
  }
}
