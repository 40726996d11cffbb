import type { Said } from './mistake.ts';

export interface Words {
  readonly message: Said;
  readonly remedy: Said;
}

/** Message and remedy, Russian and English. */
export function words(ru: readonly [string, string], en: readonly [string, string]): Words {
  return { message: { ru: ru[0], en: en[0] }, remedy: { ru: ru[1], en: en[1] } };
}

/** What may be wrong with a settings file, in words; remedies say what to write. */
export const said = {
  empty: words(
    ['файл пуст', 'напишите хотя бы «language: ru», остальное возьмётся по умолчанию'],
    ['the file is empty', 'write at least "language: en": the rest has defaults'],
  ),
  tooLong: words(
    ['файл больше мегабайта', 'это не файл настроек'],
    ['the file is larger than a megabyte', 'this is no settings file'],
  ),
  aliases: words(
    ['слишком много ссылок (*имя)', 'запишите значения прямо'],
    ['too many aliases (*name)', 'write the values themselves'],
  ),
  duplicate: words(
    ['ключ встречается второй раз', 'оставьте одну из строк: вторая молча заменила бы первую'],
    ['the key occurs twice', 'keep one of the lines: the second would silently replace the first'],
  ),
  tab: words(
    ['отступ табуляцией', 'замените табуляцию пробелами'],
    ['a tab indents the line', 'replace the tab by spaces'],
  ),
  notation: (detail: string) =>
    words(
      [
        `ошибка записи YAML (${detail})`,
        'проверьте отступы, двоеточия и кавычки в этой строке и выше',
      ],
      [`broken YAML (${detail})`, 'check indents, colons and quotes in this line and above'],
    ),
  unreadable: (code: string) =>
    words(
      [`файл не читается (${code})`, 'проверьте путь и права: пути считаются от файла настроек'],
      [
        `the file cannot be read (${code})`,
        'check path and rights: paths start at the settings file',
      ],
    ),
  missing: words(['значения нет', 'допишите его'], ['the value is missing', 'add it']),
  unknownKey: (meant: string | null, known: readonly string[]) =>
    words(
      [
        'такой настройки нет',
        meant === null
          ? `уберите её; здесь бывают: ${known.join(', ')}`
          : `возможно, вы имели в виду «${meant}»?`,
      ],
      [
        'no such setting',
        meant === null ? `remove it; known here: ${known.join(', ')}` : `did you mean "${meant}"?`,
      ],
    ),
  unknownValue: (meant: string | null, known: readonly string[]) =>
    words(
      [
        'такого значения нет',
        `${meant === null ? '' : `возможно, «${meant}»? `}напишите одно из: ${known.join(', ')}`,
      ],
      [
        'no such value',
        `${meant === null ? '' : `perhaps "${meant}"? `}write one of: ${known.join(', ')}`,
      ],
    ),
  needsNumber: words(
    ['нужно число', 'напишите число без кавычек и единиц; дробная часть после точки'],
    ['a number is needed', 'write a number without quotes or units; a point before the fraction'],
  ),
  needsWhole: words(
    ['нужно целое число', 'напишите число без дробной части'],
    ['a whole number is needed', 'write a number without a fraction'],
  ),
  needsText: (source: string) =>
    words(
      [
        'нужен текст, а без кавычек YAML видит здесь число или другое',
        `поставьте кавычки: "${source}" (без них пропадут плюс и нули впереди)`,
      ],
      [
        'text is needed, and without quotes YAML reads something else, e.g. a number',
        `put it in quotes: "${source}" (or a plus and leading zeros are lost)`,
      ],
    ),
  needsSwitch: words(
    [
      'нужно true или false',
      'напишите true или false без кавычек (yes, on и «да» здесь - просто слова)',
    ],
    [
      'true or false is needed',
      'write true or false without quotes (yes and on are mere words here)',
    ],
  ),
  needsList: words(
    ['нужен список', 'напишите в квадратных скобках через запятую: [первое, второе]'],
    ['a list is needed', 'write it in square brackets: [first, second]'],
  ),
  needsSection: words(
    [
      'здесь должны быть настройки с отступом',
      'напишите их ниже, каждую с новой строки: «  ключ: значение»',
    ],
    ['settings with an indent belong here', 'write them below, each on its line: "  key: value"'],
  ),
  range: (min: number | string, max: number | string) =>
    words(
      ['число вне границ', `напишите число от ${min} до ${max}`],
      ['the number is out of bounds', `write a number from ${min} to ${max}`],
    ),
  length: (min: number | string, max: number | string) =>
    words(
      ['длина не подходит', `нужно от ${min} до ${max}`],
      ['the length does not fit', `from ${min} to ${max} are allowed`],
    ),
  noVariable: (name: string) =>
    words(
      [
        `переменная окружения ${name} не задана`,
        `задайте ${name} перед запуском (в systemd: EnvironmentFile=)`,
      ],
      [
        `environment variable ${name} is not set`,
        `set ${name} before the start (systemd: EnvironmentFile=)`,
      ],
    ),
  twice: (one: string, other: string) =>
    words(
      [`заданы и ${one}, и ${other}`, 'оставьте одно из двух'],
      [`both ${one} and ${other} are given`, 'keep one of them'],
    ),
  noSecret: words(
    ['AMI включён, но пароля нет', 'впишите ami.secret: ${TEL_AMI_SECRET} или ami.secret_file'],
    ['AMI is enabled without a secret', 'write ami.secret: ${TEL_AMI_SECRET} or ami.secret_file'],
  ),
  shortToken: words(
    ['ключ API короче 16 знаков', 'сделайте новый: openssl rand -hex 24'],
    ['an API token has fewer than 16 characters', 'make a new one: openssl rand -hex 24'],
  ),
  noDatabase: words(
    ['это не адрес PostgreSQL', 'напишите postgres://имя:пароль@сервер/база'],
    ['this is no address of PostgreSQL', 'write postgres://user:password@host/database'],
  ),
  noCanary: words(
    ['вторых весов нет', 'впишите canary.ranking_file или уберите долю'],
    ['there is no second ranking', 'write canary.ranking_file, or remove the share'],
  ),
  otherHistory: (main: number | string) =>
    words(
      [
        `в ranking_file другое значение (${main}), а история накоплена одна на оба`,
        'сделайте так же; на пробу можно менять weight, prior, company_prior и max_fresh',
      ],
      [
        `ranking_file has another value (${main}), and both share one gathered history`,
        'make it the same; weight, prior, company_prior and max_fresh may differ on trial',
      ],
    ),
  notGathered: words(
    ['такого вида событий нет в ranking_file', 'впишите его и туда, хотя бы с weight: 0'],
    ['ranking_file has no such event type', 'write it there too, if only with weight: 0'],
  ),
  handledElsewhere: (type: string) =>
    words(
      [
        `в ranking_file вид событий ${type} - handled: true, а здесь его нет, и популярность была бы другой`,
        'впишите его и сюда, как в ranking_file, хотя бы с weight: 0',
      ],
      [
        `${type} is handled: true in ranking_file and absent here, which would be another popularity`,
        'write it here too, as in ranking_file, if only with weight: 0',
      ],
    ),
  samePort: words(
    ['agi и http слушают один и тот же порт', 'дайте одному из них другой'],
    ['agi and http listen on the same port', 'give one of them another'],
  ),
  sourceTwice: (name: string) =>
    words(
      [`источник ${name} назван дважды`, 'дайте каждому своё имя: под ним хранятся его события'],
      [`the source ${name} is named twice`, 'give each its own name: events are kept under it'],
    ),
  sourceWithoutUrl: words(
    ['у источника нет адреса', 'впишите url или url_file'],
    ['the source has no address', 'write url or url_file'],
  ),
  noWebAddress: words(
    ['это не адрес http:// или https://', 'скопируйте адрес из браузера целиком'],
    ['this is no http:// or https:// address', 'copy the whole address from the browser'],
  ),
  userAndToken: words(
    ['заданы и user, и token', 'оставьте одно: user с password - Basic, token - Bearer'],
    ['both user and token are given', 'keep one: user with password is Basic, token is Bearer'],
  ),
  passwordWithoutUser: words(
    ['password без user ничего не значит', 'впишите user или уберите password'],
    ['a password without user means nothing', 'write user, or remove the password'],
  ),
  staleTooSoon: words(
    [
      'источник будет считаться устаревшим раньше, чем его прочитают снова',
      'сделайте stale_after_minutes больше, чем every_minutes',
    ],
    [
      'the source would be stale before it is read again',
      'make stale_after_minutes larger than every_minutes',
    ],
  ),
  mappingNeeded: words(
    [
      'для 1С нужно соответствие полей',
      'возьмите готовое из config/crm и поправьте под свою базу: mapping: crm/one-c-ut11.yaml',
    ],
    [
      '1C needs a mapping of its fields',
      'take a ready-made one of config/crm and adapt it: mapping: crm/one-c-ut11.yaml',
    ],
  ),
  mappingNotNeeded: words(
    ['этому источнику соответствие не нужно', 'уберите mapping'],
    ['this source needs no mapping', 'remove mapping'],
  ),
  unknownCase: (word: string, meant: string | null) =>
    words(
      [
        `падежа «${word}» нет`,
        meant === null
          ? 'напишите {name} или {name:падеж}: nominative (кто), genitive (кого), dative (кому), accusative (кого), instrumental (кем), prepositional (о ком)'
          : `возможно, вы имели в виду {name:${meant}}?`,
      ],
      [
        `there is no case "${word}"`,
        meant === null
          ? 'write {name} or {name:case}: nominative, genitive, dative, accusative, instrumental, prepositional'
          : `did you mean {name:${meant}}?`,
      ],
    ),
  otherLanguage: (language: string) =>
    words(
      [
        'фразы на другом языке, чем language в настройках',
        `выберите файл phrases.${language}.yaml или смените language`,
      ],
      [
        'the phrases are in another language than the setting language',
        `choose phrases.${language}.yaml, or change language`,
      ],
    ),
} as const;

