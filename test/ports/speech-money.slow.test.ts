import { describe } from 'vitest';
import { onEveryEngine } from '#test/adapters/storage/engines.ts';
import { fakeSpeechMoney } from '#test/fakes/fake-speech-money.ts';
import { speechMoneyContract } from './speech-money.contract.ts';

onEveryEngine((bed) => {
  speechMoneyContract(async () => (await bed.open()).speechMoney);
});
describe('the fake', () => {
  speechMoneyContract(async () => fakeSpeechMoney());
});
