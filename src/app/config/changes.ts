import { isDeepStrictEqual } from 'node:util';
import type { Config } from './config.ts';
import { needsRestart } from './schema-walk.ts';
import { settingsSchema, type Settings } from './settings.ts';

type Section = Record<string, unknown>;

/** The next settings, except where only a restart may change them; `waiting` names those that differ there. */
export function withoutRestart(
  running: Settings,
  next: Settings,
): { settings: Settings; waiting: readonly string[] } {
  const waiting: string[] = [];
  const settings = merged(running, next, [], waiting) as Settings;
  return { settings, waiting };
}

/** Parts of the Config that differ: what a log line says of a reload. */
export function changedParts(before: Config, after: Config): readonly (keyof Config)[] {
  const parts = Object.keys(after) as (keyof Config)[];
  return parts.filter((part) => !isDeepStrictEqual(before[part], after[part]));
}

function merged(running: unknown, next: unknown, path: string[], waiting: string[]): unknown {
  if (isDeepStrictEqual(running, next)) return next;
  if (needsRestart(settingsSchema, path)) {
    waiting.push(path.join('.'));
    return running;
  }
  if (!isSection(running) || !isSection(next) || isWholeSetting(path)) return next;
  return Object.fromEntries(
    Object.entries(next).map(([key, value]) => [
      key,
      merged(running[key], value, [...path, key], waiting),
    ]),
  );
}

/** A section of the schema has settings inside; a setting that is itself a table changes as a whole. */
function isWholeSetting(path: readonly string[]): boolean {
  return path.length > 1;
}

function isSection(value: unknown): value is Section {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
