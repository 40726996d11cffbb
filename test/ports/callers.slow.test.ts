import { onEveryEngine } from '#test/adapters/storage/engines.ts';
import { callersContract } from './callers.contract.ts';

onEveryEngine(callersContract);
