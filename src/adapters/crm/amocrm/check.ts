import { Failure } from '#ports/failure.ts';
import type { ConnectorFinding } from '../connector.ts';
import { isObject } from '../fields.ts';
import type { ClientReading } from './read-clients.ts';
import { idFrom, rowsFrom } from './values.ts';

/** What is read, in words. */
const LISTS = [
  { path: 'users', ru: 'пользователей', en: 'users' },
  { path: 'contacts', ru: 'контакты', en: 'contacts' },
  { path: 'companies', ru: 'компании', en: 'companies' },
  { path: 'leads', ru: 'сделки', en: 'leads' },
  { path: 'tasks', ru: 'задачи', en: 'tasks' },
  { path: 'events', ru: 'события', en: 'events' },
] as const;

/** Asks for a little of each kind. One finding where nothing answers at all. */
export async function checkAmo(reading: ClientReading): Promise<readonly ConnectorFinding[]> {
  const { api, options, signal } = reading;
  try {
    await api.object('account', {}, signal);
  } catch (error) {
    return [notReachable(options.source, error)];
  }
  const findings: ConnectorFinding[] = [];
  for (const list of LISTS) {
    try {
      await api.list(list.path, list.path, { limit: 1, page: 1 }, signal);
    } catch (error) {
      findings.push(notAllowed(options.source, list, error));
    }
  }
  if (findings.length > 0) return findings;
  const warnings = [...(await unknownTypes(reading)), ...(await withoutExtension(reading))];
  return [...warnings, fine(options.source)];
}

function fine(source: string): ConnectorFinding {
  return {
    severity: 'ok',
    message: {
      ru: `amoCRM (${source}) отвечает, всё нужное видно`,
      en: `amoCRM (${source}) answers and shows everything that is needed`,
    },
    remedy: null,
  };
}

function notReachable(source: string, error: unknown): ConnectorFinding {
  const why = reasonOf(error);
  return {
    severity: 'error',
    message: {
      ru: `amoCRM (${source}) недоступна: ${why}`,
      en: `amoCRM (${source}) cannot be read: ${why}`,
    },
    remedy: {
      ru: 'Проверьте адрес (https://ИМЯ.amocrm.ru), токен и выход в интернет с этого сервера.',
      en: "Check the address (https://NAME.amocrm.ru), the token, and this server's way to the internet.",
    },
  };
}

function notAllowed(
  source: string,
  { ru, en }: (typeof LISTS)[number],
  error: unknown,
): ConnectorFinding {
  const why = reasonOf(error);
  return {
    severity: 'error',
    message: {
      ru: `amoCRM (${source}) не даёт прочитать ${ru}: ${why}`,
      en: `amoCRM (${source}) does not let us read ${en}: ${why}`,
    },
    remedy: {
      ru: 'Сделайте токен от имени администратора; доступ: «Доступ к данным аккаунта».',
      en: 'Make the token as an administrator, with access to the data of the account.',
    },
  };
}

/** Types of the mapping that this account does not know: a misspelt one would stay empty, and nobody would notice. */
async function unknownTypes({
  api,
  mapping,
  options,
  signal,
}: ClientReading): Promise<readonly ConnectorFinding[]> {
  const { rows } = await api
    .list('events/types', 'events_types', {}, signal)
    .catch(() => ({ rows: [] }));
  const known = new Set(rowsFrom(rows).map(({ key }) => key));
  // An account that does not tell its types proves nothing.
  const unknown =
    known.size === 0 ? [] : Object.keys(mapping.events).filter((type) => !known.has(type));
  if (unknown.length === 0) return [];
  const types = unknown.join(', ');
  return [
    {
      severity: 'warning',
      message: {
        ru: `amoCRM (${options.source}) не знает видов событий: ${types}`,
        en: `amoCRM (${options.source}) knows no events of these types: ${types}`,
      },
      remedy: {
        ru: 'Исправьте или уберите их в файле соответствия.',
        en: 'Correct or remove them in the mapping.',
      },
    },
  ];
}

/** Extensions are written down by hand; without one, nobody can be offered. */
async function withoutExtension({
  api,
  mapping,
  options,
  signal,
}: ClientReading): Promise<readonly ConnectorFinding[]> {
  const { rows } = await api.list('users', 'users', { limit: 250, page: 1 }, signal);
  const { extensions, technical } = mapping.employees;
  const working = rows.filter(
    (row) => isObject(row) && !(isObject(row['rights']) && row['rights']['is_active'] === false),
  );
  const silent = rowsFrom(working).flatMap(({ id }) => {
    const user = idFrom(id);
    return user === null || technical.includes(user) || Object.hasOwn(extensions, user) ? [] : user;
  });
  if (silent.length === 0) return [];
  const ids = silent.slice(0, 20).join(', ') + (silent.length > 20 ? ', …' : '');
  return [
    {
      severity: 'warning',
      message: {
        ru: `amoCRM (${options.source}): без добавочного ${silent.length}, номера пользователей: ${ids}`,
        en: `amoCRM (${options.source}): ${silent.length} users have no extension, by id: ${ids}`,
      },
      remedy: {
        ru: 'Впишите их в employees.extensions файла соответствия: без добавочного человека нельзя предложить.',
        en: 'Write them into employees.extensions of the mapping: without an extension nobody is offered.',
      },
    },
  ];
}

function reasonOf(error: unknown): string {
  if (error instanceof Failure) return error.message;
  throw error;
}
