import type { Row } from '#test/fakes/bitrix24-query.ts';
import { NOW, portalTime, type Bench } from './portal.ts';

export const DAY = 86_400;
/** The time so long ago, as the portal writes it. */
export const at = (secondsAgo: number) => portalTime(NOW.getTime() / 1000 - secondsAgo);
export const letter = (secondsAgo: number, contact = 7): Row => ({
  TYPE_ID: '4',
  DIRECTION: '2',
  START_TIME: at(secondsAgo),
  RESPONSIBLE_ID: '5',
  OWNER_TYPE_ID: '3',
  OWNER_ID: String(contact),
});
export const call = (secondsAgo: number): Row => ({
  PORTAL_USER_ID: '5',
  CALL_TYPE: '2',
  CALL_DURATION: '95',
  CALL_START_DATE: at(secondsAgo),
  CALL_FAILED_CODE: '200',
  CRM_ENTITY_TYPE: 'CONTACT',
  CRM_ENTITY_ID: '7',
});

/** What a method was asked for, time after time. */
export const filtersOf = ({ portal }: Bench, method: string): readonly Row[] =>
  portal.asked
    .filter((asked) => asked.method === method)
    .map(({ parameters }) => (parameters['filter'] ?? parameters['FILTER']) as Row);
