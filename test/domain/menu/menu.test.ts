import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  menuOf,
  nextMove,
  openMenu,
  type Menu,
  type MenuHeard,
  type Step,
} from '#domain/menu/menu.ts';

const limits = { triesMax: 3, silencesMax: 2, keyWaitMs: 4000, interDigitMs: 1500 };
const anna = { employeeId: 'anna', extension: '34', keys: '34', probability: 0.5 };
const pyotr = { employeeId: 'pyotr', extension: '105', keys: '105', probability: 0.2 };
const directory = [
  { employeeId: 'anna', extension: '34' },
  { employeeId: 'pyotr', extension: '105' },
  { employeeId: 'oleg', extension: '10' },
  { employeeId: 'zoya', extension: '02' },
];
const menu = menuOf([anna, pyotr], directory, limits);

/** What the caller does, one letter each: a key, `.` for silence, `!` for no sound, `x` for a hang-up. */
function play(menu: Menu, script: string): Step {
  return Array.from(script).reduce(
    (step, letter) => nextMove(menu, step.state, heard(letter)),
    openMenu,
  );
}

function heard(letter: string): MenuHeard {
  if (letter === '.') return { kind: 'silence' };
  if (letter === '!') return { kind: 'no-sound' };
  if (letter === 'x') return { kind: 'hangup' };
  return { kind: 'digit', digit: letter };
}

const to = (employeeId: string, extension: string) => ({
  kind: 'route',
  to: { kind: 'employee', employeeId, extension },
});

describe('a caller keys', () => {
  test('an offered extension and is routed at its last digit, without a time-out', () => {
    expect(play(menu, '34').move).toEqual(to('anna', '34'));
  });

  test('an extension that was not offered, of somebody who works here', () => {
    const only = menuOf([anna], [{ employeeId: 'lev', extension: '777' }], limits);
    expect(play(only, '777').move).toEqual(to('lev', '777'));
  });

  test('10 where 105 exists too: the next key decides, and silence takes the shorter one', () => {
    expect(play(menu, '10').move).toEqual({ kind: 'listen', timeoutMs: 1500 });
    expect(play(menu, '10.').move).toEqual(to('oleg', '10'));
    expect(play(menu, '105').move).toEqual(to('pyotr', '105'));
  });

  test('a hash after a whole extension, and need not wait', () => {
    expect(play(menu, '10#').move).toEqual(to('oleg', '10'));
  });

  test('0 for a person, at once where no extension begins with it', () => {
    const plain = menuOf([anna], [], limits);
    expect(play(plain, '0').move).toEqual({ kind: 'route', to: { kind: 'anybody' } });
    expect(play(menu, '0.').move).toEqual({ kind: 'route', to: { kind: 'anybody' } });
    expect(play(menu, '02').move).toEqual(to('zoya', '02'));
  });

  test('0 after a wrong key, at every level', () => {
    expect(play(menu, '9.0.').move).toEqual({ kind: 'route', to: { kind: 'anybody' } });
  });

  test('positions instead of extensions', () => {
    const positions = menuOf(
      [
        { ...anna, keys: '1' },
        { ...pyotr, keys: '2' },
      ],
      [{ employeeId: 'lev', extension: '77' }],
      limits,
    );
    expect(play(positions, '2').move).toEqual(to('pyotr', '105'));
    expect(play(positions, '77').move).toEqual(to('lev', '77'));
    expect(play(positions, '3.').move).toEqual({ kind: 'say', intro: 'no-match' });
  });

  test.each(['9', '39', '*', '#', '35'])('%s, which is nobody: the menu comes again', (keys) => {
    expect(play(menu, `${keys}.`).move).toEqual({ kind: 'say', intro: 'no-match' });
  });

  test.each(['999', '9234', '35034', '*34'])(
    '%s in one go: that is one wrong number, however it goes on',
    (keys) => {
      expect(play(menu, keys).move).toEqual({ kind: 'listen', timeoutMs: 700 });
      expect(play(menu, `${keys}.`)).toMatchObject({
        state: { tries: 2 },
        move: { kind: 'say', intro: 'no-match' },
      });
    },
  );

  test('without end, and is asked again all the same', () => {
    expect(play(menu, '9'.repeat(12)).move).toEqual({ kind: 'say', intro: 'no-match' });
  });

  test('half an extension and stops: that is no match', () => {
    expect(play(menu, '3.').move).toEqual({ kind: 'say', intro: 'no-match' });
  });

  test('three wrong keys and reaches the queue', () => {
    expect(play(menu, '9.').move.kind).toBe('say');
    expect(play(menu, '9.9.').move.kind).toBe('say');
    expect(play(menu, '9.9.9.').move).toEqual({ kind: 'give-up', reason: 'no-match' });
  });
});

