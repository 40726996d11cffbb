import type { CrmPage } from '#ports/crm.ts';
import { deletion, LeftOuts, type ConnectorOptions } from '../connector.ts';
import { isObject } from '../fields.ts';
import { activityStream } from './activities.ts';
import type { BitrixApi } from './api.ts';
import { callStream } from './calls.ts';
import { changesWalk } from './changes-walk.ts';
import { clientStreams, type ClientStream } from './clients.ts';
import { cursorText, stateFor, statesIn, type StreamState } from './cursor.ts';
import { eventsIn, type EventStream } from './event-stream.ts';
import { itemStream } from './items.ts';
import type { BitrixMapping } from './mapping.ts';
import { readEmployees } from './people.ts';
import { wholeWalk } from './whole-walk.ts';

const DAY_SECONDS = 86_400;

export function eventStreams({ activities, items, calls }: BitrixMapping): readonly EventStream[] {
  return [
    ...(activities.enabled ? [activityStream(activities)] : []),
    ...items.map(itemStream),
    ...(calls.enabled ? [callStream(calls)] : []),
  ];
}

/** One run. */
export class Reading {
  readonly #options: ConnectorOptions;
  readonly #mapping: BitrixMapping;
  readonly #api: BitrixApi;
  /** Only of streams that the mapping still knows. */
  readonly #states: Record<string, StreamState> = {};
  /** Streams of both kinds, and how many of them are done. */
  readonly #streams: number;
  #done = 0;
  #share = 0;

  constructor(
    options: ConnectorOptions,
    mapping: BitrixMapping,
    api: BitrixApi,
    cursor: string | null,
  ) {
    this.#options = options;
    this.#mapping = mapping;
    this.#api = api;
    const before = statesIn(cursor);
    const streams = [...clientStreams(mapping), ...eventStreams(mapping)];
    for (const { name, print } of streams) this.#states[name] = stateFor(before, name, print);
    this.#streams = streams.length;
  }

  async *pages(signal: AbortSignal): AsyncGenerator<CrmPage> {
    yield* this.#employees(signal);
    for (const stream of clientStreams(this.#mapping)) {
      yield* this.#clients(stream, signal);
      this.#done += 1;
    }
    for (const stream of eventStreams(this.#mapping)) {
      yield* this.#events(stream, signal);
      this.#done += 1;
    }
  }

  async *#employees(signal: AbortSignal): AsyncGenerator<CrmPage> {
    const leftOuts = new LeftOuts();
    const { employees: mapping } = this.#mapping;
    const employees = await readEmployees(this.#api, mapping, leftOuts, signal);
    yield this.#page({ employees, leftOut: leftOuts.counts }, 0);
  }

  async *#clients(stream: ClientStream, signal: AbortSignal): AsyncGenerator<CrmPage> {
    const { office, reach } = this.#options;
    const walk = {
      api: this.#api,
      list: stream.list,
      changedField: stream.changedField,
      state: this.#states[stream.name]!,
      ...reach,
    };
    for await (const { records, state } of changesWalk(walk, signal)) {
      this.#states[stream.name] = state;
      const leftOuts = new LeftOuts();
      const clients = records.flatMap((record) => {
        const client = isObject(record) ? stream.read(record, office) : null;
        return client ?? leftOuts.add('malformed') ?? [];
      });
      yield this.#page({ clients, leftOut: leftOuts.counts }, 0);
    }
  }

  async *#events(stream: EventStream, signal: AbortSignal): AsyncGenerator<CrmPage> {
    const { reach } = this.#options;
    const before = this.#states[stream.name]!;
    const isBegun = before.mark === null || (before.open?.kind === 'whole' && reach.since === null);
    if (isBegun) yield* this.#whole(stream, signal);
    yield* this.#changes(stream, signal);
    const { rescannedOn } = this.#states[stream.name]!;
    // Another day, not a later one: a clock that once ran ahead would end all reading again.
    const isDue =
      reach.since === null ? Math.floor(this.#now() / DAY_SECONDS) !== rescannedOn : !isBegun;
    if (isDue) yield* this.#whole(stream, signal);
  }

  async *#changes(stream: EventStream, signal: AbortSignal): AsyncGenerator<CrmPage> {
    const { changedField, list, name } = stream;
    const { overlapSeconds } = this.#options.reach;
    const walk = {
      api: this.#api,
      list,
      changedField,
      state: this.#states[name]!,
      overlapSeconds,
      since: null,
    };
    for await (const { records, state } of changesWalk(walk, signal)) {
      this.#states[name] = state;
      yield await this.#eventPage(records, stream, { span: null, share: 0 }, signal);
    }
  }

  async *#whole(stream: EventStream, signal: AbortSignal): AsyncGenerator<CrmPage> {
    const { office, reach, source } = this.#options;
    const state = this.#states[stream.name]!;
    const beginning = this.#now() - reach.historyDays * DAY_SECONDS;
    const rescan = Math.max(beginning, this.#now() - reach.rescanDays * DAY_SECONDS);
    const walk = {
      api: this.#api,
      source,
      office,
      stream,
      state,
      // Who reads for the first time reads everything: the mark says that nothing older is missing.
      from:
        state.mark === null
          ? Math.min(reach.since ?? Infinity, beginning)
          : (reach.since ?? rescan),
      goesOn: reach.since === null,
    };
    for await (const { records, state: after, span, share } of wholeWalk(walk, signal)) {
      this.#states[stream.name] = after;
      yield await this.#eventPage(records, stream, { span, share }, signal);
    }
  }

  async #eventPage(
    records: readonly unknown[],
    stream: EventStream,
    { span, share }: { readonly span: CrmPage['span']; readonly share: number },
    signal: AbortSignal,
  ): Promise<CrmPage> {
    const leftOuts = new LeftOuts();
    const { source, office } = this.#options;
    const around = { source, office, api: this.#api, leftOuts };
    const { events, others } = await eventsIn(records, stream, around, signal);
    // What could not be read is there, and may be anything: with it nobody can tell what is missing.
    const told = leftOuts.counts.malformed === undefined ? span : null;
    // A record that is no event any more may have been one; a span says so by leaving it out.
    const gone = told === null ? others.map((id) => deletion(source, id, this.#now())) : [];
    return this.#page(
      { events: [...events, ...gone], span: told, leftOut: leftOuts.counts },
      share,
    );
  }

  #page(told: Partial<CrmPage>, streamShare: number): CrmPage {
    // A stream is walked more than once, and progress that goes back is none.
    const share = (this.#done + streamShare) / Math.max(1, this.#streams);
    this.#share = Math.min(1, Math.max(this.#share, share));
    return {
      employees: [],
      clients: [],
      events: [],
      span: null,
      leftOut: {},
      ...told,
      cursor: cursorText(this.#states),
      share: this.#share,
    };
  }

  #now(): number {
    return Math.floor(this.#options.office.now().getTime() / 1000);
  }
}
