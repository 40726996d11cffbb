import type { Absence } from '#domain/people/employee.ts';
import type { SourceEmployee } from '#ports/events.ts';

const DAY_MS = 86_400_000;

type Name = readonly [first: string, middle: string, last: string];
type Special = Partial<Omit<SourceEmployee, 'id' | 'first' | 'middle' | 'last'>>;

/**
 * The demo company's people. Among them, on purpose: names that are hard to inflect, extensions of two to four
 * digits, somebody on vacation around `now` with a deputy and somebody without, one who left, one at a mobile,
 * and an account that no human sits behind.
 */
export function staff(now: Date): readonly SourceEmployee[] {
  const away = (from: number, to: number, deputyId: string | null): Absence => ({
    fromMs: now.getTime() + from * DAY_MS,
    toMs: now.getTime() + to * DAY_MS,
    deputyId,
  });
  return [
    employee('petrova', ['Анна', 'Сергеевна', 'Петрова'], 'Продажи', '34'),
    employee('smirnov', ['Пётр', 'Ильич', 'Смирнов'], 'Продажи', '35'),
    employee('belykh', ['Зоя', 'Павловна', 'Белых'], 'Продажи', '36'),
    employee('tsoi', ['Анна', 'Викторовна', 'Цой'], 'Продажи', '115'),
    employee('vorobey', ['Лев', 'Борисович', 'Воробей'], 'Продажи', '116'),
    employee('sokolova', ['Мария', 'Дмитриевна', 'Соколова'], 'Продажи', '117', {
      absences: [away(-5, 9, null)],
    }),
    employee('orlov', ['Виктор', 'Андреевич', 'Орлов'], 'Продажи', '118', { dismissed: true }),
    employee('ilyina', ['Любовь', 'Никитична', 'Ильина'], 'Бухгалтерия', '201'),
    employee('egorova', ['Наталья', 'Олеговна', 'Егорова'], 'Бухгалтерия', '202', {
      absences: [away(-300, -280, 'ilyina'), away(-2, 12, 'ilyina')],
    }),
    employee('fyodorov', ['Семён', 'Львович', 'Фёдоров'], 'Сервис', '301'),
    employee('alieva', ['Лейла', 'Рашидовна', 'Алиева'], 'Сервис', '302', {
      absences: [away(20, 34, 'fyodorov')],
    }),
    employee('chernykh', ['Игорь', 'Юрьевич', 'Черных'], 'Сервис', '303'),
    employee('zaitsev', ['Олег', 'Михайлович', 'Зайцев'], 'Склад', '1401'),
    employee('gusev', ['Артём', 'Романович', 'Гусев'], 'Доставка', '501', { external: true }),
    employee('kuznetsov', ['Дмитрий', 'Евгеньевич', 'Кузнецов'], 'Руководство', '77', {
      allowed: false,
    }),
    employee('robot', ['Робот', '', '1С'], '', null, { technical: true }),
  ];
}

function employee(
  id: string,
  [first, middle, last]: Name,
  department: string,
  extension: string | null,
  special: Special = {},
): SourceEmployee {
  return {
    id,
    first,
    middle,
    last,
    spokenName: null,
    extension,
    department,
    dismissed: false,
    technical: false,
    allowed: true,
    external: false,
    numbers: [],
    absences: [],
    ...special,
  };
}
