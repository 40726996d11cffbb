import { onEveryEngine } from '#test/adapters/storage/engines.ts';
import { archiveContract } from './archive.contract.ts';

onEveryEngine(archiveContract);
