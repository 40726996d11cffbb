import { isObject } from './fields.ts';
import { shapeOf } from './problem.ts';
import { FIELDS, type RecordKind } from './record.ts';
import { brokenRow, hopeless, type Row } from './row.ts';

const LINE_LENGTH_MAX = 65_536;

/**
 * Rows of JSON lines: one object a line, its `kind` event, employee or client, its other keys those of `FIELDS`.
 * Empty lines are left out; after a line that is too long nothing follows.
 */
export async function* jsonRows(text: AsyncIterable<string>): AsyncGenerator<Row> {
  let line = 0;
  let rest = '';
  for await (const chunk of text) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    for (const one of lines) {
      line += 1;
      if (one.trim() !== '') yield rowFrom(one, line);
    }
    if (rest.length > LINE_LENGTH_MAX) {
      yield hopeless(brokenRow(line + 1, 'too-long'));
      return;
    }
  }
  if (rest.trim() !== '') yield rowFrom(rest, line + 1);
}

function rowFrom(text: string, line: number): Row {
  if (text.length > LINE_LENGTH_MAX) return brokenRow(line, 'too-long');
  const object = parsed(text);
  if (object === null) return brokenRow(line, 'json');
  const { kind, ...values } = object;
  if (!isKind(kind)) return brokenRow(line, 'kind', { field: 'kind', shape: shapeOf(kind) });
  const unknown = Object.keys(values).find((key) => !FIELDS[kind].includes(key));
  if (unknown !== undefined) {
    return brokenRow(line, 'unknown-field', { field: shapeOf(unknown) });
  }
  return { line, kind, values, columnOf: () => null };
}

/** What JSON.parse says of a mistake quotes the line: nothing of it goes further. */
function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isKind(value: unknown): value is RecordKind {
  return typeof value === 'string' && Object.hasOwn(FIELDS, value);
}
