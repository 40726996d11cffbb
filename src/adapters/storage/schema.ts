import type { EvidenceKind } from '#domain/learning/belief.ts';

/** The tables, as Kysely sees them: the same on SQLite, on PostgreSQL and in a node's copy. */
export interface Schema {
  employee: EmployeeRow;
  absence: AbsenceRow;
  company: { id: string; name: string };
  client: ClientRow;
  client_number: { number: string; client_id: string };
  event: EventRow;
  tally: TallyRow;
  popularity: PopularityRow;
  rule: RuleRow;
  ranking_version: RankingVersionRow;
  visit: VisitRow;
  outcome: OutcomeRow;
  rated: { client_id: string; seq: number };
  crm_source: CrmSourceRow;
  speech_money: { account: string; month: string; micros: number };
  store: { id: string };
  change: { kind: ChangeKind; key: string; seq: number };
  copy_state: { store_id: string; seq: number };
}

export interface CrmSourceRow {
  source: string;
  cursor: string | null;
  finished_at_ms: number | null;
  leased_by: string | null;
  leased_until_ms: number | null;
}

/** 0 or 1: neither engine's booleans bind on the other. */
export type Flag = 0 | 1;

export interface EmployeeRow {
  id: string;
  first: string;
  middle: string;
  last: string;
  spoken_name: string | null;
  extension: string | null;
  department: string;
  dismissed: Flag;
  technical: Flag;
  allowed: Flag;
  external: Flag;
  /** JSON list of E.164. */
  numbers: string;
}

export interface AbsenceRow {
  employee_id: string;
  /** The source's order, from 0. */
  position: number;
  from_ms: number;
  to_ms: number;
  deputy_id: string | null;
}

export interface ClientRow {
  id: string;
  name: string;
  company_id: string | null;
  manager_id: string | null;
}

export interface EventRow {
  source: string;
  external_id: string;
  /** When it happened, unix seconds. */
  at: number;
  /** When we learned it in its present form, unix seconds. */
  known_at: number;
  type: string;
  client_id: string;
  employee_id: string;
  /** A deleted event stays, so that the same deletion read again changes nothing. */
  deleted: Flag;
}

export interface TallyRow {
  client_id: string;
  employee_id: string;
  type: string;
  amount: number;
  last_at: number;
  counted_at: number;
}

/** Kept for every type: which of them are handled is asked when reading, so changing that costs nothing. */
export interface PopularityRow {
  employee_id: string;
  type: string;
  amount: number;
  last_at: number;
}

/** The settings that the tallies of a type are computed with. */
export interface RuleRow {
  type: string;
  half_life_days: number;
  min_gap_seconds: number;
  /** Counts for popularity. */
  handled: Flag;
  /** While a replay is under way: the last (client, employee) done, as JSON, '' before the first. Null: in step. */
  replayed_to: string | null;
}

/** What a version of ranking.yaml said. */
export interface RankingVersionRow {
  version: string;
  /** Unix seconds. */
  first_used_at: number;
  /** JSON. */
  weights: string;
}

export interface VisitRow {
  linkedid: string;
  uniqueid: string;
  started_at_ms: number;
  caller_number: string | null;
  client_id: string | null;
  shadow: Flag;
  /** Both null where nobody was ranked. */
  weights_version: string | null;
  evidence: EvidenceKind | null;
  /** The whole VisitRecord, JSON. */
  record: string;
}

export interface OutcomeRow {
  linkedid: string;
  ended_at_ms: number;
  employee_id: string | null;
  talk_seconds: number;
  /** The whole CallOutcome, JSON. */
  record: string;
}

/** What a node's copy fetches anew: one client with numbers and company, the tallies of one client, … */
export type ChangeKind = 'employee' | 'client' | 'tally' | 'popularity' | 'rule';
