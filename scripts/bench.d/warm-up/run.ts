/** The warm-up benchmark itself, in a process of its own so that its event loop is its own. Argument: its size, JSON. */
import { composeSounds } from '#app/compose.ts';
import { loadConfig } from '#app/config/load.ts';
import { rulesFrom } from '#app/rules.ts';
import type { Employee } from '#domain/people/employee.ts';
import type { Prompt, PromptPart } from '#domain/voice/phrases.ts';
import { promptsOf } from '#pipeline/warm-up.ts';
import type { Log } from '#ports/log.ts';
import { employee } from '#test/fakes/people.ts';
import { watchLoop } from '../loop-delay.ts';
import type { Size, Warmed } from './warm-up.ts';

const QUIET: Log = { debug() {}, info() {}, warn: console.error, error: console.error };
const KEYS = ['1', '2', '3'];
const FIRST = ['Анна', 'Пётр', 'Зоя', 'Игорь', 'Лев'];

const size = JSON.parse(process.argv[2] ?? '') as Size;
const config = await loadConfig(null, {});
const { voice, ...rest } = config;
const { spokenName } = rulesFrom(config);
const sounds = composeSounds({ ...rest, voice: { ...voice, soundsDir: size.folder } }, QUIET);
await sounds.start();

const readDelay = watchLoop();

async function warmed(people: number): Promise<Warmed> {
  readDelay();
  // As the service does it: what must be said is worked out, then made.
  const prompts = promptsOf(Array.from({ length: people }, person), () => KEYS, spokenName);
  const { synthesised, tookMs } = await sounds.warm(prompts);
  return { synthesised, tookMs, loopDelay: readDelay() };
}

const first = await warmed(size.people);
const again = await warmed(size.people);
const gluedMs = await gluing();
await sounds.stop();
process.send?.({ kind: 'warmed', first, again, gluedMs }, () => process.exit());

/** Menus of three people that nobody heard yet, one after the other: milliseconds each. */
async function gluing(): Promise<readonly number[]> {
  const tookMs: number[] = [];
  for (let i = 0; i + 2 < size.people; i += 1) {
    const options = KEYS.map((keys, at): PromptPart => {
      const one = person(null, i + at);
      return { phrase: 'option', person: { employeeId: one.id, ...spokenName(one), keys } };
    });
    const prompt: Prompt = [
      { phrase: 'greeting' },
      { phrase: 'menu_begin' },
      ...options,
      { phrase: 'menu_end' },
    ];
    const begunAt = performance.now();
    if ((await sounds.ready(prompt)) === null) throw new Error('a menu was not ready');
    tookMs.push(performance.now() - begunAt);
  }
  return tookMs;
}

function person(_: unknown, i: number): Employee {
  const last = `Петрова ${Math.floor(i / FIRST.length)}`;
  return employee({
    id: `e${i}`,
    name: { first: FIRST[i % FIRST.length]!, middle: '', last },
    extension: String(1_000 + i),
  });
}
