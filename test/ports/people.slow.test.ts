import { onEveryEngine } from '#test/adapters/storage/engines.ts';
import { peopleContract } from './people.contract.ts';

onEveryEngine(peopleContract);
