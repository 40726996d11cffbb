import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as wire from '#adapters/asterisk/agi-wire.ts';
import { agiArguments, uriEncoded } from '#test/fakes/fake-dialplan.ts';

/** Anything JavaScript calls a text: quotes, backslashes, controls, halves of characters among it. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({
    unit: fc.constantFrom('"', '\\', ' ', '\t', '\n', '\r', '\0', '$', '{', '}', 'ё', '😀'),
  }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 50 })
    .map((codes) => String.fromCharCode(...codes)),
);

/** What is allowed to change on the way: controls become spaces, halves of characters a mark. */
function cleaned(text: string): string {
  return [...text.toWellFormed()]
    .map((one) => (one < ' ' || one === '\u007f' ? ' ' : one))
    .join('');
}

describe('a line that leaves us', () => {
  test('means to Asterisk exactly the arguments it was made of, whatever they hold', () => {
    fc.assert(
      fc.property(anyText, anyText, (name, value) => {
        const words = agiArguments(wire.setVariable(name, value));
        expect(words).toEqual(['SET', 'VARIABLE', cleaned(name), cleaned(value)]);
      }),
      { numRuns: 2000 },
    );
  });

  test('is one line of at most 1500 bytes, however long the text', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 200 }), (text, times) => {
        const line = wire.setVariable('CALLERID(name)', text.repeat(times));
        // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
        expect(line).not.toMatch(/[\u0000-\u001f\u007f]/);
        expect(Buffer.byteLength(line)).toBeLessThanOrEqual(wire.LINE_BYTES_MAX);
        expect(agiArguments(line)).toHaveLength(4);
      }),
      { numRuns: 1000 },
    );
  });

  test('is cut between two characters, never inside one or its escape', () => {
    for (const text of ['ё', '😀', '"', '\\', 'x"', 'xё', 'xx😀']) {
      const whole = text.repeat(2000);
      const [, , , value = ''] = agiArguments(wire.setVariable('V', whole));
      expect(value.length).toBeGreaterThan(300);
      expect(whole.startsWith(value)).toBe(true);
    }
  });

  test('keeps the text that just fits and cuts the one a byte longer', () => {
    const room = wire.LINE_BYTES_MAX - wire.setVariable('V', '').length;
    expect(agiArguments(wire.setVariable('V', 'x'.repeat(room)))[3]).toHaveLength(room);
    expect(agiArguments(wire.setVariable('V', 'x'.repeat(room + 1)))[3]).toHaveLength(room);
  });

  test('does not let a long first argument eat the second one', () => {
    const words = agiArguments(wire.streamFile('/sounds/'.repeat(400), '12#'));
    expect(words).toHaveLength(4);
  });

  test('keeps 200 quoted words one argument: as 200 they would end the PBX', () => {
    const hostile = '"a" '.repeat(200);
    expect(agiArguments(wire.setVariable('CALLERID(name)', hostile))).toHaveLength(4);
  });

  test('waits for a key for a time that ends: 0 and -1 are never sent', () => {
    expect(wire.waitForDigit(-1)).toBe('WAIT FOR DIGIT "1"');
    expect(wire.waitForDigit(0.2)).toBe('WAIT FOR DIGIT "1"');
    expect(wire.waitForDigit(1499.6)).toBe('WAIT FOR DIGIT "1500"');
  });
});

describe('what URIENCODE made of a text', () => {
  test('reads back as the same text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(wire.decodeUri(uriEncoded(text))).toBe(text);
      }),
    );
  });

  test('cut in half a character ends with a mark, cut in half an escape keeps the rest', () => {
    expect(wire.decodeUri('%D0%98%D0')).toBe('И\ufffd');
    expect(wire.decodeUri('%D0%98%D')).toBe('И%D');
    expect(wire.decodeUri('50% + 1')).toBe('50% + 1');
  });
});
