import type { EventStream } from './event-stream.ts';
import { callList } from './list.ts';
import type { BitrixMapping } from './mapping.ts';
import { COMPANY, CONTACT, DEAL, LEAD } from './owners.ts';
import { idOf, wordOf, type Row } from './values.ts';

type CallsMapping = BitrixMapping['calls'];

/** As the statistics name what the activities number. */
const TYPE_IDS: Readonly<Record<string, number>> = {
  LEAD,
  DEAL,
  CONTACT,
  COMPANY,
};
/** Of a kind that is no client of ours. */
const OTHER = 0;

/** The portal's telephony, ours included where it tells the portal of its calls. */
export function callStream(mapping: CallsMapping): EventStream {
  return {
    name: 'call',
    list: callList,
    dateField: 'CALL_START_DATE',
    changedField: null,
    employeeField: 'PORTAL_USER_ID',
    print: mapping,
    typeOf(row) {
      const seconds = Number(wordOf(row['CALL_DURATION']));
      if (!(seconds >= 0)) return 'malformed';
      return mapping.rules.find((rule) => fits(row, rule, seconds)) ?? 'no-rule';
    },
    ownersIn(row) {
      const id = idOf(row['CRM_ENTITY_ID']);
      const type = wordOf(row['CRM_ENTITY_TYPE']);
      if (id === undefined) return null;
      return id === null || type === '' ? [] : [{ typeId: TYPE_IDS[type] ?? OTHER, id }];
    },
  };
}

function fits(
  row: Row,
  { call_types, codes, seconds_min }: CallsMapping['rules'][number],
  seconds: number,
): boolean {
  return (
    (call_types.length === 0 || call_types.map(String).includes(wordOf(row['CALL_TYPE']))) &&
    (codes.length === 0 || codes.includes(wordOf(row['CALL_FAILED_CODE']))) &&
    seconds >= seconds_min
  );
}
