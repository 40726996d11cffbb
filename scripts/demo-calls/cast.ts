import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { FixedPhrase, PersonPhrase } from '#domain/voice/phrases.ts';
import { spokenKeys } from '#domain/voice/numbers.ts';
import type { DemoCompany } from '#scripts/demo-company.ts';

/** The demo's callers hear Russian, whatever language its output is in. */
const PHRASES = join(import.meta.dirname, '../../config/phrases.ru.yaml');

/** A sentence as a scene writes it: a phrase, or a phrase about the person at this extension. */
export type Line = FixedPhrase | readonly [phrase: PersonPhrase, extension: string];

/** Who plays, and how their lines are worded: the same phrases file that the service reads, put together anew. */
export interface Cast {
  /** How the employee at this extension is called; null when nobody sits there. */
  nameOf(extension: string): string | null;
  textOf(prompt: readonly Line[]): string;
}

export async function castOf(company: DemoCompany, companyName: string): Promise<Cast> {
  const { phrases } = parse(await readFile(PHRASES, 'utf8')) as {
    phrases: Readonly<Record<FixedPhrase | PersonPhrase, string>>;
  };
  function nameOf(extension: string): string | null {
    const employee = company.employees.find((one) => one.extension === extension);
    return employee === undefined ? null : `${employee.first} ${employee.last}`;
  }
  function sentence(line: Line): string {
    if (typeof line === 'string') return phrases[line].replace('{company}', companyName);
    const [phrase, extension] = line;
    return phrases[phrase]
      .replace('{name}', nameOf(extension) ?? extension)
      .replace('{keys}', spokenKeys(extension, 'ru'));
  }
  return { nameOf, textOf: (prompt) => prompt.map(sentence).join(' ') };
}
