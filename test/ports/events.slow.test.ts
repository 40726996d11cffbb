import { onEveryEngine } from '#test/adapters/storage/engines.ts';
import { eventsContract } from './events.contract.ts';

onEveryEngine(eventsContract);
