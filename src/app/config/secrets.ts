import { readFile } from 'node:fs/promises';
import type { Mistake } from './mistake.ts';
import { Secret } from './secret.ts';
import { said } from './words.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type Words = Pick<Mistake, 'message' | 'remedy'>;
/** The last part is the key; its neighbour `…_file` may name a file instead. */
type Path = readonly [...section: PropertyKey[], key: string];

/** Takes note of a mistake at a setting. */
export type Complain = (path: readonly PropertyKey[], words: Words) => void;

export type Secrets = ReturnType<typeof secretsOf>;

/** Secrets from the file itself, from the environment, or from files of their own. */
export function secretsOf(env: Environment, complain: Complain) {
  return {
    /** The secret of `section.key` or of the first line of `section.key_file`; null when neither is given. */
    async one(path: Path, value: string | null, file: string | null): Promise<Secret | null> {
      const given = value === null ? [] : filledIn(value, path);
      const lines = await fromEither(path, value !== null, given, file);
      return lines[0] ?? null;
    },
    /** All of a list, and all lines of its file. */
    async many(
      path: Path,
      values: readonly string[],
      file: string | null,
    ): Promise<readonly Secret[]> {
      const given = values.flatMap((value, index) => filledIn(value, [...path, index]));
      return fromEither(path, values.length > 0, given, file);
    },
  };

  async function fromEither(
    path: Path,
    isGiven: boolean,
    given: readonly Secret[],
    file: string | null,
  ): Promise<readonly Secret[]> {
    if (file === null) return given;
    const key = path.at(-1) as string;
    const fileKey = `${key}_file`;
    const filePath = [...path.slice(0, -1), fileKey];
    if (isGiven) complain(filePath, said.twice(key, fileKey));
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      complain(filePath, said.unreadable(error.code ?? 'EIO'));
      return '';
    });
    return text
      .split(/\r?\n/)
      .flatMap((line) => (line.trim() === '' ? [] : [new Secret(line.trim())]));
  }

  /** `${NAME}` anywhere in the value: also a password inside a url. */
  function filledIn(value: string, path: readonly PropertyKey[]): Secret[] {
    const names = Array.from(value.matchAll(/\$\{(\w+)\}/g), ([, name = '']) => name);
    const unset = names.filter((name) => (env[name] ?? '') === '');
    for (const name of unset) complain(path, said.noVariable(name));
    if (unset.length > 0) return [];
    return [new Secret(value.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => env[name] ?? ''))];
  }
}
