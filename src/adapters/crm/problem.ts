/** What is wrong with a record. Nothing of its content goes along: only where it is, and of what shape. */
export interface Problem {
  readonly line: number;
  /** The column's number in a CSV file, from 1; null where there are no columns. */
  readonly column: number | null;
  /** Column or field; null when the record as a whole is meant. */
  readonly field: string | null;
  readonly complaint: Complaint;
  /** `shapeOf` the value; null when there is none. */
  readonly shape: string | null;
}

export type Complaint =
  | 'missing'
  | 'too-long'
  | 'too-many'
  | 'not-text'
  | 'time'
  | 'time-range'
  | 'flag'
  | 'phone'
  | 'extension'
  | 'span'
  | 'unknown-field'
  | 'twice'
  | 'repeated'
  | 'kind'
  | 'json'
  | 'quoting'
  | 'cells'
  | 'seconds'
  | 'no-column'
  | 'empty-file';

const SHAPE_LENGTH_MAX = 40;

/** Of what kind of characters a value is made, and no more: «Иванов +7 916» → «яяяяяя +9 999». */
export function shapeOf(value: unknown): string {
  if (typeof value !== 'string') return value === null ? 'null' : typeof value;
  const shape = value
    .slice(0, SHAPE_LENGTH_MAX)
    .replaceAll(/\p{Script=Cyrillic}/gu, 'я')
    .replaceAll(/(?!я)\p{L}/gu, 'x')
    .replaceAll(/\d/g, '9')
    .replaceAll(/[^яx9 +\-().,:;/@_]/gu, '?');
  return value.length > SHAPE_LENGTH_MAX ? `${shape}… (${value.length})` : shape;
}

export type Language = 'ru' | 'en';

/** `clients.csv:12:3: numbers: no phone number (value like «99-99»). Write it as +7 916 123-45-67.` */
export function problemText(file: string, problem: Problem, language: Language): string {
  const { line, column, field, complaint, shape } = problem;
  const place = [file, line, ...(column === null ? [] : [column])].join(':');
  const value = shape === null ? '' : ` (${VALUE_LIKE[language]} «${shape}»)`;
  const [what, remedy] = COMPLAINTS[complaint][language === 'ru' ? 'ru' : 'en'];
  return `${place}: ${field === null ? '' : `${field}: `}${what}${value}. ${remedy}`;
}

const VALUE_LIKE = { ru: 'значение вида', en: 'a value like' };

type Words = readonly [what: string, remedy: string];

const COMPLAINTS: Readonly<Record<Complaint, { readonly ru: Words; readonly en: Words }>> = {
  missing: {
    ru: ['не заполнено', 'Без этого поля запись не понять.'],
    en: ['empty', 'The record makes no sense without it.'],
  },
  'too-long': {
    ru: ['слишком длинно', 'Проверьте, не сдвинулись ли столбцы и закрыты ли кавычки.'],
    en: ['too long', 'See whether columns have shifted, and whether all quotes are closed.'],
  },
  'too-many': {
    ru: ['слишком много значений', 'Оставьте не больше 50.'],
    en: ['too many values', 'Keep 50 at most.'],
  },
  'not-text': {
    ru: ['не то, чего мы ждём', 'Как писать это поле, говорит telefonistka import --help.'],
    en: ['not what we expect', 'telefonistka import --help says how to write this field.'],
  },
  time: {
    ru: ['это не время', 'Пишите 2026-11-20T09:30:00+03:00, 20.11.2026 9:30 или секунды Unix.'],
    en: ['no time', 'Write 2026-11-20T09:30:00+03:00, 20.11.2026 9:30 or unix seconds.'],
  },
  'time-range': {
    ru: [
      'время до 2000 года или в будущем',
      'Нужно время, когда событие было; план событием не считается.',
    ],
    en: ['before 2000 or in the future', 'Give the time when it happened; a plan is no event.'],
  },
  flag: {
    ru: ['не «да» и не «нет»', 'Пишите 1 или 0.'],
    en: ['neither yes nor no', 'Write 1 or 0.'],
  },
  phone: {
    ru: [
      'это не номер телефона',
      'Пишите +7 999 123-45-67; несколько номеров - через точку с запятой.',
    ],
    en: ['no phone number', 'Write +7 999 123-45-67; put semicolons between several.'],
  },
  extension: {
    ru: ['это не добавочный', 'Нужны 2-4 цифры; пусто, если телефона нет.'],
    en: ['no extension', 'Write 2 to 4 digits, or nothing for a person without a phone.'],
  },
  span: {
    ru: ['отсутствие без начала или конца, или конец раньше начала', 'Заполните обе даты.'],
    en: ['an absence without a begin or an end, or ending before it begins', 'Give both dates.'],
  },
  'unknown-field': {
    ru: [
      'нет такого столбца',
      'Переименуйте его или уберите; названия перечисляет telefonistka import --help.',
    ],
    en: ['no such column', 'Rename it or take it out; telefonistka import --help lists the names.'],
  },
  twice: {
    ru: ['столбец назван дважды', 'Оставьте один.'],
    en: ['the column is named twice', 'Keep one.'],
  },
  repeated: {
    ru: ['эта запись уже была выше', 'Оставьте одну строку на каждый id.'],
    en: ['this id was there before', 'Keep one row for each id.'],
  },
  kind: {
    ru: [
      'непонятно, что здесь: события, сотрудники или клиенты',
      'В JSON пишите kind: event, employee или client; в CSV назовите столбцы, как говорит telefonistka import --help.',
    ],
    en: [
      'events, employees or clients?',
      'In JSON write kind: event, employee or client; in CSV name the columns as telefonistka import --help says.',
    ],
  },
  json: {
    ru: ['это не объект JSON', 'В каждой строке - один объект в фигурных скобках.'],
    en: ['no JSON object', 'Each line holds one object in braces.'],
  },
  quoting: {
    ru: ['кавычки не на месте', 'Ячейку с кавычкой берут в кавычки, а саму кавычку удваивают.'],
    en: ['stray quotes', 'Put a cell with a quote into quotes, and double the quote itself.'],
  },
  cells: {
    ru: ['в строке не столько ячеек, сколько столбцов', 'Ячейку с разделителем берут в кавычки.'],
    en: ['another number of cells than columns', 'Put a cell with a delimiter into quotes.'],
  },
  seconds: {
    ru: ['это не целые секунды Unix', 'Пишите время как 1763690587: секунды, не миллисекунды.'],
    en: ['no whole unix seconds', 'Write the time as 1763690587: seconds, not milliseconds.'],
  },
  'no-column': {
    ru: [
      'нет такого столбца',
      'Первая строка файла называет столбцы; какие нужны, говорит telefonistka backtest --help.',
    ],
    en: [
      'the column is missing',
      'The first line of the file names the columns; telefonistka backtest --help lists them.',
    ],
  },
  'empty-file': {
    ru: ['файл пуст', 'Первая строка CSV называет столбцы.'],
    en: ['the file is empty', 'The first line of a CSV file names the columns.'],
  },
};
