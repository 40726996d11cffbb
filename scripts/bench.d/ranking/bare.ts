import BetterSqlite from 'better-sqlite3';
import type { SourceEvent } from '#ports/events.ts';

/** The three statements of a look-up and nothing around them: prepared, one connection, no ranking. */
export function bareLookUp(file: string): { run(number: string): number; close(): void } {
  const db = new BetterSqlite(file, { readonly: true });
  const clientOf = db.prepare<[string], { id: string; company_id: string | null }>(
    `select client.id, client.name, client.company_id, client.manager_id, company.name as company_name
     from client_number join client on client.id = client_number.client_id
     left join company on company.id = client.company_id where client_number.number = ?`,
  );
  const talliesOf = db.prepare<[string]>(
    `select employee_id, type, amount, last_at, counted_at from tally
     where client_id = ? order by last_at desc limit 500`,
  );
  const companyTalliesOf = db.prepare<[string, string]>(
    `select * from (select employee_id, type, amount, last_at, counted_at from tally where client_id in
       (select id from client where company_id = ? and id != ? limit 200) limit 1000)
     order by last_at desc limit 200`,
  );
  return {
    run(number) {
      const client = clientOf.get(number);
      if (client === undefined) return 0;
      const own = talliesOf.all(client.id).length;
      const { company_id: company } = client;
      return own + (company === null ? 0 : companyTalliesOf.all(company, client.id).length);
    },
    close: () => db.close(),
  };
}

/** Keeps events and nothing else: the table, its key, one transaction a page, as durable as ours. */
export function bareInsert(file: string): {
  run(page: readonly SourceEvent[]): void;
  close(): void;
} {
  const db = new BetterSqlite(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec(`create table event (source text, external_id text, at integer, known_at integer, type text,
    client_id text, employee_id text, deleted integer, primary key (source, external_id)) without rowid`);
  const insert = db.prepare('insert into event values (?, ?, ?, ?, ?, ?, ?, 0)');
  const keep = db.transaction((page: readonly SourceEvent[]) => {
    for (const { source, externalId, at, type, clientId, employeeId } of page) {
      insert.run(source, externalId, at, at, type, clientId, employeeId);
    }
  });
  return { run: keep, close: () => void db.close() };
}
