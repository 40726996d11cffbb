import { afterAll } from 'vitest';
import { startSounds } from '#test/adapters/sounds/sounds-house.ts';
import { fakeHouse } from '#test/fakes/house.ts';
import { missingPrompt, soundsContract } from './sounds.contract.ts';

const real = await startSounds();
afterAll(() => real[Symbol.asyncDispose]());

soundsContract('the cache on disk', async () => real.sounds);
soundsContract(
  'the fake',
  async () => fakeHouse({ speechless: (prompt) => prompt === missingPrompt }).sounds,
);