describe('a caller says nothing', () => {
  test('the end of the prompt is not yet an answer', () => {
    expect(play(menu, '.').move).toEqual({ kind: 'listen', timeoutMs: 4000 });
  });

  test('the prompt is repeated once, then the queue comes', () => {
    expect(play(menu, '..').move).toEqual({ kind: 'say', intro: 'no-input' });
    expect(play(menu, '....').move).toEqual({ kind: 'give-up', reason: 'no-input' });
  });

  test('and is connected where silence means yes', () => {
    const direct = menuOf([anna], [], limits, {
      kind: 'employee',
      employeeId: 'anna',
      extension: '34',
    });
    expect(play(direct, '..').move).toEqual(to('anna', '34'));
  });
});

test('a caller hangs up: the menu is over, whatever was typed', () => {
  expect(play(menu, 'x').move).toEqual({ kind: 'end' });
  expect(play(menu, '1x').move).toEqual({ kind: 'end' });
});

test('speech that is missing ends the menu, it does not repeat it', () => {
  expect(play(menu, '!').move).toEqual({ kind: 'give-up', reason: 'no-speech' });
});

const ALPHABET = Array.from('0123456789*#.!x');
const isLast = ({ move }: Step) => move.kind !== 'say' && move.kind !== 'listen';

test('from every reachable state every input leads on, and every way ends within a bound', () => {
  // A state may never come back on one path: then the number of states bounds the length of every conversation.
  const depths = new Map<string, number>();
  const depthOf = (step: Step, path: ReadonlySet<string>): number => {
    if (isLast(step)) return 0;
    const key = JSON.stringify(step.state);
    expect(path.has(key), `a circle through ${key}`).toBe(false);
    const known = depths.get(key);
    if (known !== undefined) return known;
    const onwards = new Set(path).add(key);
    const deepest = Math.max(
      ...ALPHABET.map((letter) => depthOf(nextMove(menu, step.state, heard(letter)), onwards)),
    );
    depths.set(key, deepest + 1);
    return deepest + 1;
  };
  const longest = depthOf(openMenu, new Set());
  expect(depths.size).toBeGreaterThan(10);
  // triesMax prompts, each with at most: its end, twelve keys, the silence after them.
  expect(longest).toBeLessThanOrEqual(limits.triesMax * (1 + 12 + 1));
});

test('whatever the extensions and the keys: it ends, and routes only to somebody who was typed', () => {
  const extension = fc.stringMatching(/^\d{2,4}$/);
  fc.assert(
    fc.property(
      fc.uniqueArray(extension, { maxLength: 12 }),
      fc.array(fc.constantFrom(...ALPHABET), { minLength: 60, maxLength: 60 }),
      (extensions, letters) => {
        const people = extensions.map((text) => ({ employeeId: `e${text}`, extension: text }));
        const offered = people
          .slice(0, 3)
          .map((one) => ({ ...one, keys: one.extension, probability: 0.2 }));
        const any = menuOf(offered, people, limits);
        let step = openMenu;
        let typed = '';
        for (const letter of letters) {
          if (isLast(step)) break;
          if (/\d/.test(letter)) typed += letter;
          step = nextMove(any, step.state, heard(letter));
        }
        expect(isLast(step)).toBe(true);
        if (step.move.kind === 'route' && step.move.to.kind === 'employee')
          expect(typed.endsWith(step.move.to.extension)).toBe(true);
      },
    ),
  );
});
