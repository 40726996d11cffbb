import type { E164 } from '#domain/call/caller.ts';
import type { Tally } from '#domain/ranking/tally.ts';
import type { KnownCaller } from '#ports/callers.ts';
import type { LocalFile } from './local-file.ts';
import type { TallyRow } from './schema.ts';

/** Rows of one client, and of a company: newest first, more would not change who is offered. */
const CLIENT_TALLIES_MAX = 500;
const COMPANY_TALLIES_MAX = 200;
/**
 * Of a company with more rows than this only so many are looked at: its "company" is then a heap like "private
 * persons", and a call waits a millisecond for it, not a second.
 */
const COMPANY_TALLIES_READ_MAX = 1_000;

type TallyColumns = Pick<TallyRow, 'employee_id' | 'type' | 'amount' | 'last_at' | 'counted_at'>;

/** Who calls, from the local file. The answer fails with `unavailable`. */
export function recogniser(file: LocalFile): (number: E164) => KnownCaller | null {
  const clientOf = file.prepare((db) =>
    db
      .selectFrom('client_number')
      .innerJoin('client', 'client.id', 'client_number.client_id')
      .leftJoin('company', 'company.id', 'client.company_id')
      .select([
        'client.id',
        'client.name',
        'client.company_id',
        'client.manager_id',
        'company.name as company_name',
      ])
      .where('client_number.number', '=', ''),
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
          .where('company_id', '=', '')
          .where('client_id', '!=', '')
          .limit(COMPANY_TALLIES_READ_MAX)
          .as('some'),
      )
      .selectAll()
      .orderBy('last_at', 'desc')
      .limit(COMPANY_TALLIES_MAX),
  );

  return (number) => {
    const [client] = clientOf(number);
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
              COMPANY_TALLIES_READ_MAX,
              COMPANY_TALLIES_MAX,
            ).map(tallyFrom),
    };
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
