import type { AmoApi } from './api.ts';
import {
  clientCardFrom,
  leadFrom,
  talkFrom,
  taskFrom,
  type Card,
  type CardKind,
  type Talk,
} from './cards.ts';
import { LookUp } from './look-up.ts';
import type { RawEvent } from './raw-event.ts';
import { companyId, contactId } from './values.ts';

const PATHS = { lead: 'leads', contact: 'contacts', company: 'companies' } as const;
const KINDS = ['lead', 'contact', 'company'] as const;

/** What events point to: cards, their clients, notes of calls. Asked for in batches, kept for one run. */
export class Involved {
  readonly #readsNotes: boolean;
  readonly #tasks: LookUp<ReturnType<typeof taskFrom>>;
  readonly #leads: LookUp<Card>;
  readonly #clients: Readonly<Record<'contact' | 'company', LookUp<Pick<Card, 'responsibleId'>>>>;
  readonly #notes: Readonly<Record<CardKind, LookUp<Talk>>>;

  constructor(api: AmoApi, { readsNotes }: { readonly readsNotes: boolean }) {
    this.#readsNotes = readsNotes;
    this.#tasks = new LookUp(api, { path: 'tasks', name: 'tasks' }, taskFrom);
    const leads = { path: PATHS.lead, name: PATHS.lead, params: { with: 'contacts' } };
    this.#leads = new LookUp(api, leads, leadFrom);
    const clients = (path: 'contacts' | 'companies') =>
      new LookUp(api, { path, name: path }, clientCardFrom);
    this.#clients = { contact: clients(PATHS.contact), company: clients(PATHS.company) };
    const notes = (path: string) =>
      new LookUp(api, { path: `${path}/notes`, name: 'notes' }, talkFrom);
    this.#notes = {
      lead: notes(PATHS.lead),
      contact: notes(PATHS.contact),
      company: notes(PATHS.company),
    };
  }

  /** Asks for everything that these events point to. Fails as `AmoApi.list` does. */
  async fetch(events: readonly RawEvent[], signal: AbortSignal): Promise<void> {
    const tasks = events.filter(({ entity }) => entity === 'task');
    await this.#tasks.fetch(
      tasks.map(({ entityId }) => entityId),
      signal,
    );
    for (const kind of KINDS) {
      const cards = events.filter((event) => this.#needsCard(event, kind));
      const list = kind === 'lead' ? this.#leads : this.#clients[kind];
      await list.fetch(
        cards.flatMap((event) => this.#cardOf(event)?.id ?? []),
        signal,
      );
      const calls = events.filter(
        ({ entity, rule }) => entity === kind && rule.employee === 'call',
      );
      if (this.#readsNotes)
        await this.#notes[kind].fetch(
          calls.flatMap(({ noteId }) => noteId ?? []),
          signal,
        );
    }
  }

  /** Null for what has no client by its nature: a customer, an element of a list. */
  cardOf(event: RawEvent): Card | null {
    const card = this.#cardOf(event);
    if (card === null)
      return event.entity === 'task' ? { clientId: null, responsibleId: null } : null;
    if (card.kind === 'lead')
      return this.#leads.get(card.id) ?? { clientId: null, responsibleId: null };
    const clientId = card.kind === 'contact' ? contactId(card.id) : companyId(card.id);
    return {
      clientId,
      responsibleId: this.#clients[card.kind].get(card.id)?.responsibleId ?? null,
    };
  }

  /** Null when nothing is known of it. */
  talkOf({ entity, noteId }: RawEvent): Talk | null {
    const kind = KINDS.find((known) => known === entity);
    return kind === undefined || noteId === null ? null : this.#notes[kind].get(noteId);
  }

  /** A lead leads to its client; a client is asked for only where the responsible counts. */
  #needsCard(event: RawEvent, kind: CardKind): boolean {
    if (this.#cardOf(event)?.kind !== kind) return false;
    return kind === 'lead' || event.rule.employee === 'responsible';
  }

  #cardOf({ entity, entityId }: RawEvent): { readonly kind: CardKind; readonly id: string } | null {
    if (entity === 'task') return this.#tasks.get(entityId);
    const kind = KINDS.find((known) => known === entity);
    return kind === undefined ? null : { kind, id: entityId };
  }
}
