import { isMap, isNode, isScalar, LineCounter, parseDocument, type YAMLError } from 'yaml';
import type { Mistake, Said } from './mistake.ts';
import { said } from './words.ts';

type Path = readonly PropertyKey[];
interface Place {
  readonly line: number;
  readonly column: number;
}

/** A YAML text with the places of its keys and values. */
export interface YamlFile {
  readonly file: string;
  readonly value: unknown;
  /** What the notation itself breaks: syntax, keys that occur twice. */
  readonly mistakes: readonly Mistake[];
  has(path: Path): boolean;
  /** As it is written, quotes included; empty for what is no plain value. */
  sourceOf(path: Path): string;
  /** A mistake about the value at `path`, or about its key; where there is none, about what should contain it. */
  mistake(path: Path, about: 'value' | 'key', words: { message: Said; remedy: Said }): Mistake;
}

const TEXT_LENGTH_MAX = 1024 * 1024;

export function yamlFile(file: string, text: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text.slice(0, TEXT_LENGTH_MAX), {
    lineCounter: lines,
    prettyErrors: false,
  });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };

  const offsetOf = (path: Path, about: 'value' | 'key'): number => {
    for (let length = path.length; length > 0; length--) {
      const part = path.slice(0, length);
      const parent = document.getIn(part.slice(0, -1), true);
      const pair = isMap(parent)
        ? parent.items.find(({ key }) => keyText(key) === String(part.at(-1)))
        : undefined;
      // The key stands for a value that is missing, and for a section that lacks something.
      const node =
        about === 'value' && length === path.length
          ? document.getIn(part, true)
          : (pair?.key ?? document.getIn(part, true));
      if (isNode(node) && node.range) return node.range[0];
    }
    return 0;
  };

  const notation = document.errors.map((error): Mistake => ({
    file,
    key: error.code === 'DUPLICATE_KEY' ? wordAt(text, error.pos[0]) : '',
    ...placeAt(error.pos[0]),
    ...notationWords(error),
  }));
  const broken = document.errors.some(({ code }) => code !== 'DUPLICATE_KEY');
  const { value, mistakes } = broken ? { value: undefined, mistakes: [] } : plainValue();

  function plainValue(): { value: unknown; mistakes: Mistake[] } {
    try {
      const value: unknown = document.toJS({ maxAliasCount: 100 });
      if (value !== null && text.length <= TEXT_LENGTH_MAX) return { value, mistakes: [] };
      const words = value === null ? said.empty : said.tooLong;
      return { value: undefined, mistakes: [{ file, line: 1, column: 1, key: '', ...words }] };
    } catch {
      // The only thing that toJS refuses: aliases of aliases of aliases.
      return {
        value: undefined,
        mistakes: [{ file, line: 1, column: 1, key: '', ...said.aliases }],
      };
    }
  }

  return {
    file,
    value,
    mistakes: [...notation, ...mistakes],
    has: (path) => document.hasIn(path),
    sourceOf: (path) => {
      const node = document.getIn(path, true);
      return isScalar(node) && node.range ? text.slice(node.range[0], node.range[1]) : '';
    },
    mistake: (path, about, words) => ({
      file,
      ...placeAt(offsetOf(path, about)),
      key: path.map(String).join('.'),
      ...words,
    }),
  };
}

function wordAt(text: string, offset: number): string {
  return /^[\w.-]*/.exec(text.slice(offset, offset + 80))?.[0] ?? '';
}

function keyText(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

function notationWords({ code, message }: YAMLError): { message: Said; remedy: Said } {
  if (code === 'DUPLICATE_KEY') return said.duplicate;
  if (code === 'TAB_AS_INDENT') return said.tab;
  return said.notation(message);
}