/** Messages of checks in settings.ts and its neighbours, by their name. */
export const checks: Readonly<Record<string, Words>> = {
  '@host': words(
    ['это не адрес и не имя сервера', 'напишите, например, 127.0.0.1'],
    ['this is no address or host name', 'write e.g. 127.0.0.1'],
  ),
  '@address_or_block': words(
    ['это не IP-адрес и не сеть', 'пишите цифрами: 192.168.1.10 или 10.0.0.0/8'],
    ['this is no IP address and no block', 'write it in digits: 192.168.1.10 or 10.0.0.0/8'],
  ),
  '@address': words(
    [
      'это не IP-адрес',
      'напишите адрес цифрами, например 127.0.0.1: «localhost» сначала значит ::1',
    ],
    ['this is no IP address', 'write it in digits, e.g. 127.0.0.1: "localhost" means ::1 first'],
  ),
  '@context': words(
    ['это не имя контекста', 'латинские буквы, цифры, дефис и подчёркивание'],
    ['this is no name of a context', 'letters, digits, hyphen and underscore'],
  ),
  '@ami_user': words(
    ['это не имя пользователя AMI', 'имя раздела из manager.conf'],
    ['this is no AMI user', 'the name of a section of manager.conf'],
  ),
  '@voice': words(
    ['это не имя голоса', 'например ru или en-gb; список даёт espeak-ng --voices'],
    ['this is no name of a voice', 'e.g. ru or en-gb; espeak-ng --voices lists them'],
  ),
  '@grpc_address': words(
    ['это не адрес с портом', 'напишите, например, tts.api.cloud.yandex.net:443'],
    ['this is no address with a port', 'write e.g. tts.api.cloud.yandex.net:443'],
  ),
  '@currency': words(
    ['это не код валюты', 'три заглавные латинские буквы: RUB, USD'],
    ['this is no code of a currency', 'three capital letters: RUB, USD'],
  ),
  '@hours': words(
    [
      'часы не понятны',
      'напишите 09:00-18:00, или 09:00-13:00, 14:00-18:00, или closed; за полночь - двумя днями',
    ],
    [
      'these hours make no sense',
      'write 09:00-18:00, or 09:00-13:00, 14:00-18:00, or closed; split at midnight',
    ],
  ),
  '@days': words(
    [
      'дата не понятна',
      'напишите 2026-05-09, 05-09 (каждый год) или 2026-12-31..2027-01-08, в кавычках',
    ],
    [
      'this day makes no sense',
      'write 2026-05-09, 05-09 (every year) or 2026-12-31..2027-01-08, in quotes',
    ],
  ),
  '@zone': words(
    ['такого часового пояса нет', 'напишите, например, Europe/Moscow или Asia/Yekaterinburg'],
    ['no such time zone', 'write e.g. Europe/Moscow or Asia/Yekaterinburg'],
  ),
  '@absence': words(
    [
      'отсутствие не понятно',
      'напишите 2026-12-28..2027-01-15, или { days: "2026-12-01", deputy: Иван Белых }',
    ],
    [
      'this absence makes no sense',
      'write 2026-12-28..2027-01-15, or { days: "2026-12-01", deputy: Ivan Belykh }',
    ],
  ),
  '@extension': words(
    ['это не добавочный', 'от 2 до 4 цифр в кавычках: "34"'],
    ['this is no extension', '2 to 4 digits in quotes: "34"'],
  ),
  '@phone': words(
    ['это не номер телефона', 'напишите в кавычках, как привыкли: "+7 916 123-45-67"'],
    ['this is no telephone number', 'write it in quotes: "+7 916 123-45-67"'],
  ),
  '@source_name': words(
    ['имя источника не годится', 'латинские строчные буквы, цифры, дефис и подчёркивание'],
    ['this is no name of a source', 'small letters, digits, hyphen and underscore'],
  ),
  '@hook_token': words(
    [
      'этим токеном нельзя подписать уведомления',
      'от 16 до 100 латинских букв, цифр, дефисов и подчёркиваний, или ${ИМЯ} из окружения',
    ],
    [
      'this token cannot sign messages',
      '16 to 100 letters, digits, hyphens and underscores, or ${NAME} of the environment',
    ],
  ),
  '@one_c_entity': words(
    [
      'это не имя объекта 1С',
      'имя из $metadata: Document_ЗаказКлиента или Catalog_Партнеры; регистры не читаются',
    ],
    [
      'this is no name of a 1C object',
      'a name of $metadata: Document_ЗаказКлиента or Catalog_Партнеры; registers are not read',
    ],
  ),
  '@one_c_field': words(
    ['это не имя поля 1С', 'имя из $metadata, например Менеджер_Key: буквы, цифры, подчёркивание'],
    ['this is no name of a 1C field', 'a name of $metadata, e.g. Менеджер_Key'],
  ),
  '@region': words(
    ['такой страны нет', 'две латинские буквы: RU, KZ, BY'],
    ['no such country', 'two capital letters: RU, KZ, BY'],
  ),
  '@event_type': words(
    ['имя вида событий не годится', 'латинские буквы, цифры и подчёркивание, до 64 знаков'],
    ['this is no name of an event type', 'letters, digits and underscore, up to 64'],
  ),
  '@bitrix_field': words(
    [
      'это не имя поля Битрикс24',
      'латинские буквы, цифры и подчёркивание: START_TIME, createdTime',
    ],
    ['this is no name of a Bitrix24 field', 'letters, digits, underscore: START_TIME, createdTime'],
  ),
  '@bitrix_name': words(
    ['это не имя потока', 'латинские строчные буквы, цифры и подчёркивание: deal_won'],
    ['this is no name of a stream', 'small letters, digits and underscore: deal_won'],
  ),
  '@bitrix_names': words(
    ['имя потока занято', 'имена не повторяются; activity, call, contact, company и lead заняты'],
    [
      'the name of a stream is taken',
      'each once; activity, call, contact, company, lead are taken',
    ],
  ),
  '@one_life': words(
    [
      'заданы и half_life_days, и valid_for_days',
      'оставьте одно: valid_for_days - это вдвое больше, чем half_life_days',
    ],
    [
      'both half_life_days and valid_for_days are given',
      'keep one: valid_for_days is twice half_life_days',
    ],
  ),
  '@no_event_types': words(
    ['нет ни одного вида событий', 'впишите хотя бы один: без них рейтинг пуст'],
    ['there is no event type', 'write at least one: without them nobody is ranked'],
  ),
  '@placeholder': words(
    [
      'в фразе незнакомое слово в скобках',
      'можно {company}, а в фразах о человеке - {name} и {keys}',
    ],
    [
      'a phrase has an unknown word in braces',
      '{company} may stand there, and {name} and {keys} where a person is meant',
    ],
  ),
  '@name_word': words(
    ['это не слово имени', 'буквы, дефис, апостроф; ударение - знак U+0301 после гласной: Белы́х'],
    [
      'this is no word of a name',
      'letters, hyphen, apostrophe; stress is U+0301 after a vowel: Белы́х',
    ],
  ),
  '@name_entry': words(
    [
      'непонятно, как это произносить',
      'напишите «Петр: Пётр» или «Заяц: { genitive: Зайца, dative: Зайцу }»',
    ],
    [
      'it is not clear how this is said',
      'write "Петр: Пётр", or "Заяц: { genitive: Зайца, dative: Зайцу }"',
    ],
  ),
  '@names_many': words(
    ['слишком много имён', 'оставьте не больше 10 000: правила знают остальные'],
    ['there are too many names', 'keep 10,000 at most: the rules know the others'],
  ),
  '@amo_user': words(
    ['это не номер пользователя amoCRM', 'напишите число в кавычках, например "504141"'],
    ['this is no id of an amoCRM user', 'write its number in quotes, e.g. "504141"'],
  ),
  '@amo_extension': words(
    ['это не добавочный', 'напишите от двух до четырёх цифр в кавычках: "101"'],
    ['this is no extension', 'write two to four digits in quotes: "101"'],
  ),
  '@amo_event': words(
    ['это не вид событий amoCRM', 'строчные латинские буквы, например incoming_call'],
    ['this is no event type of amoCRM', 'small letters, e.g. incoming_call'],
  ),
  '@amo_code': words(
    ['это не код поля amoCRM', 'латинские буквы, например PHONE'],
    ['this is no code of an amoCRM field', 'letters, e.g. PHONE'],
  ),
};
