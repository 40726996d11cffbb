import type { Migration } from 'kysely/migration';
import type { Engine } from '../database.ts';
import { peopleClientsEvents } from './0001-people-clients-events.ts';
import { journal } from './0002-journal.ts';
import { changes } from './0003-changes.ts';
import { rated } from './0004-rated.ts';
import { crmSources } from './0005-crm-sources.ts';
import { rankingVersions } from './0006-ranking-versions.ts';
import { learning } from './0007-learning.ts';
import { employeeNumbers } from './0008-employee-numbers.ts';
import { speechMoney } from './0009-speech-money.ts';

/** In order, by hand; a migration that landed is never edited. */
export function migrationsFor(engine: Engine): Record<string, Migration> {
  return {
    '0001-people-clients-events': peopleClientsEvents(engine),
    '0002-journal': journal,
    '0003-changes': changes(engine),
    '0004-rated': rated,
    '0005-crm-sources': crmSources,
    '0006-ranking-versions': rankingVersions,
    '0007-learning': learning,
    '0008-employee-numbers': employeeNumbers,
    '0009-speech-money': speechMoney,
  };
}
