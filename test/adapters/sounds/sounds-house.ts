import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSounds, type SoundsHouse, type SoundsOptions } from '#adapters/sounds/sounds.ts';
import type { Phrases, Prompt, SpokenPerson } from '#domain/voice/phrases.ts';
import type { LogFields } from '#ports/log.ts';

export const phrases: Phrases = {
  language: 'ru',
  fixed: {
    greeting: 'Здравствуйте! Компания {company}.',
    menu_begin: 'Наберите добавочный номер.',
    menu_end: 'Отдел продаж — ноль.',
    default_menu: 'Наберите номер, или ноль, или просто оставайтесь на линии.',
    no_match: 'Такого номера нет.',
    no_input: 'Позвольте, я повторю.',
    to_queue: 'Соединяю с отделом продаж.',
    accept_call: 'Вам звонит клиент. Нажмите один.',
  },
  person: {
    option: '{name} — добавочный {keys}.',
    offer_one: 'Наберите {keys}, и Вам ответит {name}.',
    connecting: 'Сейчас Вам ответит {name}.',
    no_answer: '{name} сейчас не отвечает.',
    busy: '{name} сейчас говорит по другой линии.',
  },
};

export const anna: SpokenPerson = { employeeId: '7', name: 'Анна Петрова', keys: '34' };
export const pyotr: SpokenPerson = { employeeId: '8', name: 'Пётр Иванов', keys: '02' };
export const irina: SpokenPerson = { employeeId: '9', name: 'Ирина Соколова', keys: '105' };

export function menu(...people: readonly SpokenPerson[]): Prompt {
  const options = people.map((person) => ({ phrase: 'option', person }) as const);
  return [{ phrase: 'greeting' }, { phrase: 'menu_begin' }, ...options, { phrase: 'menu_end' }];
}

export const defaultMenu: Prompt = [{ phrase: 'greeting' }, { phrase: 'default_menu' }];

export interface TestSounds extends AsyncDisposable {
  readonly sounds: SoundsHouse;
  readonly directory: string;
  readonly lines: { readonly level: string; readonly fields: LogFields; readonly text: string }[];
}

const GENERIC = join(import.meta.dirname, '../../../sounds-cache/generic');

/** Sounds over a folder of their own; `directory` makes them meet what earlier ones left there. */
export async function startSounds(different: Partial<SoundsOptions> = {}): Promise<TestSounds> {
  const lines: TestSounds['lines'] = [];
  const at = (level: string) => (fields: LogFields, text: string) =>
    void lines.push({ level, fields, text });
  const directory = different.directory ?? (await mkdtemp(join(tmpdir(), 'tel-sounds-')));
  const sounds = createSounds({
    genericDirectory: GENERIC,
    engines: [],
    recorded: null,
    phrases,
    company: 'Ромашка',
    // A machine that does other things too is no broken disk.
    readyTimeoutMs: 5_000,
    log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
    ...different,
    directory,
  });
  await sounds.start();
  return {
    sounds,
    directory,
    lines,
    async [Symbol.asyncDispose]() {
      await sounds.stop();
      // A folder that was given belongs to whoever made it.
      if (different.directory === undefined) await rm(directory, { recursive: true, force: true });
    },
  };
}
