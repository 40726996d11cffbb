import type { z } from 'zod';
import { nearestWord } from '#domain/spelling.ts';
import type { Mistake, Said } from './mistake.ts';
import { keysAt, limitsAt } from './schema-walk.ts';
import { checks, said } from './words.ts';
import type { YamlFile } from './yaml-file.ts';

type Issue = z.core.$ZodIssue;

/** What a schema has against the value of a file, as mistakes with their places. */
export function mistakesOf(
  issues: readonly Issue[],
  schema: z.core.$ZodType,
  yaml: YamlFile,
): Mistake[] {
  return issues.flatMap((issue): Mistake[] => {
    if (issue.code === 'unrecognized_keys') {
      const known = keysAt(schema, issue.path);
      return issue.keys.map((key) =>
        yaml.mistake([...issue.path, key], 'key', said.unknownKey(nearestWord(key, known), known)),
      );
    }
    const about = issue.code === 'invalid_key' ? 'key' : 'value';
    return [yaml.mistake(issue.path, about, wordsFor(issue, schema, yaml))];
  });
}

function wordsFor(
  issue: Issue,
  schema: z.core.$ZodType,
  yaml: YamlFile,
): { message: Said; remedy: Said } {
  // A check whose words depend on what is written brings them along.
  if (issue.code === 'custom' && issue.params?.['words'] !== undefined)
    return issue.params['words'] as { message: Said; remedy: Said };
  const named = checks[issue.message] ?? checks[innerMessage(issue)];
  if (named !== undefined) return named;
  if (issue.code === 'invalid_type')
    return yaml.has(issue.path)
      ? typeWords(issue.expected, yaml.sourceOf(issue.path))
      : said.missing;
  if (issue.code === 'invalid_value') {
    const known = issue.values.map(String);
    return said.unknownValue(nearestWord(yaml.sourceOf(issue.path), known), known);
  }
  if (issue.code === 'too_small' || issue.code === 'too_big') {
    const { min, max } = limitsAt(schema, issue.path);
    const isNumber = issue.origin === 'number' || issue.origin === 'int';
    return isNumber ? said.range(min, max) : said.length(min, max);
  }
  // Every check of ours has words; what zod may say besides is better said in its own than not at all.
  return { message: { ru: issue.message, en: issue.message }, remedy: said.missing.remedy };
}

function innerMessage(issue: Issue): string {
  return issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? '') : '';
}

function typeWords(expected: string, source: string): { message: Said; remedy: Said } {
  switch (expected) {
    case 'int':
      return said.needsWhole;
    case 'number':
      return said.needsNumber;
    case 'boolean':
      return said.needsSwitch;
    case 'string':
      return said.needsText(source);
    case 'array':
      return said.needsList;
    default:
      return said.needsSection;
  }
}

/** The value without what the issues are about, so that the rest can be looked at as well. */
export function withoutMistakes(value: unknown, issues: readonly Issue[]): unknown {
  const rest: unknown = structuredClone(value);
  // From the end: what is taken out of a list moves what follows.
  for (const issue of issues.toReversed()) {
    const parent = issue.code === 'unrecognized_keys' ? issue.path : issue.path.slice(0, -1);
    const keys = issue.code === 'unrecognized_keys' ? issue.keys : issue.path.slice(-1);
    let at = rest;
    for (const key of parent) at = isObject(at) ? at[key] : undefined;
    for (const key of keys) {
      if (Array.isArray(at)) at.splice(Number(key), 1);
      else if (isObject(at)) delete at[key];
    }
  }
  return rest;
}

function isObject(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === 'object' && value !== null;
}
