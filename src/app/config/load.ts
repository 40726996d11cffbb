import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Failure } from '#ports/failure.ts';
import { assemble } from './assemble.ts';
import { canaryMistakes } from './canary-file.ts';
import type { Config, Language } from './config.ts';
import { readCrm } from './crm.ts';
import { isLanguage, languageFor } from './language.ts';
import { inOrder, mistakeInWords, type Mistake } from './mistake.ts';
import { lexiconFrom, namesSchema } from './names-file.ts';
import { amendmentsFrom, peopleSchema } from './people-file.ts';
import { phrasesFrom, phrasesSchema } from './phrases-file.ts';
import { rankingSchema, weightsFrom } from './ranking-file.ts';
import { defaultSettings, readSettingsFile, readYaml, SHIPPED_DIR } from './read.ts';
import type { Settings } from './settings.ts';
import { secretsOf, type Complain } from './secrets.ts';
import { said } from './words.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What came of reading the settings with everything they name. */
export interface Reading {
  /** Null when there are mistakes. */
  readonly config: Config | null;
  /** As the file has them, paths absolute; null when it makes no sense. */
  readonly settings: Settings | null;
  readonly mistakes: readonly Mistake[];
  /** To tell the mistakes in. */
  readonly language: Language;
  /** Everything that was read or should have been: what to watch. */
  readonly files: readonly string[];
  /** The one with the weights. */
  readonly rankingFile: string;
}

/** The settings file: what the command line names, else TEL_CONFIG, else config/telefonistka.yaml if it is there. */
export function settingsFile(named: string | undefined, env: Environment): string | null {
  const wish = named ?? env['TEL_CONFIG'] ?? '';
  if (wish !== '') return resolve(wish);
  const usual = resolve(SHIPPED_DIR, 'telefonistka.yaml');
  return existsSync(usual) ? usual : null;
}

/** Fails with `invalid` and all mistakes in the administrator's language, one a line. `null`: built-in defaults. */
export async function loadConfig(
  file: string | null,
  env: Environment = process.env,
): Promise<Config> {
  const { config, mistakes, language } = await readConfig(file, env);
  if (config !== null) return config;
  throw new Failure(
    'invalid',
    mistakes.map((mistake) => mistakeInWords(mistake, language)).join('\n'),
  );
}

/**
 * Reads settings, ranking and phrases and finds all mistakes at once. `amended` may change the settings before the
 * rest is looked at: a reload keeps what only a restart may change.
 */
export async function readConfig(
  file: string | null,
  env: Environment = process.env,
  amended: (settings: Settings) => Settings = (settings) => settings,
): Promise<Reading> {
  const read =
    file === null
      ? { value: defaultSettings(), mistakes: [], yaml: undefined }
      : await readSettingsFile(file);
  // With a broken settings file the others are still worth a look: all mistakes at once.
  const settings = amended(read.value ?? defaultSettings());
  const rankingFile = settings.ranking_file;
  const phrasesFile = settings.phrases_file.replaceAll('{language}', settings.language);
  const peopleFile = settings.people_file;
  const namesFile = settings.names_file;
  const canaryFile = settings.canary.ranking_file;
  const [ranking, people, names, phrases, trial] = await Promise.all([
    readYaml(rankingFile, rankingSchema),
    readYaml(peopleFile, peopleSchema),
    readYaml(namesFile, namesSchema),
    readYaml(phrasesFile, phrasesSchema),
    canaryFile === null ? null : readYaml(canaryFile, rankingSchema),
  ]);

  const mistakes = [read, ranking, people, names, phrases].flatMap((one) => one.mistakes);
  if (trial !== null) mistakes.push(...trial.mistakes, ...canaryMistakes(trial, ranking));
  const complain: Complain = (path, words) => {
    const place = { file: SHIPPED_DIR, line: 1, column: 1, key: path.map(String).join('.') };
    // What stands in for a broken file is not the administrator's mistake.
    if (read.value !== undefined)
      mistakes.push(read.yaml?.mistake(path, 'value', words) ?? { ...place, ...words });
  };
  if (trial === null && settings.canary.share > 0) complain(['canary', 'share'], said.noCanary);
  const spoken = phrases.yaml?.sourceOf(['language']);
  if (phrases.yaml && isLanguage(spoken) && spoken !== settings.language)
    mistakes.push(
      phrases.yaml.mistake(['language'], 'value', said.otherLanguage(settings.language)),
    );
  const parts = await assemble(settings, env, complain);
  const { zone, region } = settings.office;
  const crm = await readCrm(settings.crm, { zone, region }, secretsOf(env, complain), complain);
  mistakes.push(...crm.mistakes);

  const isWhole =
    mistakes.length === 0 && ranking.value && people.value && names.value && phrases.value;
  return {
    config: isWhole
      ? {
          file,
          ...parts,
          crm: crm.sources,
          weights: weightsFrom(ranking.value),
          canary: trial?.value
            ? { weights: weightsFrom(trial.value), share: settings.canary.share }
            : null,
          people: amendmentsFrom(people.value, { zone, region }),
          names: lexiconFrom(names.value),
          phrases: phrasesFrom(phrases.value),
        }
      : null,
    settings: read.value === undefined ? null : settings,
    mistakes: inOrder(mistakes),
    language: languageFor(read.yaml?.sourceOf(['language']), env),
    files: [file, rankingFile, canaryFile, peopleFile, namesFile, phrasesFile, ...crm.files].filter(
      (one) => one !== null,
    ),
    rankingFile,
  };
}
