import type { WindowWalk } from '#adapters/crm/window-walk.ts';
import { listed, type DocumentStream } from './mapping.ts';
import type { ListQuery, OData } from './odata.ts';
import { dateLiteral, type Row } from './odata-text.ts';

/** Documents of a span of the infobase's clock, by date and key: a date alone is not unique, and loses rows. */
export function readingOf(
  odata: OData,
  stream: DocumentStream,
  signal: AbortSignal,
): Pick<WindowWalk<Row>, 'read' | 'pieces'> {
  const select = selected(stream);
  const key = stream.rules[0]!.id;
  const query = (from: number, to: number): ListQuery => ({
    filter: `${stream.at} ge ${dateLiteral(from)} and ${stream.at} lt ${dateLiteral(to)}`,
    orderby: `${stream.at},${key}`,
    key,
    select,
  });
  return {
    read: (from, to, rowsMax) => odata.whole(stream.entity, query(from, to), rowsMax, signal),
    pieces: (from, to) => odata.all(stream.entity, query(from, to), signal),
  };
}

/** Only what the rules look at: documents of trade carry hundreds of fields. */
function selected({ rules, at }: DocumentStream): readonly string[] {
  const fields = rules.flatMap((rule) => [
    rule.id,
    at,
    ...listed(rule.employee),
    ...listed(rule.client).flatMap(withItsType),
    ...Object.keys(rule.when),
    ...(rule.posted ? ['Posted'] : []),
  ]);
  return [...new Set([...fields, 'DeletionMark'])];
}

/** A reference to one kind of object ends in `_Key`; any other may point to several, and says to which. */
function withItsType(field: string): readonly string[] {
  return field.endsWith('_Key') ? [field] : [field, `${field}_Type`];
}
