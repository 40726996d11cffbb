import type { LeftOuts } from '../connector.ts';
import { isObject } from '../fields.ts';
import type { AmoMapping, AmoRule } from './mapping.ts';
import { idFrom, rowsFrom, secondsFrom, textFrom } from './values.ts';

/** A row of `events`, checked, and the rule that takes it. */
export interface RawEvent {
  readonly rule: AmoRule;
  readonly id: string;
  readonly type: string;
  readonly at: number;
  readonly entity: string;
  readonly entityId: string;
  /** Null: the robot, a form of the site, the client himself. */
  readonly authorId: string | null;
  /** Who became responsible, which note was added: as far as the event tells. */
  readonly responsibleId: string | null;
  readonly noteId: string | null;
}

/** An event that a rule of the mapping takes; else null, and counted. */
export function rawEventFrom(
  row: unknown,
  rules: AmoMapping['events'],
  leftOuts: LeftOuts,
): RawEvent | null {
  if (!isObject(row)) return leftOuts.add('malformed');
  const type = textFrom(row['type']);
  const id = eventIdFrom(row['id']);
  const at = secondsFrom(row['created_at']);
  const entity = textFrom(row['entity_type']);
  const entityId = idFrom(row['entity_id']);
  const author = row['created_by'];
  const isReadable = author === 0 || author === null || idFrom(author) !== null;
  if (type === '' || id === null || at === null || entityId === null || !isReadable)
    return leftOuts.add('malformed');
  const rule = Object.hasOwn(rules, type) ? rules[type] : undefined;
  const after = rowsFrom(row['value_after']);
  const valueOf = (key: string): string | null => {
    const value = after.find((part) => isObject(part[key]))?.[key];
    return isObject(value) ? idFrom(value['id']) : null;
  };
  if (rule === undefined || !isTaken(rule, entity, valueOf('lead_status')))
    return leftOuts.add('no-rule');
  return {
    rule,
    id,
    type,
    at,
    entity,
    entityId,
    authorId: idFrom(author),
    responsibleId: valueOf('responsible_user'),
    noteId: valueOf('note'),
  };
}

/** What an event is known by; null for what is no id. */
export function eventIdFrom(value: unknown): string | null {
  const text = typeof value === 'number' ? idFrom(value) : value;
  return typeof text === 'string' && /^[\w-]{1,100}$/.test(text) ? text : null;
}

function isTaken({ entities, statuses }: AmoRule, entity: string, status: string | null): boolean {
  // Customers and elements of lists are told apart later: they are no clients of ours.
  if (entity === 'lead' || entity === 'contact' || entity === 'company' || entity === 'task')
    if (!entities.includes(entity)) return false;
  return statuses.length === 0 || statuses.includes(Number(status));
}
