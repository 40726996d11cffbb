import { createHash, timingSafeEqual } from 'node:crypto';
import type { BitrixMapping } from './mapping.ts';

/** What an outgoing webhook of the portal means for us. */
export type WebhookNews =
  /** Something of these streams is new: a run reads it. Empty for what does not concern us. */
  | { readonly kind: 'read-again'; readonly streams: readonly string[] }
  | { readonly kind: 'deleted'; readonly externalIds: readonly string[] }
  /** Not from our portal, or nothing that a portal sends. */
  | { readonly kind: 'refused' };

const BODY_LENGTH_MAX = 64 * 1024;
/** Kinds of items with events of their own name; the others come as dynamic items, with their type. */
const ITEM_TYPES: Readonly<Record<string, number>> = { LEAD: 1, DEAL: 2, QUOTE: 7 };
const CLIENTS: Readonly<Record<string, string>> = {
  LEAD: 'lead',
  COMPANY: 'company',
  CONTACT: 'contact',
};

/**
 * Reads the form that the portal posts: `event=ONCRMDEALUPDATE&data[FIELDS][ID]=5&auth[application_token]=…`. It says
 * what happened to which id and no more, and it is believed only about deletions: those nobody can ask for.
 */
export function readWebhook(
  body: string,
  applicationToken: string,
  mapping: BitrixMapping,
): WebhookNews {
  if (body.length > BODY_LENGTH_MAX || applicationToken === '') return { kind: 'refused' };
  const form = new URLSearchParams(body);
  if (!isSame(form.get('auth[application_token]') ?? '', applicationToken))
    return { kind: 'refused' };

  const event = (form.get('event') ?? '').toUpperCase();
  if (event.startsWith('ONVOXIMPLANTCALL')) return news(mapping.calls.enabled ? ['call'] : []);
  const [, subject = '', verb = ''] =
    /^ONCRM([A-Z]+?)(ADD|UPDATE|DELETE)(?:_\d+)?$/.exec(event) ?? [];
  const streams = streamsOf(subject, Number(form.get('data[FIELDS][ENTITY_TYPE_ID]')), mapping);
  if (verb !== 'DELETE') return news([...streams.clients, ...streams.events]);
  const id = form.get('data[FIELDS][ID]') ?? '';
  if (!/^[1-9]\d{0,15}$/.test(id)) return { kind: 'refused' };
  return { kind: 'deleted', externalIds: streams.events.map((name) => `${name}:${id}`) };
}

function news(streams: readonly string[]): WebhookNews {
  return { kind: 'read-again', streams };
}

function streamsOf(
  subject: string,
  entityTypeId: number,
  { activities, clients, items }: BitrixMapping,
): { readonly clients: readonly string[]; readonly events: readonly string[] } {
  if (subject === 'ACTIVITY')
    return { clients: [], events: activities.enabled ? ['activity'] : [] };
  const enabled = { lead: clients.leads, company: clients.companies, contact: clients.contacts };
  const client = CLIENTS[subject];
  const isRead = client !== undefined && enabled[client as keyof typeof enabled].enabled;
  const typeId = subject === 'DYNAMICITEM' ? entityTypeId : ITEM_TYPES[subject];
  const events = items
    .filter(({ entity_type_id }) => entity_type_id === typeId)
    .map(({ name }) => name);
  return { clients: isRead ? [client] : [], events };
}

/** Takes as long for a wrong token as for the right one. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
