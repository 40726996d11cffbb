import { onEveryEngine } from '#test/adapters/storage/engines.ts';
import { journalContract } from './journal.contract.ts';

onEveryEngine(journalContract);
