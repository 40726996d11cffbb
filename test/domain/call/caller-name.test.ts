import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { callerNameFor, type CallerNamePolicy } from '#domain/call/caller-name.ts';

const policy: CallerNamePolicy = { isSet: true, transliterates: false, lengthMax: 40 };
const latin: CallerNamePolicy = { ...policy, transliterates: true };
const client = (clientName: string, companyName: string | null = null) => ({
  clientName,
  companyName,
});
const named = (clientName: string, companyName: string | null = null, by = policy) =>
  callerNameFor('', client(clientName, companyName), by);

describe('a name is set only where there is none', () => {
  test.each([
    '',
    '  ',
    '+79161234567',
    '8 (916) 123-45-67',
    '79161234567',
    '100',
    'anonymous',
    'Unknown',
    'asterisk',
  ])('over %j', (current) => {
    expect(callerNameFor(current, client('Иван'), policy)).toBe('Иван');
  });

  test.each(['Пётр', 'OOO Romashka', 'Sales 2', 'Unknown person'])('not over %j', (current) => {
    expect(callerNameFor(current, client('Иван'), policy)).toBeNull();
  });

  test('not when the administrator does not want it', () => {
    expect(callerNameFor('', client('Иван'), { ...policy, isSet: false })).toBeNull();
  });
});

describe('the name says client and company, once each', () => {
  test.each([
    ['Иван Петров', null, 'Иван Петров'],
    ['Иван Петров', 'Ромашка', 'Иван Петров, Ромашка'],
    ['Ромашка', 'Ромашка', 'Ромашка'],
    ['', 'Ромашка', 'Ромашка'],
    ['Иван', '', 'Иван'],
    [' Иван ', ' ', 'Иван'],
  ])('%j of %j is %j', (clientName, companyName, name) => {
    expect(named(clientName, companyName)).toBe(name);
  });

  test.each(['', ' ', '"', '\n', '\u200b'])(
    'nothing to say in %j leaves it alone',
    (clientName) => {
      expect(named(clientName)).toBeNull();
    },
  );
});

describe('the name is harmless', () => {
  test.each([
    ['ООО "Ромашка"', 'ООО Ромашка'],
    ['ООО «Ромашка»', 'ООО Ромашка'],
    ['Иван <sip:evil@host>', 'Иван sip:evil@host'],
    ['Иван\r\nEXEC System reboot', 'Иван EXEC System reboot'],
    ['a\\b|c;d`e$f', 'abcdef'],
    ['Иван\u202eнавИ', 'Иван навИ'],
    ['  много   пробелов ', 'много пробелов'],
    ['И\u0306ван', 'Йван'],
  ])('%j becomes %j', (told, name) => {
    expect(named(told)).toBe(name);
  });

  test('whatever the CRM holds', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.option(fc.string({ unit: 'binary' })),
        fc.boolean(),
        (a, b, transliterates) => {
          const name = named(a, b, { ...policy, transliterates, lengthMax: 20 });
          if (name === null) return;
          expect(name).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}"<>\\;|`$]/u);
          expect([...name].length).toBeLessThanOrEqual(20);
          expect(name).toBe(name.trim());
        },
      ),
    );
  });
});

describe('the name is cut', () => {
  test('after so many characters, never inside of one', () => {
    expect(named('😀😀😀', null, { ...policy, lengthMax: 2 })).toBe('😀😀');
    expect(named('абвгд', null, { ...policy, lengthMax: 5 })).toBe('абвгд');
    expect(named('абвгде', null, { ...policy, lengthMax: 5 })).toBe('абвгд');
  });

  test('without a comma or blank left at its end', () => {
    expect(named('Иван', 'Ромашка', { ...policy, lengthMax: 6 })).toBe('Иван');
  });

  test('after it was put into Latin letters, which are more', () => {
    expect(named('Щукин', null, { ...latin, lengthMax: 6 })).toBe('Shchuk');
  });
});

describe('in Latin letters, as in passports', () => {
  test.each([
    ['Щукин Юрий', 'Shchukin Iurii'],
    ['Наталья Подъячева', 'Natalia Podieiacheva'],
    ['Ёлкин', 'Elkin'],
    ['ООО Хлеб', 'OOO Khleb'],
    ['ЩУКИН', 'SHCHUKIN'],
    ['Я', 'Ia'],
    ['Жанна Ы.', 'Zhanna Y.'],
    ['Київ', 'Kiiv'],
    ['Romashka № 5', 'Romashka No 5'],
  ])('%j is %j', (told, name) => {
    expect(named(told, null, latin)).toBe(name);
  });
});
