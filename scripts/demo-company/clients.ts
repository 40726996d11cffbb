import type { E164 } from '#domain/call/caller.ts';
import type { SourceClient } from '#ports/events.ts';
import type { Chance } from './random.ts';

const FIRST = [
  'Иван',
  'Олег',
  'Сергей',
  'Павел',
  'Роман',
  'Тимур',
  'Ольга',
  'Инна',
  'Вера',
  'Нина',
  'Алла',
  'Дина',
];
const INITIALS = ['А.', 'Б.', 'В.', 'Г.', 'Д.', 'К.', 'М.', 'Н.', 'П.', 'С.', 'Т.', 'Ш.'];
const FORMS = ['ООО', 'ООО', 'ООО', 'АО', 'ИП'];
const NAMES = [
  'Ромашка',
  'Вектор',
  'Маяк',
  'Северный ветер',
  'Ёлка',
  'Гранит',
  'Сокол',
  'Рассвет',
  'Меридиан',
  'Апельсин',
];
const TRADES = ['Трейд', 'Строй', 'Мебель', 'Сервис', 'Логистика', 'Свет'];

/**
 * A number that nobody has: no local number of Moscow begins with 0. (Russia sets no numbers aside for fiction.)
 * `index` up to 999 999.
 */
export function madeUpNumber(index: number): E164 {
  return `+74950${String(index).padStart(6, '0')}`;
}

/** Numbers below are those of the scenarios. */
const FIRST_INDEX = 100;

/** So many people who call: four of five for a company that others call for too, some from several numbers. */
export function clients(
  count: number,
  managers: readonly string[],
  chance: Chance,
): readonly SourceClient[] {
  const companies = Array.from({ length: Math.ceil(count / 4) }, (_, i) => ({
    id: `k${i + 1}`,
    name: `${chance.pick(FORMS)} «${chance.pick(NAMES)}-${chance.pick(TRADES)}»`,
    managerId: chance.unit() < 0.6 ? chance.pick(managers) : null,
  }));
  return Array.from({ length: count }, (_, i) => {
    const company = chance.unit() < 0.8 ? chance.pick(companies) : null;
    const numbers = chance.weighted({ 1: 6, 2: 3, 3: 1 });
    return {
      id: `c${i + 1}`,
      name: `${chance.pick(FIRST)} ${chance.pick(INITIALS)}`,
      companyId: company?.id ?? null,
      companyName: company?.name ?? null,
      managerId: company?.managerId ?? null,
      numbers: Array.from({ length: Number(numbers) }, (_, n) =>
        madeUpNumber((FIRST_INDEX + i) * 10 + n),
      ),
    };
  });
}
