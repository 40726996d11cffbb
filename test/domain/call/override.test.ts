import { expect, test } from 'vitest';
import { overridesOf } from '#domain/call/override.ts';

test.each([
  [{ isColleague: false, shadow: false, asksCrmForMenus: false }, []],
  [{ isColleague: true, shadow: false, asksCrmForMenus: true }, ['colleague']],
  [{ isColleague: false, shadow: true, asksCrmForMenus: true }, ['crm-menu', 'shadow']],
])('%j: %j', (situation, expected) => {
  expect(overridesOf(situation)).toEqual(expected);
});
