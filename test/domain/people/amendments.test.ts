import { describe, expect, test } from 'vitest';
import {
  amendedEmployees,
  NO_AMENDMENTS,
  unknownNames,
  type Amendments,
  type PersonAmendment,
} from '#domain/people/amendments.ts';
import type { Employee } from '#domain/people/employee.ts';
import { employee } from '#test/fakes/people.ts';

const anna = employee({
  id: 'a1',
  extension: '34',
  department: 'Отдел продаж',
  name: { first: 'Анна', middle: 'Сергеевна', last: 'Петрова' },
});
const pyotr = employee({
  id: 'b2',
  extension: '35',
  department: 'Склад',
  name: { first: 'Пётр', middle: '', last: 'Белых' },
});
const robot = employee({
  id: 'r3',
  extension: null,
  name: { first: '', middle: '', last: 'Робот обмена' },
});
const ALL = [anna, pyotr, robot];

function amendedBy(amendments: Partial<Amendments>): Record<string, Employee> {
  const told = amendedEmployees(ALL, { ...NO_AMENDMENTS, ...amendments });
  return Object.fromEntries(told.map((one) => [one.id, one]));
}

const person = (name: string, amendment: PersonAmendment) =>
  amendedBy({ people: new Map([[name, amendment]]) });

test('without amendments everybody is as the CRM has them', () => {
  expect(amendedEmployees(ALL, NO_AMENDMENTS)).toEqual(ALL);
});

test.each(['a1', '34', 'Анна Петрова', 'петрова  анна', 'Петрова Анна Сергеевна'])(
  'a person is named as «%s»',
  (name) => {
    expect(person(name, { spokenName: 'Аня' })['a1']?.spokenName).toBe('Аня');
  },
);

test('ё is no other letter than е', () => {
  expect(person('Белых Петр', { extension: '71' })['b2']?.extension).toBe('71');
});

test('an id is nobody else’s extension', () => {
  const seven = employee({
    id: '34',
    extension: '7',
    name: { first: 'Зоя', middle: '', last: 'Лис' },
  });
  const told = amendedEmployees([anna, seven], {
    ...NO_AMENDMENTS,
    people: new Map([['34', { dismissed: true }]]),
  });
  expect(told.filter(({ dismissed }) => dismissed).map(({ id }) => id)).toEqual(['34']);
});

test('a person whom a pattern takes for nobody may be somebody all the same', () => {
  const people = new Map([['Робот обмена', { technical: false }]]);
  expect(amendedBy({ technical: ['Робот*'], people })['r3']?.technical).toBe(false);
});

test('what is not said stays as it was', () => {
  expect(person('34', { department: 'Сервис' })['a1']).toEqual({ ...anna, department: 'Сервис' });
});

test('numbers and absences are added to those of the CRM, the administrator’s first', () => {
  const told = { ...anna, numbers: ['+79160000001' as const] };
  const absences = [{ fromMs: 1, toMs: 2, deputyId: null }];
  const [one] = amendedEmployees([{ ...told, absences }, pyotr], {
    ...NO_AMENDMENTS,
    people: new Map([
      [
        '34',
        {
          numbers: ['+79160000001', '+79160000002'],
          absences: [{ fromMs: 3, toMs: 4, deputy: null }],
          deputy: 'Пётр Белых',
        },
      ],
    ]),
  });
  expect(one?.numbers).toEqual(['+79160000001', '+79160000002']);
  expect(one?.absences).toEqual([
    { fromMs: 3, toMs: 4, deputyId: 'b2' },
    { fromMs: 1, toMs: 2, deputyId: 'b2' },
  ]);
});

test('an absence may name a deputy of its own', () => {
  const absences = [{ fromMs: 3, toMs: 4, deputy: '34' }];
  expect(person('35', { absences, deputy: 'r3' })['b2']?.absences).toEqual([
    { fromMs: 3, toMs: 4, deputyId: 'a1' },
  ]);
});

describe('who may be offered', () => {
  const allowed = (amendments: Partial<Amendments>): string[] =>
    Object.values(amendedBy(amendments)).flatMap((one) => (one.allowed ? one.id : []));
  const some = (departments: string[], people: string[]) => ({ departments, people });

  test.each([
    ['everybody, when nobody is named', {}, ['a1', 'b2', 'r3']],
    ['a department', { allow: some(['отдел  продаж'], []) }, ['a1']],
    ['a department and a person', { allow: some(['Отдел продаж'], ['35']) }, ['a1', 'b2']],
    ['all but a department', { deny: some(['Склад'], []) }, ['a1', 'r3']],
    ['all but a person', { deny: some([], ['Петрова Анна']) }, ['b2', 'r3']],
    ['who is denied is not allowed', { allow: some([], ['34']), deny: some([], ['34']) }, []],
  ])('%s', (_, amendments, expected) => {
    expect(allowed(amendments)).toEqual(expected);
  });

  test('nobody whom the CRM leaves out comes back in', () => {
    const [one] = amendedEmployees([{ ...anna, allowed: false }], {
      ...NO_AMENDMENTS,
      allow: some([], ['34']),
    });
    expect(one?.allowed).toBe(false);
  });
});

test.each([
  ['Робот обмена', true],
  ['робот*', true],
  ['Робот', false],
  ['Петрова', false],
])('technical accounts by name: %s', (pattern, expected) => {
  expect(amendedBy({ technical: [pattern] })['r3']?.technical).toBe(expected);
});

test('names that are nobody’s are told', () => {
  const amendments = {
    ...NO_AMENDMENTS,
    allow: { departments: ['Отдел продаж', 'Бухгалтерия'], people: ['Иван Иванов'] },
    people: new Map([['99', {}]]),
  };
  expect(unknownNames(ALL, amendments)).toEqual(['Иван Иванов', '99', 'Бухгалтерия']);
});
