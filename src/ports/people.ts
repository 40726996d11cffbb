import type { E164 } from '#domain/call/caller.ts';
import type { Employee } from '#domain/people/employee.ts';
import type { Popularity } from '#domain/ranking/tally.ts';

/** Who works here; a snapshot in memory, refreshed when the store changes. Never fails. */
export interface People {
  employees(): readonly Employee[];
  byId(id: string): Employee | undefined;
  byExtension(extension: string): Employee | undefined;
  /** Whose own telephone this is: a colleague who calls from outside. */
  byNumber(number: E164): Employee | undefined;
  popularity(): readonly Popularity[];
  /** Calls back after each change of the snapshot (people or their popularity order). */
  onChange(listener: () => void): void;
}
