import { parseArgs, type ParseArgsConfig } from 'node:util';
import { nearestWord } from '#domain/spelling.ts';
import { Failure } from '#ports/failure.ts';
import { helpForAll, helpFor } from './help.ts';
import type { CliHouse } from './house.ts';
import {
  UsageError,
  type Asked,
  type ExitCode,
  type Language,
  type Out,
  type Verb,
} from './verb.ts';

/** What the command line stands in. */
export interface CliWorld {
  readonly language: Language;
  readonly out: Out;
  readonly signal: AbortSignal;
  /** The house over the settings file of --config, if that was given. Called once, when a verb is about to run. */
  houseFor(configFile: string | undefined): CliHouse;
}

/** Does what the words say. Never throws: what went wrong is told, and the exit code says that it did. */
export async function runCli(
  verbs: readonly Verb[],
  words: readonly string[],
  world: CliWorld,
): Promise<ExitCode> {
  const { language } = world;
  const out = printable(world.out);
  const [name, ...rest] = words;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    out.print(helpForAll(verbs, language));
    return name === undefined ? 2 : 0;
  }
  const verb = verbs.find((one) => one.name === name);
  if (verb === undefined) {
    out.note(unknownVerb(name, verbs)[language]);
    return 2;
  }
  try {
    const parsed = parse(verb, rest);
    if (parsed.values['help'] === true) {
      out.print(helpFor(verb, language));
      return 0;
    }
    const asked = askedOf(verb, parsed, { ...world, out });
    return await verb.run(asked, world.houseFor(asked.text('config')));
  } catch (error) {
    return told(error, verb, { ...world, out });
  }
}

function printable(out: Out): Out {
  return { print: (line) => out.print(harmless(line)), note: (line) => out.note(harmless(line)) };
}

/** Names of clients and the like may hold sequences that command a terminal. */
function harmless(line: string): string {
  return line.replaceAll(/[\p{Cc}\p{Cf}]/gu, (sign) => (sign === '\n' ? sign : '·'));
}

function parse(verb: Verb, words: readonly string[]) {
  const options: ParseArgsConfig['options'] = {
    help: { type: 'boolean', short: 'h' },
    config: { type: 'string' },
    ...(verb.printsData ? { json: { type: 'boolean' } } : {}),
    ...Object.fromEntries(
      Object.entries(verb.flags).map(([flag, { value }]) => [
        flag,
        { type: value === null ? 'boolean' : 'string' },
      ]),
    ),
  };
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(unknownOption(error, Object.keys(options)));
  }
}

function askedOf(verb: Verb, parsed: ReturnType<typeof parse>, world: CliWorld): Asked {
  const { values, positionals } = parsed;
  const needed = verb.operands.filter((operand) => !operand.startsWith('[')).length;
  const isOpenEnded = verb.operands.at(-1)?.includes('…') ?? false;
  if (positionals.length < needed || (positionals.length > verb.operands.length && !isOpenEnded))
    throw new UsageError({
      ru: 'не те слова после команды',
      en: 'other words are expected after the verb',
    });
  return {
    operands: positionals,
    text: (name) => {
      const value = values[name];
      return typeof value === 'string' ? value : undefined;
    },
    has: (name) => values[name] === true,
    asJson: values['json'] === true,
    language: world.language,
    out: world.out,
    signal: world.signal,
  };
}

/** A failure is meant for operators as it is; anything else is a bug and says where. */
function told(error: unknown, verb: Verb, { language, out }: CliWorld): ExitCode {
  if (error instanceof UsageError) {
    out.note(error.said[language]);
    out.note(helpFor(verb, language).split('\n')[0] ?? '');
    return 2;
  }
  // Who asked sees what the other side said: it is about what he gave it.
  if (error instanceof Failure) out.note(error.inFull);
  else out.note(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return 1;
}

function unknownVerb(name: string, verbs: readonly Verb[]) {
  const meant = nearestWord(
    name,
    verbs.map((verb) => verb.name),
  );
  return {
    ru: `Нет команды «${name}».${meant === null ? '' : ` Возможно, ${meant}?`} Список: telefonistka --help`,
    en: `There is no verb "${name}".${meant === null ? '' : ` Did you mean ${meant}?`} The list: telefonistka --help`,
  };
}

/** Node's words are English and long; the option is what matters. */
function unknownOption(error: unknown, known: readonly string[]) {
  const message = error instanceof Error ? error.message : '';
  const option = /'(-{1,2}[^\s'<]+)/.exec(message)?.[1] ?? '';
  const isKnown = known.includes(option.replace(/^-+/, ''));
  const meant = isKnown ? null : nearestWord(option.replace(/^-+/, ''), known);
  const hint = (words: string) => (meant === null ? '' : ` ${words} --${meant}?`);
  return isKnown
    ? { ru: `${option}: значение не то`, en: `${option}: the value does not fit` }
    : {
        ru: `нет такого ключа: ${option}.${hint('Возможно,')}`,
        en: `unknown option ${option}.${hint('Did you mean')}`,
      };
}
