import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { SourceClient, SourceEmployee, SourceEvent } from '#ports/events.ts';
import { clients } from './demo-company/clients.ts';
import { history } from './demo-company/history.ts';
import { chance } from './demo-company/random.ts';
import { scenarioSet, type ScenarioSet } from './demo-company/scenarios.ts';
import { staff } from './demo-company/staff.ts';

const CLIENTS = 200;
const EVENTS = 5_000;

export interface DemoCompany {
  readonly employees: readonly SourceEmployee[];
  readonly clients: readonly SourceClient[];
  readonly events: readonly SourceEvent[];
  readonly scenarios: ScenarioSet['scenarios'];
}

/** A company that never was: the same for the same `seed` and `now`. 200 clients and 5,000 events in all. */
export function demoCompany({ seed, now }: { seed: number; now: Date }): DemoCompany {
  const luck = chance(seed);
  const employees = staff(now);
  const made = scenarioSet(now);
  const managers = employees.filter((one) => one.department === 'Продажи' && !one.dismissed);
  const others = clients(
    CLIENTS - made.clients.length,
    managers.map(({ id }) => id),
    luck,
  );
  return {
    employees,
    clients: [...made.clients, ...others],
    events: [
      ...history(EVENTS - made.events.length, { clients: others, employees }, now, luck),
      ...made.events,
    ].sort((a, b) => a.at - b.at),
    scenarios: made.scenarios,
  };
}

/** The company as JSON lines that `telefonistka import` reads: employees.jsonl, clients.jsonl, events.jsonl. */
export async function writeDemoCompany(folder: string, company: DemoCompany): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'employees.jsonl'), lines(company.employees.map(employeeLine)));
  await writeFile(join(folder, 'clients.jsonl'), lines(company.clients.map(clientLine)));
  await writeFile(join(folder, 'events.jsonl'), lines(company.events.map(eventLine)));
}

function lines(rows: readonly object[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function employeeLine({ spokenName, absences, ...same }: SourceEmployee): object {
  return {
    kind: 'employee',
    ...same,
    spoken_name: spokenName,
    absences: absences.map(({ fromMs, toMs, deputyId }) => {
      return { from: iso(fromMs), to: iso(toMs), deputy_id: deputyId };
    }),
  };
}

function clientLine({
  id,
  name,
  companyId,
  companyName,
  managerId,
  numbers,
}: SourceClient): object {
  return {
    kind: 'client',
    id,
    name,
    company_id: companyId,
    company_name: companyName,
    manager_id: managerId,
    numbers,
  };
}

function eventLine({ source, externalId, at, type, clientId, employeeId }: SourceEvent): object {
  return {
    kind: 'event',
    source,
    id: externalId,
    at,
    type,
    client_id: clientId,
    employee_id: employeeId,
  };
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    options: { seed: { type: 'string', default: '1' } },
    allowPositionals: true,
  });
  const [folder] = positionals;
  if (folder === undefined)
    throw new Error('usage: node scripts/demo-company.ts FOLDER [--seed N]');
  await writeDemoCompany(folder, demoCompany({ seed: Number(values.seed), now: new Date() }));
}
