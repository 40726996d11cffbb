import { onEveryEngine } from '#test/adapters/storage/engines.ts';
import { pastContract } from './past.contract.ts';

onEveryEngine(pastContract);
