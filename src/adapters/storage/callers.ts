import type { E164 } from '#domain/call/caller.ts';
import { CLIENT_TALLIES_MAX, COMPANY_TALLIES_MAX } from '#domain/ranking/as-of.ts';
import type { Tally } from '#domain/ranking/tally.ts';
import type { KnownCaller } from '#ports/callers.ts';
import type { LocalFile } from './local-file.ts';
import type { TallyRow } from './schema.ts';

/**
 * Of a larger company only so many clients and rows are looked at: it is a heap like "private persons" then, and a
 * call waits a millisecond for it, not a second.
 */
export const COLLEAGUES_MAX = 200;
const COMPANY_TALLIES_READ_MAX = 1_000;

type TallyColumns = Pick<TallyRow, 'employee_id' | 'type' | 'amount' | 'last_at' | 'counted_at'>;

const CLIENT_COLUMNS = [
  'client.id',
  'client.name',
  'client.company_id',
  'client.manager_id',
  'company.name as company_name',
] as const;

interface ClientColumns {
  readonly id: string;
  readonly name: string;
  readonly company_id: string | null;
  readonly manager_id: string | null;
  readonly company_name: string | null;
}

export interface Recogniser {
  /** Null for a stranger. Both fail with `unavailable`. */
  byNumber(number: E164): KnownCaller | null;
  byId(clientId: string): KnownCaller | null;
}

/** Who calls, from the local file. */
export function recogniser(file: LocalFile): Recogniser {
  const clientByNumber = file.prepare<ClientColumns>((db) =>
    db
      .selectFrom('client_number')
      .innerJoin('client', 'client.id', 'client_number.client_id')
      .leftJoin('company', 'company.id', 'client.company_id')
      .select(CLIENT_COLUMNS)
      .where('client_number.number', '=', ''),
  );
  const clientById = file.prepare<ClientColumns>((db) =>
    db
      .selectFrom('client')
      .leftJoin('company', 'company.id', 'client.company_id')
      .select(CLIENT_COLUMNS)
      .where('client.id', '=', ''),
  );
  const talliesOf = file.prepare<TallyColumns>((db) =>
    db
      .selectFrom('tally')
      .select(['employee_id', 'type', 'amount', 'last_at', 'counted_at'])
      .where('client_id', '=', '')
      .orderBy('last_at', 'desc')
      .limit(CLIENT_TALLIES_MAX),
  );
  const companyTalliesOf = file.prepare<TallyColumns>((db) =>
    db
      .selectFrom((company) =>
        company
          .selectFrom('tally')
          .select(['employee_id', 'type', 'amount', 'last_at', 'counted_at'])
          .where('client_id', 'in', (colleagues) =>
            colleagues
              .selectFrom('client')
              .select('id')
              .where('company_id', '=', '')
              .where('id', '!=', '')
              .limit(COLLEAGUES_MAX),
          )
          .limit(COMPANY_TALLIES_READ_MAX)
          .as('some'),
      )
      .selectAll()
      .orderBy('last_at', 'desc')
      .limit(COMPANY_TALLIES_MAX),
  );

  function known([client]: readonly ClientColumns[]): KnownCaller | null {
    if (client === undefined) return null;
    const { company_id: companyId } = client;
    return {
      clientId: client.id,
      clientName: client.name,
      companyId,
      companyName: client.company_name === '' ? null : client.company_name,
      managerId: client.manager_id,
      tallies: talliesOf(client.id, CLIENT_TALLIES_MAX).map(tallyFrom),
      companyTallies:
        companyId === null
          ? []
          : companyTalliesOf(
              companyId,
              client.id,
              COLLEAGUES_MAX,
              COMPANY_TALLIES_READ_MAX,
              COMPANY_TALLIES_MAX,
            ).map(tallyFrom),
    };
  }

  return {
    byNumber: (number) => file.atOneMoment(() => known(clientByNumber(number))),
    byId: (clientId) => file.atOneMoment(() => known(clientById(clientId))),
  };
}

function tallyFrom(row: TallyColumns): Tally {
  return {
    employeeId: row.employee_id,
    type: row.type,
    amount: row.amount,
    lastAt: row.last_at,
    countedAt: row.counted_at,
  };
}
