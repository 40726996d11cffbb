import { beforeAll, describe, expect, test } from 'vitest';
import { castOf, type Cast } from '#scripts/demo-calls/cast.ts';
import { mistakesOf, type Evidence } from '#scripts/demo-calls/judge.ts';
import type { CallFacts, Mistake, TimelineEvent } from '#scripts/demo-calls/report.ts';
import { program, type Scene } from '#scripts/demo-calls/scenes.ts';
import { callText } from '#scripts/demo-calls/words.ts';
import { demoCompany } from '#scripts/demo-company.ts';

// The verdict of scripts/demo, without the calls: each of these wrong results must be called wrong.

const company = demoCompany({ seed: 1, now: new Date() });
const { lanes, finale } = program(company);
const scenes = [...lanes.flat(), ...finale];
let cast: Cast;
beforeAll(async () => {
  cast = await castOf(company, 'Сталь-Трейд');
});

const PROMPT_MS = 10_000;

/** A call that went exactly as the scene says. */
function asItShould(scene: Scene): Evidence {
  const { offered, says, reaches } = scene.expects;
  const said = says.map((prompt) => event('said', cast.textOf(prompt)));
  const isKilled = scene.killAfterMs !== undefined;
  const promptsMs = isKilled ? scene.killAfterMs : says.length * PROMPT_MS;
  const facts: CallFacts = {
    scenario: scene.name,
    caller: scene.caller,
    offered: offered.map((extension) => {
      return { employee: cast.nameOf(extension) ?? '', extension };
    }),
    keyed: scene.keys.map(({ digits }) => digits).join(''),
    reached:
      reaches === 'queue'
        ? { kind: 'queue', name: 'sales' }
        : { kind: 'employee', name: cast.nameOf(reaches.employee) ?? '' },
    firstAudioMs: 20,
    events: [...said, ...(isKilled ? [event('killed', ''), event('queued', 'sales')] : [])],
    heard: `${scene.name}.wav`,
    heardEachOther: { caller: 2_900, employee: 2_900 },
  };
  const kill = isKilled ? { exit: 'SIGKILL', intoPromptMs: promptsMs, promptMs: PROMPT_MS } : null;
  return { facts, voiceMs: promptsMs * 0.7, promptsMs, kill };
}

function event(kind: TimelineEvent['kind'], detail: string): TimelineEvent {
  return { atMs: 1_000, kind, detail };
}

function sceneOf(name: string): Scene {
  const scene = scenes.find((one) => one.name === name);
  if (scene === undefined) throw new Error(`no scene ${name}`);
  return scene;
}

test('a scene spells out whole sentences', () => {
  const [menu = []] = sceneOf('favourite-absent').expects.says;
  expect(cast.textOf(menu)).toBe(
    'Здравствуйте! Компания Сталь-Трейд. Пожалуйста, наберите добавочный номер. ' +
      'Лев Воробей — добавочный один шестнадцать. Анна Цой — добавочный один пятнадцать. ' +
      'Отдел продаж — ноль. Или просто оставайтесь на линии.',
  );
});

test('every scene can go right', () => {
  expect(scenes).toHaveLength(8);
  for (const scene of scenes) expect(mistakesOf(scene, asItShould(scene), cast)).toEqual([]);
});

/** The scene, what is different from how it should go, and what the verdict says about it. */
type Wrong = readonly [
  scene: string,
  why: string,
  differs: (right: Evidence) => { facts?: Partial<CallFacts> } & Partial<Omit<Evidence, 'facts'>>,
  mistakes: readonly (readonly [about: Mistake['about'], expected: RegExp, came: RegExp])[],
];

