import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvRecords } from '#adapters/crm/csv-text.ts';

async function* inPieces(text: string, length = 1_000): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += length) yield text.slice(at, at + length);
}

const recordsOf = (text: string, length?: number) =>
  Array.fromAsync(csvRecords(inPieces(text, length)));
const cellsOf = async (text: string) => (await recordsOf(text)).map(({ cells }) => cells);

describe('a CSV file', () => {
  test('ends its lines in LF or CRLF, the last one or not', async () => {
    expect(await cellsOf('a,b\r\n1,2\n3,\r\n')).toEqual([
      ['a', 'b'],
      ['1', '2'],
      ['3', ''],
    ]);
    expect(await cellsOf('a,b\n1,2')).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
    expect(await cellsOf('a,b')).toEqual([['a', 'b']]);
  });

  test('may put anything into quotes', async () => {
    expect(await cellsOf('a,b\n"x, ""y""\r\nz",""\n')).toEqual([
      ['a', 'b'],
      ['x, "y"\r\nz', ''],
    ]);
  });

  test('may be what Excel writes in Russia: semicolons', async () => {
    expect(await cellsOf('a;b\n1,5;2\n')).toEqual([
      ['a', 'b'],
      ['1,5', '2'],
    ]);
    expect(await cellsOf('a\tb\n1\t2\n')).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  test('names the line where a record begins, empty lines and lines in quotes counted', async () => {
    const lines = (await recordsOf('a,b\n\n"1\n2",3\n4,5\n')).map(({ line }) => line);
    expect(lines).toEqual([1, 3, 5]);
  });

  test.each([
    ['a,b\n1,2"3\n4,5\n', 'a quote in a bare cell'],
    ['a,b\n1,"2"3\n4,5\n', 'text after a closing quote'],
  ])('%j is flawed in its second record only: %s', async (text) => {
    expect((await recordsOf(text)).map(({ flaw }) => flaw)).toEqual([null, 'quoting', null]);
  });

  test('with a quote that is never closed is flawed where that quote is', async () => {
    const records = await recordsOf('a,b\n1,"2\n3,4\n');
    expect(records.map(({ line, flaw }) => [line, flaw])).toEqual([
      [1, null],
      [2, 'quoting'],
    ]);
  });

  test('gives up on a record that does not end', async () => {
    const records = await recordsOf(`a,b\n1,"${'x'.repeat(100_000)}\n`, 5_000);
    expect(records.map(({ line, flaw }) => [line, flaw])).toEqual([
      [1, null],
      [2, 'too-long'],
    ]);
    expect((await recordsOf('x'.repeat(100_000), 5_000)).map(({ flaw }) => flaw)).toEqual([
      'too-long',
    ]);
  });

  test('comes out as it went in, in pieces of any length', async () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', 'ё', ' ', ',', ';', '"', '\r', '\n', '🦊'),
      maxLength: 8,
    });
    const rows = fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), {
      minLength: 1,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 9 }), async (table, length) => {
        const written = [['h1', 'h2', 'h3'], ...table]
          .map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(','))
          .join('\n');
        const read = await recordsOf(written, length);
        expect(read.map(({ cells }) => cells)).toEqual([['h1', 'h2', 'h3'], ...table]);
        expect(read.every(({ flaw }) => flaw === null)).toBe(true);
      }),
    );
  });
});
