import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LINE_BYTES_RECEIVED_MAX, LineSplitter } from '#adapters/asterisk/agi-lines.ts';
import { keyOf, ReplyReader, replyFrom, type WireLine } from '#adapters/asterisk/agi-replies.ts';

function read(...lines: readonly string[]): WireLine[] {
  const reader = new ReplyReader();
  return lines.map((line) => reader.read(line));
}

describe('a line from Asterisk', () => {
  test('is a reply when it says 200 result=, whatever follows', () => {
    for (const line of [
      '200 result=1',
      '200 result=-1 endpos=40000',
      '200 result=007',
      '200 result= (timeout)',
      '200 result=1 (a: b) c)',
    ]) {
      expect(read(line)).toEqual([{ kind: 'reply', line }]);
    }
  });

  test('is a reply of its own shape when the command is unknown or the channel dead', () => {
    expect(read('510 Invalid or unknown command', '511 Command Not Permitted')).toEqual([
      { kind: 'reply', line: '510 result=-1 (Invalid or unknown command)' },
      { kind: 'reply', line: '511 result=-1 (Command Not Permitted)' },
    ]);
  });

  test('is part of a wrong usage until the block ends, even if it looks like a reply', () => {
    const kinds = read(
      '520-Invalid command syntax.',
      'Usage: …',
      '200 result=1',
      '520 End of proper usage.',
    );
    expect(kinds.map(({ kind }) => kind)).toEqual(['part', 'part', 'part', 'reply']);
  });

  test('is a wrong usage at once when Asterisk has no usage to tell', () => {
    expect(read('520 Invalid command syntax.')[0]?.kind).toBe('reply');
  });

  test('ends a usage that never ends', () => {
    const kinds = read('520-Invalid', ...Array<string>(200).fill('words')).map(({ kind }) => kind);
    expect(kinds.at(-2)).toBe('part');
    expect(kinds.at(-1)).toBe('reply');
  });

  test('is a hang-up only when it is the whole word', () => {
    expect(read('HANGUP')).toEqual([{ kind: 'hangup' }]);
    for (const line of [
      'HANGUP ',
      'hangup',
      'XHANGUP',
      '',
      '200',
      '200 OK',
      'agi_x: 1',
      '100 Trying',
      'result=1',
    ]) {
      expect(read(line), line).toEqual([{ kind: 'unknown' }]);
    }
  });

  test('is heard as a hang-up in the middle of a usage', () => {
    const kinds = read('520-Invalid', 'HANGUP', '520 End').map(({ kind }) => kind);
    expect(kinds).toEqual(['part', 'hangup', 'reply']);
  });
});

describe('a reply', () => {
  test('keeps its result as text and tells where the file was stopped', () => {
    expect(replyFrom({ code: 200, result: '007' })).toMatchObject({
      result: '007',
      value: null,
      endpos: null,
    });
    expect(replyFrom({ code: 200, result: '-1 endpos=40000' })).toMatchObject({
      result: '-1',
      endpos: 40000,
    });
    expect(replyFrom({ code: 200, result: '', value: 'timeout' })).toMatchObject({
      result: '',
      value: 'timeout',
    });
  });

  test('of any code but 200 is a refusal', () => {
    expect(replyFrom({ code: 511, result: '-1', value: 'dead' })).toEqual({
      kind: 'refused',
      code: 511,
      text: 'dead',
    });
  });

  test('is a key only when it is the code of one', () => {
    expect(['48', '57', '42', '35', '65'].map(keyOf)).toEqual(['0', '9', '*', '#', 'A']);
    for (const result of ['0', '-1', '1', '', '47', '58', '999', '048', ' 49', '4x']) {
      expect(keyOf(result), result).toBeNull();
    }
  });
});

describe('bytes on the wire', () => {
  const line = fc.oneof(
    fc.constantFrom(
      '200 result=1 (Ёжик :))',
      'HANGUP',
      '520-Usage',
      '520 End',
      '510 No',
      'мусор',
      '\ufffd😀',
    ),
    fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => text.replaceAll(/[\r\n]/g, ' ')),
  );

  test('mean the same in whatever packets they come', () => {
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat(12), { minLength: 1 }), (lines, sizes) => {
        const bytes = Buffer.from(lines.map((one) => `${one}\n`).join(''));
        const splitter = new LineSplitter();
        const out: string[] = [];
        for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
          const size = 1 + (sizes[turn % sizes.length] ?? 0);
          out.push(...splitter.push(bytes.subarray(at, at + size)));
          at += size;
        }
        expect(out).toEqual(lines);
        expect(read(...out)).toEqual(read(...lines));
      }),
      { numRuns: 500 },
    );
  });

  test('lose a carriage return at the end of a line', () => {
    expect(new LineSplitter().push(Buffer.from('HANGUP\r\nx\r\n'))).toEqual(['HANGUP', 'x']);
  });

  test('are given up when a line has no end: 64 KB pass, a byte more does not', () => {
    const splitter = new LineSplitter();
    splitter.push(Buffer.alloc(LINE_BYTES_RECEIVED_MAX, 'x'));
    expect(splitter.overflowed).toBe(false);
    splitter.push(Buffer.from('x'));
    expect(splitter.overflowed).toBe(true);
    expect(splitter.push(Buffer.from('\nHANGUP\n'))).toEqual([]);
  });
});
