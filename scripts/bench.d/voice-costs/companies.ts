import type { Employee } from '#domain/people/employee.ts';
import { employee } from '#test/fakes/people.ts';
import { staff } from '#scripts/demo-company/staff.ts';

const FIRST =
  'Анна Мария Елена Ольга Наталья Ирина Татьяна Юлия Светлана Дарья Зоя Лейла Александр Сергей Дмитрий Андрей Алексей Максим Иван Михаил Николай Пётр Виктор Олег Игорь Артём Лев Семён Роман Павел'.split(
    ' ',
  );
const STEMS =
  'Андре Алексе Матве Тимофе Васил Григор Юр Афанас Геннад Дмитр Артам Бор Вад Глад Дор Егор Жар Зах Ил Кар Лар Мир Наз Огар Пан Раз Сав Тар Уст Фад'.split(
    ' ',
  );
const ENDINGS = 'ов енко ин ский унов их ьев чук ихин ак'.split(' ');

/** The demo's people, as a source brings them. */
export function demoPeople(): readonly Employee[] {
  return staff(new Date()).map(
    ({ id, first, middle, last, extension, technical, dismissed, allowed }) =>
      employee({ id, name: { first, middle, last }, extension, technical, dismissed, allowed }),
  );
}

/** People of a large company: thirty first names, and no surname twice, which is the dearest case. */
export function largePeople(count: number): readonly Employee[] {
  return Array.from({ length: count }, (_, nth) => {
    const stem = STEMS[nth % STEMS.length]!;
    const last = `${stem}${ENDINGS[Math.floor(nth / STEMS.length) % ENDINGS.length]!}`;
    const first = FIRST[(nth * 7) % FIRST.length]!;
    return employee({
      id: `e${nth}`,
      name: { first, middle: '', last },
      extension: String(100 + nth),
    });
  });
}

/** Somebody who begins: a usual first name, a surname nobody has, the next extension. */
export function newcomer(nth: number): Employee {
  const last = `${STEMS[nth % STEMS.length]!}ченко`;
  return employee({
    id: `new${nth}`,
    name: { first: 'Анна', middle: '', last },
    extension: String(700 + nth),
  });
}
