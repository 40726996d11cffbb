import { isSameSecret } from '../same-secret.ts';
import type { BitrixMapping } from './mapping.ts';

/** What an outgoing webhook of the portal means for us. */
export type WebhookNews =
  /** Something that we read is new or changed. */
  | { readonly kind: 'read-again' }
  | { readonly kind: 'deleted'; readonly externalIds: readonly string[] }
  /** It does not concern us. */
  | { readonly kind: 'nothing' }
  /** Not from our portal, or nothing that a portal sends. */
  | { readonly kind: 'refused' };

/** Kinds of items with events of their own name; the others come as dynamic items, with their type. */
const ITEM_TYPES: Readonly<Record<string, number>> = { LEAD: 1, DEAL: 2, QUOTE: 7 };
const CLIENTS: Readonly<Record<string, keyof BitrixMapping['clients']>> = {
  LEAD: 'leads',
  COMPANY: 'companies',
  CONTACT: 'contacts',
};

/**
 * Reads the form that the portal posts: `event=ONCRMDEALUPDATE&data[FIELDS][ID]=5&auth[application_token]=…`. It says
 * what happened to which id and no more, and it is believed only about deletions: those nobody can ask for. The door
 * limits its length.
 */
export function readWebhook(
  body: string,
  applicationToken: string,
  mapping: BitrixMapping,
): WebhookNews {
  const form = new URLSearchParams(body);
  const offered = form.get('auth[application_token]') ?? '';
  if (applicationToken === '' || !isSameSecret(applicationToken, offered))
    return { kind: 'refused' };

  const event = (form.get('event') ?? '').toUpperCase();
  if (event.startsWith('ONVOXIMPLANTCALL')) return readAgainIf(mapping.calls.enabled);
  const [, subject = '', verb = ''] =
    /^ONCRM([A-Z]+?)(ADD|UPDATE|DELETE)(?:_\d+)?$/.exec(event) ?? [];
  const events = eventsOf(subject, Number(form.get('data[FIELDS][ENTITY_TYPE_ID]')), mapping);
  if (verb !== 'DELETE') return readAgainIf(events.length > 0 || isClientRead(subject, mapping));
  const id = form.get('data[FIELDS][ID]') ?? '';
  if (!/^[1-9]\d{0,15}$/.test(id)) return { kind: 'refused' };
  if (events.length === 0) return { kind: 'nothing' };
  return { kind: 'deleted', externalIds: events.map((name) => `${name}:${id}`) };
}

function readAgainIf(isOurs: boolean): WebhookNews {
  return { kind: isOurs ? 'read-again' : 'nothing' };
}

/** Names of the streams that such a record is an event of. */
function eventsOf(
  subject: string,
  entityTypeId: number,
  { activities, items }: BitrixMapping,
): readonly string[] {
  if (subject === 'ACTIVITY') return activities.enabled ? ['activity'] : [];
  const typeId = subject === 'DYNAMICITEM' ? entityTypeId : ITEM_TYPES[subject];
  return items.filter(({ entity_type_id }) => entity_type_id === typeId).map(({ name }) => name);
}

function isClientRead(subject: string, { clients }: BitrixMapping): boolean {
  const kind = CLIENTS[subject];
  return kind !== undefined && clients[kind].enabled;
}
