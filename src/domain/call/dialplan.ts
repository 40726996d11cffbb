/** One line of a dialplan. */
export interface DialplanStep {
  readonly context: string;
  readonly extension: string;
  readonly priority: number;
  readonly label: string | null;
  readonly app: string;
  /** What stands in its parentheses. */
  readonly data: string;
  /** Where it is written; null: Asterisk has it in memory. */
  readonly file: string | null;
  readonly line: number | null;
}

/** A dialplan, from its files or from Asterisk's memory. */
export interface Dialplan {
  readonly steps: readonly DialplanStep[];
  /** Extensions with a hint: who can be rung. */
  readonly hints: readonly { readonly context: string; readonly extension: string }[];
  readonly includes: readonly { readonly context: string; readonly included: string }[];
  readonly globals: ReadonlyMap<string, string>;
}

interface Reading {
  context: string;
  extension: string;
  priority: number;
  readonly steps: DialplanStep[];
  readonly hints: { context: string; extension: string }[];
  readonly includes: { context: string; included: string }[];
  readonly globals: Map<string, string>;
}

/** Files of extensions.conf in the order of their inclusion. Lines that are no dialplan are passed over, as by Asterisk. */
export function dialplanFrom(
  files: readonly { readonly name: string; readonly text: string }[],
): Dialplan {
  const reading: Reading = {
    context: '',
    extension: '',
    priority: 0,
    steps: [],
    hints: [],
    includes: [],
    globals: new Map(),
  };
  for (const { name, text } of files) {
    let isComment = false;
    for (const [index, raw] of text.split(/\r?\n/).entries()) {
      // `;--` begins a comment of many lines, `--;` ends it.
      if (!isComment && /^\s*;--(?!-)/.test(raw)) isComment = true;
      if (isComment) {
        if (raw.includes('--;')) isComment = false;
        continue;
      }
      readLine(reading, withoutComment(raw), name, index + 1);
    }
  }
  return reading;
}

function readLine(reading: Reading, text: string, file: string, line: number): void {
  const section = /^\[([^\]]+)\]/.exec(text)?.[1];
  if (section !== undefined) {
    [reading.context, reading.extension, reading.priority] = [section, '', 0];
    return;
  }
  const [, key = '', value = ''] = /^([^=]+?)\s*=>?\s*(.*)$/.exec(text) ?? [];
  if (reading.context === 'globals') {
    if (key !== '') reading.globals.set(key, value);
    return;
  }
  switch (key.toLowerCase()) {
    case 'include':
      reading.includes.push({
        context: reading.context,
        included: value.split(/[,|]/)[0]?.trim() ?? '',
      });
      return;
    case 'exten': {
      const [, extension = '', rest = ''] = /^([^,]*),(.*)$/.exec(value) ?? [];
      reading.extension = extension.trim().split('/')[0] ?? '';
      readStep(reading, rest, file, line);
      return;
    }
    case 'same':
      readStep(reading, value, file, line);
      return;
    default:
  }
}

function readStep(reading: Reading, text: string, file: string, line: number): void {
  const { context, extension } = reading;
  const [, where = '', label = null, what = ''] =
    /^\s*(\w+)\s*(?:\(([^)]*)\))?\s*,(.*)$/.exec(text) ?? [];
  if (where === '') return;
  if (where === 'hint') {
    reading.hints.push({ context, extension });
    return;
  }
  reading.priority =
    where === 'n' ? reading.priority + 1 : where === 's' ? reading.priority : Number(where);
  // `App(data)`, or as of old `App,data`.
  const [, app = '', inside, after = ''] = /^\s*(\w+)\s*(?:\((.*)\)|,?(.*))\s*$/.exec(what) ?? [];
  const data = inside ?? after;
  reading.steps.push({
    context,
    extension,
    priority: reading.priority,
    label,
    app,
    data,
    file,
    line,
  });
}

function withoutComment(line: string): string {
  return line.replace(/(?<!\\);.*$/, '').trim();
}
