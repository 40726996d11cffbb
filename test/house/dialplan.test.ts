import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { scripts } from '#agi/index.ts';
import { CONTRACT } from '#adapters/asterisk/variables.ts';

// dialplan/ says when, agi/ says what: two halves of one contract, which no compiler keeps together.

// manager.conf has sections too, but no extensions in them.
const files = globSync('dialplan/*.conf').filter((file) => !file.includes('manager'));
const dialplan = files
  .map((file) => readFileSync(file, 'utf8').replaceAll(/^\s*;.*$/gm, ''))
  .join('\n');
const readme = readFileSync('dialplan/README.md', 'utf8');

/** What the expression's first group finds in the dialplan, each once, sorted. */
function named(pattern: RegExp): readonly string[] {
  return [...new Set([...dialplan.matchAll(pattern)].map(([, name = '']) => name))].sort();
}

test('every script named in the dialplan has its file, and the other way round', () => {
  expect(files.length).toBeGreaterThanOrEqual(3);
  const called = named(/TEL_SCRIPT=([\w-]+)/g);
  const written = globSync('agi/*.ts').map((file) => basename(file, '.ts'));
  expect(called).toEqual(written.filter((name) => name !== 'index').sort());
  expect(called).toEqual(Object.keys(scripts).sort());
});

test('the table of the README names every TEL_ variable of the dialplan, and no other', () => {
  const used = named(/\b(TEL_[A-Z_]+\d?)\b/g).filter((name) => name !== 'TEL_NODE');
  const listed = [...readme.matchAll(/^\| `(TEL_\w+)`/gm)].map(([, name = '']) => name).sort();
  expect(listed).toEqual([...used, 'TEL_NODE2'].sort());
});

test('every variable the service knows is one of the dialplan', () => {
  expect(CONTRACT.size).toBeGreaterThan(0);
  expect(named(/\b(TEL_[A-Z_]+\d?)\b/g)).toEqual(expect.arrayContaining([...CONTRACT]));
});

test('the service is asked with a lease, and trusted by its last word only', () => {
  const lines = dialplan.split('\n').filter((line) => line.trim() !== '');
  const visit = lines.findIndex((line) => line.includes('AGI(agi://'));
  expect(lines[visit - 1]).toContain('Set(TIMEOUT(absolute)=5)');
  expect(lines[visit + 1]).toContain('Set(TIMEOUT(absolute)=0)');
  expect(lines[visit + 2]).toContain('"${TEL_RESULT}" = "dial"');
  const first = (part: string): number => lines.findIndex((line) => line.includes(part));
  expect(first('Set(AGIEXITONHANGUP=yes)')).toBeLessThan(visit);
  expect(first(',Dial(')).toBeGreaterThan(visit);
  expect(dialplan).not.toContain('AGISTATUS');
});

test('whatever goes wrong in the entry context leads to the queue', () => {
  const entry = dialplan.split(/^\[/m).find((context) => context.startsWith('telefonistka]')) ?? '';
  for (const special of ['T', 'i']) {
    expect(entry).toMatch(
      new RegExp(String.raw`^exten => ${special},1,.*\n same => n,Goto\(s,queue\)`, 'm'),
    );
  }
});
