import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { mistakesOf, withoutMistakes } from './issues.ts';
import type { Mistake } from './mistake.ts';
import { settingsSchema, type Settings } from './settings.ts';
import { said } from './words.ts';
import { yamlFile, type YamlFile } from './yaml-file.ts';

/** Where the shipped files are; what defaults name is found from here, wherever the administrator's file is. */
export const SHIPPED_DIR = resolve(import.meta.dirname, '../../../config');

/** What came of one file. */
export interface FileRead<T> {
  /** As far as it makes sense: mistaken keys are left out; undefined when nothing is left. */
  readonly value: T | undefined;
  readonly mistakes: readonly Mistake[];
  /** For mistakes that are found later; undefined when the file could not be read. */
  readonly yaml: YamlFile | undefined;
}

export async function readSettingsFile(file: string): Promise<FileRead<Settings>> {
  const read = await readYaml(file, settingsSchema, withoutEmptySections);
  const { value, yaml } = read;
  return value === undefined || yaml === undefined
    ? read
    : { ...read, value: withAbsolutePaths(value, yaml) };
}

/** The settings of somebody who wrote no file. */
export function defaultSettings(): Settings {
  return withAbsolutePaths(settingsSchema.parse({}), null);
}

/** Reads a YAML file and checks it; every mistake at once, none thrown. */
export async function readYaml<S extends z.ZodType>(
  file: string,
  schema: S,
  prepared: (value: unknown) => unknown = (value) => value,
): Promise<FileRead<z.output<S>>> {
  const text = await readFile(file, 'utf8').catch(errorCode);
  if (typeof text !== 'string') {
    const place = { file, line: 1, column: 1, key: '' };
    return {
      value: undefined,
      mistakes: [{ ...place, ...said.unreadable(text.code) }],
      yaml: undefined,
    };
  }
  const yaml = yamlFile(file, text);
  if (yaml.value === undefined) return { value: undefined, mistakes: yaml.mistakes, yaml };
  const content = prepared(yaml.value);
  const checked = schema.safeParse(content);
  if (checked.success) return { value: checked.data, mistakes: yaml.mistakes, yaml };
  const { issues } = checked.error;
  const rest = schema.safeParse(withoutMistakes(content, issues));
  const mistakes = [...yaml.mistakes, ...mistakesOf(issues, schema, yaml)];
  return { value: rest.data, mistakes, yaml };
}

/** A section whose lines are all commented out is null in YAML, and means its defaults. */
function withoutEmptySections(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, section]) => section !== null));
}

const MENU_PATHS = ['url_file', 'password_file', 'token_file', 'ca_file'] as const;
const CRM_PATHS = [
  'mapping',
  'ca_file',
  'url_file',
  'password_file',
  'token_file',
  'hook_token_file',
] as const;

const SPEECH_PATHS = ['key_file', 'account_file', 'password_file', 'ca_file'] as const;

/** Relative to the file where the file says it, to the shipped files where the default does. */
function withAbsolutePaths(settings: Settings, yaml: YamlFile | null): Settings {
  const from = (...path: string[]) => (yaml?.has(path) ? dirname(resolve(yaml.file)) : SHIPPED_DIR);
  const absolute = (path: string, ...keys: string[]) => resolve(from(...keys), path);
  const orNull = (path: string | null, ...keys: string[]) =>
    path === null ? null : absolute(path, ...keys);
  const { canary, voice, storage, ami, http } = settings;
  return {
    ...settings,
    data_dir: absolute(settings.data_dir, 'data_dir'),
    ranking_file: absolute(settings.ranking_file, 'ranking_file'),
    people_file: absolute(settings.people_file, 'people_file'),
    names_file: absolute(settings.names_file, 'names_file'),
    phrases_file: absolute(settings.phrases_file, 'phrases_file'),
    canary: { ...canary, ranking_file: orNull(canary.ranking_file, 'canary', 'ranking_file') },
    voice: {
      ...voice,
      sounds_dir: absolute(voice.sounds_dir, 'voice', 'sounds_dir'),
      recorded_dir: absolute(voice.recorded_dir, 'voice', 'recorded_dir'),
      engines: voice.engines.map((engine) => ({
        ...engine,
        ...Object.fromEntries(
          SPEECH_PATHS.map((key) => [key, orNull(engine[key] ?? null, 'voice', 'engines')]),
        ),
      })),
    },
    storage: {
      ...storage,
      url_file: orNull(storage.url_file, 'storage', 'url_file'),
    },
    ami: { ...ami, secret_file: orNull(ami.secret_file, 'ami', 'secret_file') },
    http: { ...http, tokens_file: orNull(http.tokens_file, 'http', 'tokens_file') },
    crm_menu: {
      ...settings.crm_menu,
      ...Object.fromEntries(
        MENU_PATHS.map((key) => [key, orNull(settings.crm_menu[key], 'crm_menu', key)]),
      ),
    },
    crm: settings.crm.map((source) => ({
      ...source,
      ...Object.fromEntries(CRM_PATHS.map((key) => [key, orNull(source[key], 'crm')])),
    })),
  };
}

function errorCode(error: NodeJS.ErrnoException): { code: string } {
  return { code: error.code ?? 'EIO' };
}