const WRONG: readonly Wrong[] = [
  [
    'known-client',
    'another order of people',
    ({ facts }) => ({ facts: { offered: facts.offered.toReversed() } }),
    [['offered', /^34 Анна Петрова, 35 Пётр Смирнов, 36 Зоя Белых$/, /^36 Зоя .* Петрова$/]],
  ],
  [
    'known-client',
    'the menu names another person than was offered',
    ({ facts }) => ({ facts: said(facts, (text) => text.replace('Зоя Белых', 'Анна Цой')) }),
    [['said', /Зоя Белых/, /Анна Цой/]],
  ],
  [
    'unknown',
    'a stranger hears a personal menu',
    ({ facts }) => ({ facts: said(facts, () => 'Пожалуйста, наберите. Анна Петрова.') }),
    [['said', /Если Вы знаете добавочный номер/, /Анна Петрова/]],
  ],
  [
    'silent',
    'the menu is not repeated',
    ({ facts }) => ({ facts: { events: facts.events.toSpliced(1, 1) } }),
    [
      ['said', /^Позвольте, я повторю/, /^Соединяю/],
      ['said', /^Соединяю/, /^$/],
    ],
  ],
  [
    'withheld',
    'something is said to a withheld number',
    () => ({ facts: { events: [event('said', 'Здравствуйте!')] } }),
    [['said', /^$/, /^Здравствуйте!$/]],
  ],
  [
    'withheld',
    'a voice is in the recording, whatever the log says',
    () => ({ voiceMs: 1_500 }),
    [['voice-ms', /^0…300$/, /^1500$/]],
  ],
  [
    'wrong-keys',
    'a key was lost',
    () => ({ facts: { keyed: '98' } }),
    [['keyed', /^989$/, /^98$/]],
  ],
  ['silent', 'keys out of nowhere', () => ({ facts: { keyed: '5' } }), [['keyed', /^$/, /^5$/]]],
  [
    'no-answer',
    'the one who did not answer is reached after all',
    () => ({ facts: { reached: { kind: 'employee', name: 'Анна Петрова' } } }),
    [['reached', /^Зоя Белых \(employee\)$/, /^Анна Петрова \(employee\)$/]],
  ],
  [
    'known-client',
    'the queue instead of the person',
    () => ({ facts: { reached: { kind: 'queue', name: 'sales' } } }),
    [['reached', /^Пётр Смирнов/, /^sales \(queue\)$/]],
  ],
  [
    'killed',
    'nobody at all',
    () => ({ facts: { reached: null, heardEachOther: null } }),
    [
      ['reached', /^sales \(queue\)$/, /^$/],
      ['caller-heard-ms', /^≥ 1000$/, /^$/],
      ['employee-heard-ms', /^≥ 1000$/, /^$/],
    ],
  ],
  [
    'known-client',
    'one-way audio',
    () => ({ facts: { heardEachOther: { caller: 2_900, employee: 0 } } }),
    [['employee-heard-ms', /^≥ 1000$/, /^0$/]],
  ],
  [
    'known-client',
    'silence at first',
    () => ({ facts: { firstAudioMs: 2_001 } }),
    [['first-audio-ms', /^0…2000$/, /^2001$/]],
  ],
  [
    'withheld',
    'silence from beginning to end',
    () => ({ facts: { firstAudioMs: null } }),
    [['first-audio-ms', /^0…2000$/, /^$/]],
  ],
  [
    'unknown',
    'the prompt is in the log but not in the ear',
    () => ({ voiceMs: 4_999 }),
    [['voice-ms', /^5000…10300$/, /^4999$/]],
  ],
  [
    'unknown',
    'no recording',
    () => ({ voiceMs: null, facts: { heard: null } }),
    [['voice-ms', /./, /^$/]],
  ],
  [
    'killed',
    'the service stopped by itself',
    ({ kill }) => ({ kill: kill && { ...kill, exit: '0' } }),
    [['exit', /^SIGKILL$/, /^0$/]],
  ],
  ['killed', 'nobody killed it', () => ({ kill: null }), [['exit', /^SIGKILL$/, /^$/]]],
  [
    'killed',
    'the prompt was over already',
    ({ kill }) => ({ kill: kill && { ...kill, intoPromptMs: PROMPT_MS } }),
    [['killed-after-ms', /^1…9999$/, /^10000$/]],
  ],
  [
    'killed',
    'the caller waited',
    ({ facts: { events } }) => ({
      facts: { events: [...events.slice(0, -1), { ...event('queued', 'sales'), atMs: 3_001 }] },
    }),
    [['queued-after-ms', /^0…2000$/, /^2001$/]],
  ],
];

function said(facts: CallFacts, changed: (text: string) => string): Partial<CallFacts> {
  const events = facts.events.map((one) =>
    one.kind === 'said' ? { ...one, detail: changed(one.detail) } : one,
  );
  return { events };
}

function wrongly(name: string, differs: Wrong[2]): readonly Mistake[] {
  const right = asItShould(sceneOf(name));
  const { facts, ...others } = differs(right);
  const came = { ...right, ...others, facts: { ...right.facts, ...facts } };
  return mistakesOf(sceneOf(name), came, cast);
}

describe('wrong:', () => {
  test.for(WRONG)('%s, %s', ([name, , differs, expected]) => {
    const mistakes = wrongly(name, differs);
    expect(mistakes.map(({ about }) => about)).toEqual(expected.map(([about]) => about));
    for (const [at, [, wanted, came]] of expected.entries()) {
      expect(mistakes[at]?.expected).toMatch(wanted);
      expect(mistakes[at]?.came).toMatch(came);
    }
  });
});

test('a mistake is one line, with what was expected and what came', () => {
  const scene = sceneOf('withheld');
  const wrong = wrongly('withheld', () => ({
    facts: { events: [event('said', 'Здравствуйте!')] },
    voiceMs: 900,
  }));
  const report = { ...asItShould(scene).facts, ok: false, wrong };
  const lines = (language: 'ru' | 'en') =>
    callText(scene, report, language)
      .split('\n')
      .filter((line) => line.includes('✗'))
      .map((line) => line.trim());
  expect(lines('ru')).toEqual([
    '✗ Номер скрыт: очередь продаж сразу  (anonymous)',
    '✗ что сказано - ожидалось: ничего; вышло: Здравствуйте!',
    '✗ речь в записи, мс - ожидалось: 0…300; вышло: 900',
  ]);
  expect(lines('en')).toEqual([
    '✗ A withheld number: the sales queue at once  (anonymous)',
    '✗ what was said - expected: nothing; came: Здравствуйте!',
    '✗ speech in the recording, ms - expected: 0…300; came: 900',
  ]);
});
