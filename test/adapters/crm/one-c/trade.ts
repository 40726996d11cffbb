import { oneCMappingSchema, type OneCMapping } from '#adapters/crm/one-c/mapping.ts';
import type { Infobase } from '#test/fakes/fake-one-c.ts';

/** A small trading firm as its infobase has it: Moscow time, partners with people and firms of their own. */
export const MAPPING: OneCMapping = oneCMappingSchema.parse({
  employees: [
    {
      entity: 'Catalog_Пользователи',
      phones: 'КонтактнаяИнформация',
      department: 'Подразделение_Key',
      department_entity: 'Catalog_СтруктураПредприятия',
      dismissed: { Недействителен: true },
      technical: { Служебный: true },
      technical_names: ['Администратор'],
      person: 'ФизическоеЛицо_Key',
    },
  ],
  absences: [
    {
      entity: 'Document_Отпуск',
      employee: 'ФизическоеЛицо_Key',
      from: 'ДатаНачала',
      to: 'ДатаОкончания',
      deputy: 'Заместитель_Key',
    },
  ],
  clients: [
    {
      entity: 'Catalog_Партнеры',
      phones: 'КонтактнаяИнформация',
      manager: 'ОсновнойМенеджер_Key',
      when: { Клиент: true },
      contacts: [
        {
          entity: 'Catalog_КонтактныеЛицаПартнеров',
          owner: 'Owner_Key',
          phones: 'КонтактнаяИнформация',
        },
        { entity: 'Catalog_Контрагенты', owner: 'Партнер_Key' },
      ],
    },
  ],
  events: [
    {
      entity: 'Document_СчетНаОплатуКлиенту',
      type: 'invoice_sent',
      employee: 'Менеджер_Key',
      client: ['Партнер_Key', 'Контрагент_Key'],
      posted: true,
    },
    {
      entity: 'Document_ТелефонныйЗвонок',
      type: 'call_answered',
      employee: ['Ответственный_Key', 'Автор_Key'],
      client: 'АбонентКонтакт',
      when: { Входящий: true },
    },
    {
      entity: 'Document_ТелефонныйЗвонок',
      type: 'call_made',
      employee: ['Ответственный_Key', 'Автор_Key'],
      client: 'АбонентКонтакт',
      when: { Входящий: false },
    },
  ],
});

export function guid(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

export const NOBODY = '00000000-0000-0000-0000-000000000000';
const phone = (text: string) => ({ Тип: 'Телефон', Представление: text, НомерТелефона: '' });

export function infobase(): Infobase {
  return new Map([
    [
      'Catalog_Пользователи',
      [
        {
          Ref_Key: guid(1),
          DeletionMark: false,
          Description: 'Петрова Анна Сергеевна',
          Недействителен: false,
          Служебный: false,
          Подразделение_Key: guid(50),
          ФизическоеЛицо_Key: guid(61),
          КонтактнаяИнформация: [
            { Тип: 'АдресЭлектроннойПочты', Представление: 'a@b' },
            phone('34'),
          ],
        },
        {
          Ref_Key: guid(2),
          DeletionMark: false,
          Description: 'Белых Пётр',
          Недействителен: true,
          Служебный: false,
          Подразделение_Key: NOBODY,
          ФизическоеЛицо_Key: NOBODY,
          КонтактнаяИнформация: [],
        },
        {
          Ref_Key: guid(3),
          DeletionMark: false,
          Description: 'Администратор',
          Недействителен: false,
          Служебный: false,
          Подразделение_Key: NOBODY,
          ФизическоеЛицо_Key: NOBODY,
          КонтактнаяИнформация: [],
        },
      ],
    ],
    ['Catalog_СтруктураПредприятия', [{ Ref_Key: guid(50), Description: 'Отдел продаж' }]],
    [
      'Document_Отпуск',
      [
        {
          Ref_Key: guid(70),
          DeletionMark: false,
          Posted: true,
          ФизическоеЛицо_Key: guid(61),
          ДатаНачала: '2026-03-01T00:00:00',
          ДатаОкончания: '2026-03-14T00:00:00',
          Заместитель_Key: guid(2),
        },
        {
          Ref_Key: guid(71),
          DeletionMark: false,
          Posted: true,
          ФизическоеЛицо_Key: guid(61),
          ДатаНачала: '2025-03-01T00:00:00',
          ДатаОкончания: '2025-03-14T00:00:00',
          Заместитель_Key: NOBODY,
        },
      ],
    ],
    [
      'Catalog_Партнеры',
      [
        {
          Ref_Key: guid(10),
          DeletionMark: false,
          IsFolder: false,
          Description: 'Ромашка',
          Клиент: true,
          ОсновнойМенеджер_Key: guid(1),
          КонтактнаяИнформация: [phone('8 (495) 123-45-67'), phone('не звонить')],
        },
        {
          Ref_Key: guid(11),
          DeletionMark: false,
          IsFolder: false,
          Description: 'Поставщик',
          Клиент: false,
          ОсновнойМенеджер_Key: NOBODY,
          КонтактнаяИнформация: [phone('+7 495 765-43-21')],
        },
        {
          Ref_Key: guid(12),
          DeletionMark: true,
          IsFolder: false,
          Description: 'Бывший клиент',
          Клиент: true,
          ОсновнойМенеджер_Key: NOBODY,
          КонтактнаяИнформация: [phone('+7 495 111-11-11')],
        },
      ],
    ],
    [
      'Catalog_КонтактныеЛицаПартнеров',
      [
        {
          Ref_Key: guid(20),
          DeletionMark: false,
          Owner_Key: guid(10),
          КонтактнаяИнформация: [phone('+7 916 123-45-67')],
        },
      ],
    ],
    ['Catalog_Контрагенты', [{ Ref_Key: guid(30), DeletionMark: false, Партнер_Key: guid(10) }]],
    ['Document_СчетНаОплатуКлиенту', []],
    ['Document_ТелефонныйЗвонок', []],
  ]);
}

export function invoice(number: number, date: string, over: Record<string, unknown> = {}) {
  return {
    Ref_Key: guid(number),
    DeletionMark: false,
    Posted: true,
    Date: date,
    Менеджер_Key: guid(1),
    Партнер_Key: guid(10),
    Контрагент_Key: guid(30),
    ...over,
  };
}

export function phoneCall(number: number, date: string, over: Record<string, unknown> = {}) {
  return {
    Ref_Key: guid(number),
    DeletionMark: false,
    Posted: false,
    Date: date,
    Входящий: true,
    Ответственный_Key: guid(1),
    Автор_Key: guid(3),
    АбонентКонтакт: guid(20),
    АбонентКонтакт_Type: 'StandardODATA.Catalog_КонтактныеЛицаПартнеров',
    ...over,
  };
}
