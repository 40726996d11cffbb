/** What one company's speech costs in one mode, in a process of its own. Argument: `Case` as JSON. */
import { join } from 'node:path';
import { createSounds } from '#adapters/sounds/sounds.ts';
import { createEspeak } from '#adapters/tts/espeak.ts';
import { loadConfig } from '#app/config/load.ts';
import { rulesFrom } from '#app/rules.ts';
import type { Employee } from '#domain/people/employee.ts';
import { promptsOf } from '#pipeline/warm-up.ts';
import type { Log } from '#ports/log.ts';
import type { Speech } from '#ports/speech.ts';
import { demoPeople, largePeople, newcomer } from './companies.ts';
import type { Case, Costs, Spent } from './voice-costs.ts';

const QUIET: Log = { debug() {}, info() {}, warn: console.error, error: console.error };
const OTHER_WORDS = '{name} — набирайте {keys}.';

const { folder, people, mode } = JSON.parse(process.argv[2] ?? '') as Case;
const config = await loadConfig(null, {});
const engine = createEspeak({ voice: 'ru' });
const { spokenName } = rulesFrom(config);
const spent = { requests: 0, characters: 0 };
const counted: Speech = {
  ...engine,
  synthesise(text, signal) {
    spent.requests += 1;
    spent.characters += text.length;
    return engine.synthesise(text, signal);
  },
};
const { phrases } = config;
const sounds = createSounds({
  directory: folder,
  genericDirectory: join(folder, 'generic'),
  engines: [counted],
  recorded: null,
  phrases,
  company: config.office.company,
  mode,
  log: { ...QUIET, warn() {} },
});
await sounds.start();

async function cost(employees: readonly Employee[]): Promise<Spent> {
  const before = { ...spent };
  const { tookMs } = await sounds.warm(
    promptsOf(employees, ({ extension }) => (extension === null ? [] : [extension]), spokenName),
  );
  return {
    requests: spent.requests - before.requests,
    characters: spent.characters - before.characters,
    seconds: tookMs / 1_000,
  };
}

const everybody = people === null ? demoPeople() : largePeople(people);
const firstFill = await cost(everybody);
const cacheMb = sounds.stats().fragmentBytes / 1e6;
const oneMore = await cost([...everybody, newcomer(0)]);
// A month: two of a hundred begin, one of a hundred moves to another extension, and one sentence gets other words.
const begin = Array.from({ length: Math.ceil(everybody.length / 50) }, (_, nth) =>
  newcomer(nth + 1),
);
const moved = everybody.map((one, nth) =>
  nth % 100 === 0 ? { ...one, extension: String(800 + nth / 100) } : one,
);
sounds.setPhrases({ ...phrases, person: { ...phrases.person, option: OTHER_WORDS } });
const month = await cost([...moved, newcomer(0), ...begin]);
await sounds.stop();
process.send?.(
  { kind: 'costs', costs: { firstFill, oneMore, month, cacheMb } satisfies Costs },
  () => process.exit(),
);
