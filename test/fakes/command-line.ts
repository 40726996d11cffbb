import { verbs } from '#app/cli/index.ts';
import type { CliHouse } from '#app/cli/house.ts';
import { runCli } from '#app/cli/run.ts';
import { fakeCliHouse, type FakeRecords } from './cli-house.ts';

/** `telefonistka` with these words; as a list where one of them has a blank in it. */
export async function telefonistka(
  words: string | readonly string[],
  {
    records = {},
    house = {},
    language = 'en',
  }: { records?: FakeRecords; house?: Partial<CliHouse>; language?: 'ru' | 'en' } = {},
) {
  const printed: string[] = [];
  const noted: string[] = [];
  const configs: (string | undefined)[] = [];
  const fake = fakeCliHouse(records, house);
  const exit = await runCli(
    verbs,
    typeof words === 'string' ? words.split(' ').filter(Boolean) : words,
    {
      language,
      out: { print: (line) => void printed.push(line), note: (line) => void noted.push(line) },
      signal: new AbortController().signal,
      houseFor: (config) => {
        configs.push(config);
        return fake;
      },
    },
  );
  return {
    exit,
    printed: printed.join('\n'),
    noted: noted.join('\n'),
    configs,
    closed: fake.closed(),
  };
}
