import { isScalar, parseDocument, type YAMLMap } from 'yaml';
import type { EventTypeRule, Weights } from '#domain/ranking/weights.ts';

/** One value of the file that becomes another one. */
export interface RankingChange {
  /** `prior`, or `event_types.call_answered.weight`. */
  readonly key: string;
  readonly line: number;
  readonly from: number;
  readonly to: number;
}

interface Edit {
  readonly at: number;
  readonly until: number;
  readonly text: string;
}

/**
 * The text of config/ranking.yaml with other numbers: comments, order, blanks and everything else stay as they are.
 * A life that is written as `valid_for_days` stays written so (twice the half-life). `text` is a file without mistakes.
 */
export function editedRanking(
  text: string,
  present: Weights,
  proposed: Weights,
): { readonly text: string; readonly changes: readonly RankingChange[] } {
  const root = parseDocument(text).contents as YAMLMap;
  const edits: Edit[] = [];
  const changes: RankingChange[] = [];

  function set(map: YAMLMap, name: string, path: string, from: number, to: number): void {
    if (from === to) return;
    const edit = replacing(map, name, to) ?? adding(map, name, to, text);
    edits.push(edit);
    changes.push({ key: path, line: text.slice(0, edit.at).split('\n').length, from, to });
  }

  set(root, 'prior', 'prior', present.prior, proposed.prior);
  const types = root.get('event_types', true) as unknown as YAMLMap;
  for (const [type, before] of present.eventTypes) {
    const after = proposed.eventTypes.get(type)!;
    const map = types.get(type, true) as unknown as YAMLMap;
    const path = `event_types.${type}`;
    set(map, 'weight', `${path}.weight`, before.weight, after.weight);
    const life = lifeOf(map);
    set(map, life.name, `${path}.${life.name}`, life.of(before), life.of(after));
  }
  const inOrder = edits.toSorted((a, b) => b.at - a.at);
  const edited = inOrder.reduce((whole, { at, until, text: put }) => {
    return whole.slice(0, at) + put + whole.slice(until);
  }, text);
  return { text: edited, changes: changes.toSorted((a, b) => a.line - b.line) };
}

/** In which of its two words the file tells the life of this type. */
function lifeOf(map: YAMLMap): { readonly name: string; of(rule: EventTypeRule): number } {
  return map.has('valid_for_days')
    ? { name: 'valid_for_days', of: ({ halfLifeDays }) => 2 * halfLifeDays }
    : { name: 'half_life_days', of: ({ halfLifeDays }) => halfLifeDays };
}

function replacing(map: YAMLMap, name: string, to: number): Edit | null {
  const value = map.get(name, true);
  if (!isScalar(value) || !value.range) return null;
  return { at: value.range[0], until: value.range[1], text: String(to) };
}

/** Before the first key of the map, as the map is written: `{ a: 1, b: 2 }` or a line each. */
function adding(map: YAMLMap, name: string, to: number, text: string): Edit {
  const key = map.items[0]?.key;
  const at = isScalar(key) && key.range ? key.range[0] : (map.range?.[0] ?? 0) + 1;
  const indent = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  return { at, until: at, text: map.flow ? `${name}: ${to}, ` : `${name}: ${to}\n${indent}` };
}
