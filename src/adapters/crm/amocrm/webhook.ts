import type { SourceClient } from '#ports/events.ts';
import { STREAMS, type Stream } from './mapping.ts';
import { forgottenClient, type ClientKind } from './people.ts';
import { idFrom } from './values.ts';

/** What a call of amoCRM at our door means. Its content is never taken for a fact: it is unsigned, and may be old. */
export type AmoNotice =
  /** Something changed there: read these, as they are now. */
  | { readonly kind: 'read-again'; readonly streams: readonly Stream[] }
  /** These clients are gone; then read these. */
  | {
      readonly kind: 'deleted';
      readonly clients: readonly SourceClient[];
      readonly streams: readonly Stream[];
    }
  /** Nothing of ours, or no sense. */
  | { readonly kind: 'nothing' };

export const NOTICE_BYTES_MAX = 256 * 1024;
const FIELDS_MAX = 2_000;
const KEY_LENGTH_MAX = 200;
const CLIENTS_MAX = 500;

/** Which streams an entity of amoCRM touches. Deleted and merged leads take their events along. */
const TOUCHED: ReadonlyMap<string, readonly Stream[]> = new Map<string, readonly Stream[]>([
  ['contacts', ['contacts', 'events']],
  ['companies', ['companies', 'events']],
  ['leads', ['events']],
  ['task', ['events']],
  ['message', ['events']],
]);

/**
 * A body in form encoding with nested lists: `contacts[update][0][id]=42`. Companies come as contacts of the type
 * `company`. Only the first three brackets are looked at, however deep they go.
 */
export function noticeFrom(body: string): AmoNotice {
  if (body.length > NOTICE_BYTES_MAX) return { kind: 'nothing' };
  const cards = cardsOf(body);
  const streams = new Set<Stream>();
  const gone = new Map<string, SourceClient>();
  for (const { entity, action, id, type } of cards) {
    const name = entity === 'contacts' && type === 'company' ? 'companies' : entity;
    for (const stream of TOUCHED.get(name) ?? []) streams.add(stream);
    const known = id === undefined ? null : idFrom(id);
    if (action !== 'delete' || known === null || gone.size >= CLIENTS_MAX) continue;
    if (name !== 'contacts' && name !== 'companies') continue;
    const client = forgottenClient(name satisfies ClientKind, known);
    gone.set(client.id, client);
  }
  if (streams.size === 0) return { kind: 'nothing' };
  const ordered = STREAMS.filter((stream) => streams.has(stream));
  return gone.size === 0
    ? { kind: 'read-again', streams: ordered }
    : { kind: 'deleted', clients: [...gone.values()], streams: ordered };
}

/** `contacts[update][0]` and what of it matters. */
interface Card {
  readonly entity: string;
  readonly action: string;
  id?: string;
  type?: string;
}

const KEY = /^([a-z_]{1,40})\[([a-z_]{1,40})\]\[(\d{1,6})\](?:\[([a-z_]{1,40})\](\[)?)?/;

function cardsOf(body: string): readonly Card[] {
  const cards = new Map<string, Card>();
  let fields = 0;
  for (const [key, value] of new URLSearchParams(body)) {
    fields += 1;
    if (fields > FIELDS_MAX) break;
    const [place, entity, action, number, field, deeper] =
      KEY.exec(key.slice(0, KEY_LENGTH_MAX)) ?? [];
    if (place === undefined) continue;
    const name = `${entity} ${action} ${number}`;
    const card = cards.get(name) ?? { entity: entity!, action: action! };
    cards.set(name, card);
    if (deeper !== undefined) continue;
    if (field === 'id') card.id ??= value;
    if (field === 'type') card.type ??= value;
  }
  return [...cards.values()];
}
