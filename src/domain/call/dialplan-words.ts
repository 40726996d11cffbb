/** Message and remedy of each rule of the lint, in Russian and English. `{}` stands for what was found. */
const WORDS = {
  'not-included': [
    'наш контекст не подключён: звонки сюда не придут',
    'добавьте в extensions.conf: #include /путь/dialplan/telefonistka.conf',
    'our context is not included: no call gets here',
    'add to extensions.conf: #include /path/dialplan/telefonistka.conf',
  ],
  'not-reached': [
    'ни одна линия не ведёт в контекст {}',
    'направьте входящую линию: exten => _X.,1,Goto({},${EXTEN},1)',
    'no line leads to the context {}',
    'send an incoming line there: exten => _X.,1,Goto({},${EXTEN},1)',
  ],
  'no-exit-on-hangup': [
    'перед AGI() нет Set(AGIEXITONHANGUP=yes): зависший сервер удержит линию',
    'добавьте строку перед AGI(): она читается, когда AGI() начинается',
    'no Set(AGIEXITONHANGUP=yes) before AGI(): a server that hangs holds the line',
    'add it before AGI(): it is read as AGI() starts',
  ],
  'no-lease': [
    'перед AGI() не заведён таймер: зависший сервер удержит звонящего без срока',
    'добавьте перед AGI(): Set(TIMEOUT(absolute)=5)',
    'no timer is set before AGI(): a server that hangs holds the caller without limit',
    'add before AGI(): Set(TIMEOUT(absolute)=5)',
  ],
  'long-lease': [
    'первый таймер - {} с: столько звонящий прождёт зависший сервер',
    'хватит пяти секунд: Set(TIMEOUT(absolute)=5), сервер продлевает его сам',
    'the first timer is {} s: that long a caller waits for a server that hangs',
    'five seconds are enough: Set(TIMEOUT(absolute)=5), the server re-arms it',
  ],
  'no-T': [
    'в контексте {} нет exten => T: когда таймер выйдет, звонок оборвётся',
    'добавьте: exten => T,1,Goto(s,queue)',
    'context {} has no exten => T: when the timer runs out the call is cut',
    'add: exten => T,1,Goto(s,queue)',
  ],
  'no-i': [
    'в контексте {} нет exten => i: неверный переход оборвёт звонок',
    'добавьте: exten => i,1,Goto(s,queue)',
    'context {} has no exten => i: a wrong target cuts the call',
    'add: exten => i,1,Goto(s,queue)',
  ],
  'timer-left': [
    'таймер не снят на пути к {}: он оборвёт разговор',
    'сразу после AGI(), а в T - перед переходом: Set(TIMEOUT(absolute)=0)',
    'the timer is not cleared on the way to {}: it would cut the conversation',
    'right after AGI(), and in T before it goes on: Set(TIMEOUT(absolute)=0)',
  ],
  'falls-off': [
    'здесь строки кончаются: Asterisk положит трубку',
    'последней строкой поставьте переход в очередь: Goto(s,queue)',
    'the lines end here: Asterisk hangs up',
    'let the last line go to the queue: Goto(s,queue)',
  ],
  'hangs-up': [
    'звонок кончается, хотя ни очередь, ни сотрудник его не получили',
    'вместо этого ведите в очередь: Goto(s,queue)',
    'the call ends, and neither queue nor employee had it',
    'go to the queue instead: Goto(s,queue)',
  ],
  'no-target': [
    'переход в никуда: {}',
    'исправьте метку или добавьте её: same => n(метка),…',
    'a way into nothing: {}',
    'correct the label, or add it: same => n(label),…',
  ],
  'reads-agistatus': [
    'решение принимается по AGISTATUS, а он после сбоя в середине звонка говорит SUCCESS',
    'смотрите только на TEL_RESULT: GotoIf($["${TEL_RESULT}" = "dial"]?person)',
    'AGISTATUS decides, and after a crash in mid call it says SUCCESS',
    'look at TEL_RESULT alone: GotoIf($["${TEL_RESULT}" = "dial"]?person)',
  ],
  'result-not-tested': [
    'после AGI() не проверяется TEL_RESULT',
    'добавьте: GotoIf($["${TEL_RESULT}" = "dial"]?person)',
    'TEL_RESULT is not tested after AGI()',
    'add: GotoIf($["${TEL_RESULT}" = "dial"]?person)',
  ],
  'result-half-tested': [
    'TEL_RESULT сравнивается не с целым словом: обрывок значения сойдёт за ответ',
    'сравнивайте целиком: $["${TEL_RESULT}" = "dial"]',
    'TEL_RESULT is not compared with the whole word: half a value would pass for an answer',
    'compare the whole: $["${TEL_RESULT}" = "dial"]',
  ],
  'result-not-cleared': [
    'перед AGI() не очищен TEL_RESULT: сработает ответ прошлого захода',
    'добавьте перед AGI(): Set(TEL_RESULT=)',
    'TEL_RESULT is not cleared before AGI(): the answer of the last visit would count',
    'add before AGI(): Set(TEL_RESULT=)',
  ],
  'no-switch': [
    'перед AGI() нет выключателя: telefonistka switch off не подействует',
    'добавьте: GotoIf($["${DB(telefonistka/off)}" = "1"]?queue)',
    'no kill switch before AGI(): telefonistka switch off does nothing',
    'add: GotoIf($["${DB(telefonistka/off)}" = "1"]?queue)',
  ],
  'name-not-cleaned': [
    'имя звонящего не очищено: перевод строки в нём подделает начало AGI',
    'добавьте: Set(CALLERID(name)=${FILTER(\\x20-\\x7e\\x80-\\xff,${CALLERID(name)})})',
    'the caller name is not cleaned: a line feed in it forges the AGI start',
    'add: Set(CALLERID(name)=${FILTER(\\x20-\\x7e\\x80-\\xff,${CALLERID(name)})})',
  ],
  'not-answered': [
    'перед AGI() нет Answer(): меню зазвучит в линию, которую не слышно',
    'добавьте Answer() перед AGI()',
    'no Answer() before AGI(): the menu plays to a line that is not heard',
    'add Answer() before AGI()',
  ],
  'host-name': [
    'сервер задан именем {}: localhost сначала значит ::1, а имя ждёт DNS',
    'напишите адрес цифрами: 127.0.0.1:4573',
    'the server is named {}: localhost means ::1 first, and names wait for DNS',
    'write the address in digits: 127.0.0.1:4573',
  ],
  'no-such-node': [
    'ни один узел в dialplan не указывает на {} из настроек',
    'задайте в [globals]: TEL_NODE1={}',
    'no node of the dialplan points to {} of the settings',
    'set in [globals]: TEL_NODE1={}',
  ],
  'dials-what-it-is-told': [
    'Dial() берёт устройство прямо из TEL_EXT',
    'сервер называет добавочный, устройство знает hint: ${HINT(${TEL_EXT}@telefonistka-employees)}',
    'Dial() takes its device straight from TEL_EXT',
    'the server names an extension, the hint knows the device: ${HINT(${TEL_EXT}@telefonistka-employees)}',
  ],
  'rings-for-ever': [
    'у Dial() нет предела: телефон будет звонить без конца',
    'вторым аргументом дайте секунды: Dial(${TEL_DEVICE},${TEL_RING})',
    'Dial() has no limit: the telephone rings for ever',
    'give it seconds: Dial(${TEL_DEVICE},${TEL_RING})',
  ],
  'no-hints': [
    'в контексте {} нет ни одной подсказки (hint): соединять не с кем',
    'добавьте для каждого сотрудника: exten => 101,hint,PJSIP/101',
    'context {} has no hint: there is nobody to connect to',
    'add for each employee: exten => 101,hint,PJSIP/101',
  ],
  'other-hints': [
    'dialplan ищет сотрудников в {}, а настройки - в другом контексте',
    'сделайте одинаково: agi.hint_context в настройках и TEL_EMPLOYEES в [globals]',
    'the dialplan looks for employees in {}, the settings in another context',
    'make them agree: agi.hint_context of the settings and TEL_EMPLOYEES of [globals]',
  ],
  'no-fallback': [
    'запасной путь {} не существует',
    'исправьте TEL_FALLBACK в [globals]: контекст,добавочный,приоритет',
    'the fallback {} does not exist',
    'correct TEL_FALLBACK of [globals]: context,extension,priority',
  ],
} as const satisfies Record<string, readonly [string, string, string, string]>;

export type DialplanRule = keyof typeof WORDS;
type Said = Readonly<Record<'ru' | 'en', string>>;

/** What a rule says about `found`. */
export function wordsOf(
  rule: DialplanRule,
  found: string,
): { readonly message: Said; readonly remedy: Said } {
  const [ru, ruRemedy, en, enRemedy] = WORDS[rule].map((text) =>
    text.replaceAll('{}', () => found),
  );
  return {
    message: { ru: ru ?? '', en: en ?? '' },
    remedy: { ru: ruRemedy ?? '', en: enRemedy ?? '' },
  };
}
