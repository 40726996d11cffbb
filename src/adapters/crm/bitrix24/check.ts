import { Failure } from '#ports/failure.ts';
import type { ConnectorFinding } from '../connector.ts';
import { isObject, type Office } from '../fields.ts';
import type { BitrixApi } from './api.ts';
import type { ClientStream } from './clients.ts';
import type { EventStream } from './event-stream.ts';
import { askList } from './list.ts';
import type { BitrixMapping } from './mapping.ts';
import { usersAsked } from './people.ts';
import { probe } from './probe.ts';
import { wordOf } from './values.ts';
import { scopeOf } from './verdict.ts';

export interface Portal {
  readonly api: BitrixApi;
  readonly office: Office;
  readonly employees: BitrixMapping['employees'];
}

/** Reads a little of everything that the mapping names: what is missing, and which right gives it. */
export async function checkPortal(
  portal: Portal,
  clients: readonly ClientStream[],
  events: readonly EventStream[],
  signal: AbortSignal,
): Promise<readonly ConnectorFinding[]> {
  const { api, office, employees } = portal;
  const found: ConnectorFinding[] = [];
  const steps: readonly (readonly [what: string, method: string, look: () => Promise<unknown>])[] =
    [
      ['employees', 'user.get', async () => found.push(...(await peopleFindings(portal, signal)))],
      ...(employees.departments
        ? ([
            [
              'departments',
              'department.get',
              () => api.ask('department.get', { START: 0 }, signal),
            ],
          ] as const)
        : []),
      ...clients.map(
        ({ name, list }) =>
          [name, list.method, () => askList(api, list, {}, 'ASC', signal)] as const,
      ),
      ...events.map(
        (stream) =>
          [stream.name, stream.list.method, () => probe(api, stream, office, signal)] as const,
      ),
    ];
  for (const [what, method, look] of steps) {
    try {
      await look();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      found.push(findingOf(error, what, method));
      // Whoever did not answer once will not answer the other questions either.
      if (error.code === 'unavailable' || error.code === 'gone') return found;
    }
  }
  return found.some(({ severity }) => severity === 'error')
    ? found
    : [...found, fine(api.name, steps.length)];
}

function fine(name: string, count: number): ConnectorFinding {
  const message = {
    ru: `${name}: Битрикс24 отвечает, всё указанное в настройках читается (${count})`,
    en: `${name}: Bitrix24 answers, and everything the mapping names can be read (${count})`,
  };
  return { severity: 'ok', message, remedy: null };
}

async function peopleFindings(
  { api, employees }: Portal,
  signal: AbortSignal,
): Promise<readonly ConnectorFinding[]> {
  const { records } = await askList(api, usersAsked(employees), {}, 'ASC', signal);
  const hasExtension = (record: unknown) =>
    isObject(record) && /^\d{2,4}$/.test(wordOf(record[employees.extension]));
  if (records.length === 0 || records.some(hasExtension)) return [];
  return [
    {
      severity: 'warning',
      message: {
        ru: `${api.name}: ни у одного из первых ${records.length} сотрудников нет внутреннего номера`,
        en: `${api.name}: none of the first ${records.length} employees has an extension`,
      },
      remedy: {
        ru: `заполните внутренние номера в профилях (${employees.extension}, от 2 до 4 цифр): без них на человека не перевести`,
        en: `fill in the extensions (${employees.extension}, 2 to 4 digits): without one nobody can be put through`,
      },
    },
  ];
}

function findingOf(failure: Failure, what: string, method: string): ConnectorFinding {
  const about = { ru: `${what} (${method})`, en: `${what} (${method})` };
  const scope = scopeOf(method);
  switch (failure.code) {
    case 'unavailable':
    case 'gone':
    case 'exhausted':
      return error(
        [`${about.ru}: Битрикс24 не отвечает`, `${about.en}: Bitrix24 does not answer`],
        [
          'проверьте адрес портала и выход в интернет',
          'check the address of the portal and the way to the internet',
        ],
        failure,
      );
    case 'refused':
      return error(
        [
          `${about.ru}: Битрикс24 не разрешает читать`,
          `${about.en}: Bitrix24 does not allow to read it`,
        ],
        [
          `дайте вебхуку право «${scope}», а его владельцу - доступ на чтение; или уберите это из настроек`,
          `give the webhook the right "${scope}" and its owner access, or leave this out of the mapping`,
        ],
        failure,
      );
    case 'not-found':
      return error(
        [`${about.ru}: по этому адресу нет Битрикс24`, `${about.en}: no Bitrix24 at this address`],
        [
          'скопируйте адрес вебхука целиком, без косой черты в конце',
          'copy the whole address of the webhook, without a slash at its end',
        ],
        failure,
      );
    case 'invalid':
      return error(
        [`${about.ru}: ответ не такой, как ждали`, `${about.en}: not the answer that was expected`],
        ['проверьте имена полей в настройках', 'check the names of the fields in the mapping'],
        failure,
      );
    default:
      return failure.code satisfies never;
  }
}

function error(
  [ru, en]: readonly [string, string],
  [remedyRu, remedyEn]: readonly [string, string],
  { message }: Failure,
): ConnectorFinding {
  return {
    severity: 'error',
    message: { ru: `${ru}: ${message}`, en: `${en}: ${message}` },
    remedy: { ru: remedyRu, en: remedyEn },
  };
}
