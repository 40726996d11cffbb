import type { WindowWalk } from '#adapters/crm/window-walk.ts';
import { listed, type DocumentStream } from './mapping.ts';
import type { OData } from './odata.ts';
import { dateLiteral, type Row } from './odata-text.ts';

/** Documents of a span of the infobase's clock, by date and key: a date alone is not unique, and loses rows. */
export function readingOf(
  odata: OData,
  stream: DocumentStream,
  signal: AbortSignal,
): Pick<WindowWalk<Row>, 'read' | 'pieces'> {
  const select = selected(stream);
  const all = (from: number, to: number): AsyncGenerator<readonly Row[]> => {
    const filter = `${stream.at} ge ${dateLiteral(from)} and ${stream.at} lt ${dateLiteral(to)}`;
    const orderby = `${stream.at},${stream.rules[0]!.id}`;
    return odata.all(stream.entity, { filter, orderby, select }, signal);
  };
  return {
    async read(from, to, rowsMax) {
      const rows: Row[] = [];
      for await (const page of all(from, to)) {
        rows.push(...page);
        if (rows.length > rowsMax) return null;
      }
      return rows;
    },
    pieces: all,
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
