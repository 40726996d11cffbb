import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Check, Finding } from '#app/cli/house.ts';
import { dialplanFrom } from '#domain/call/dialplan.ts';
import { Failure } from '#ports/failure.ts';
import { telefonistka } from '#test/fakes/command-line.ts';

const both = (text: string) => ({ ru: text, en: text });
const check = (name: string, ...findings: Finding[]): Check => ({
  name: both(name),
  run: async () => findings,
});
const fine: Finding = { severity: 'ok', message: both('fine'), remedy: null };
const poor: Finding = { severity: 'warning', message: both('poor'), remedy: both('better it') };
const broken: Finding = { severity: 'error', message: both('broken'), remedy: both('mend it') };
const unloaded = { loadedDialplan: () => Promise.reject(new Failure('unavailable', 'AMI is off')) };

test('each check is a line, with its remedy; one error makes the exit code 1', async () => {
  const checks = async () => [check('settings', fine), check('AMI', poor), check('speech', broken)];
  const { exit, printed } = await telefonistka('doctor', { house: { checks, ...unloaded } });
  expect(exit).toBe(1);
  expect(printed.split('\n')).toEqual([
    '✓ settings: fine',
    '! AMI: poor → better it',
    '✗ speech: broken → mend it',
    '! dialplan: not looked at: AMI does not tell → name its file: telefonistka doctor /etc/asterisk/extensions.conf',
  ]);
});

test('warnings alone are no failure, and a check that fails is told as one', async () => {
  expect(
    (
      await telefonistka('doctor', {
        house: { checks: async () => [check('AMI', poor)], ...unloaded },
      })
    ).exit,
  ).toBe(0);
  const failing: Check = {
    name: both('database'),
    run: () => Promise.reject(new Failure('unavailable', 'no answer')),
  };
  const { exit, printed } = await telefonistka('doctor', {
    house: { checks: async () => [failing], ...unloaded },
  });
  expect(exit).toBe(1);
  expect(printed).toContain('✗ database: no answer');
});

test('as data', async () => {
  const { printed } = await telefonistka('doctor --json', {
    house: { checks: async () => [check('AMI', broken)], ...unloaded },
  });
  expect(JSON.parse(printed)).toMatchObject({
    ok: false,
    checks: [
      { check: 'AMI', findings: [{ severity: 'error', message: 'broken', remedy: 'mend it' }] },
      { check: 'dialplan' },
    ],
  });
});

test('the dialplan that Asterisk has loaded is looked at', async () => {
  const loaded = dialplanFrom([{ name: 'x', text: '[sales]\nexten => s,1,Queue(sales)' }]);
  const { exit, printed } = await telefonistka('doctor', {
    house: { loadedDialplan: async () => loaded },
  });
  expect(exit).toBe(1);
  expect(printed).toContain('✗ dialplan: our context is not included');
});

/** A folder like /etc/asterisk. */
async function etc(files: Readonly<Record<string, string>>): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'telefonistka-etc-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
  return dir;
}

const SHIPPED = join(import.meta.dirname, '../../../dialplan/telefonistka.conf');
const OFFICE =
  '[in]\nexten => s,1,Goto(telefonistka,s,1)\n[telefonistka-employees]\nexten => 101,hint,PJSIP/101\n';

test('files are read with what they include, and the place of a mistake is named', async () => {
  const dir = await etc({
    'extensions.conf': `#include ${SHIPPED}\n#include "office.conf"\n#tryinclude nowhere.conf\n#tryinclude custom*.conf\n`,
    'office.conf': OFFICE,
    'custom-1.conf': '; nothing\n',
  });
  const good = await telefonistka(`doctor ${dir}/extensions.conf`);
  expect([good.exit, good.printed]).toEqual([
    0,
    '✓ dialplan: whatever fails, a call reaches the queue',
  ]);

  await writeFile(join(dir, 'office.conf'), OFFICE.replace('101,hint', '101,1'));
  const bad = await telefonistka(`doctor ${dir}/extensions.conf`);
  expect(bad.exit).toBe(1);
  expect(bad.printed).toMatch(
    /✗ dialplan: .*telefonistka\.conf:\d+ context telefonistka-employees has no hint.* → add for each/,
  );
});

test.each([
  ['#include nowhere.conf', /✗ dialplan: .*nowhere\.conf: ENOENT/],
  ['#include extensions.conf', /✗ dialplan: more than 200 files/],
])('files that cannot be read are told: %s', async (text, told) => {
  const dir = await etc({ 'extensions.conf': text });
  const { exit, printed } = await telefonistka(`doctor ${dir}/extensions.conf`);
  expect(exit).toBe(1);
  expect(printed).toMatch(told);
});
