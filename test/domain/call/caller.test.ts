import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { parseE164 } from '#adapters/phone/e164.ts';
import { callerFrom } from '#domain/call/caller.ts';

const inRussia = (text: string) => callerFrom(text, (number) => parseE164(number, 'RU'));

describe('a caller with a number', () => {
  test.each([
    // As trunks send it
    ['+79161234567', '+79161234567'],
    ['79161234567', '+79161234567'],
    ['89161234567', '+79161234567'],
    ['9161234567', '+79161234567'],
    ['+89161234567', '+79161234567'],
    ['+9161234567', '+79161234567'],
    ['0079161234567', '+79161234567'],
    ['74951234567', '+74951234567'],
    ['4951234567', '+74951234567'],
    ['84962412345', '+74962412345'],
    ['88002000600', '+78002000600'],
    // As people and CRMs write it
    ['+7 916 123-45-67', '+79161234567'],
    ['8 (916) 123-45-67', '+79161234567'],
    ['8-916-123-45-67', '+79161234567'],
    ['916.123.45.67', '+79161234567'],
    ['+7\u00a0916\u00a0123\u00a045\u00a067', '+79161234567'],
    [' 8 916 1234567 ', '+79161234567'],
    ['\u200e+79161234567', '+79161234567'],
    ['8 (49624) 1-23-45', '+74962412345'],
    ['8 (812) 234-56-78', '+78122345678'],
    ['9161234567 (моб.)', '+79161234567'],
    // With an extension
    ['+7 (495) 123-45-67 доб. 12', '+74951234567'],
    ['+7 495 123-45-67 доб.12', '+74951234567'],
    ['8 495 1234567 ext 12', '+74951234567'],
    ['8 495 1234567,12', '+74951234567'],
    ['74951234567x12', '+74951234567'],
    ['74951234567#12', '+74951234567'],
    ['84951234567;ext=12', '+74951234567'],
    // As a URI
    ['sip:+79161234567@pbx', '+79161234567'],
    ['sip:89161234567@10.0.0.1', '+79161234567'],
    ['sip:79161234567@pbx;user=phone', '+79161234567'],
    ['SIPS:9161234567@pbx', '+79161234567'],
    ['sip:375291234567@10.0.0.1:5060', '+375291234567'],
    ['tel:+7-916-123-45-67', '+79161234567'],
    ['tel:8-916-123-45-67;phone-context=+7', '+79161234567'],
    // Kazakhstan shares the country code
    ['87011234567', '+77011234567'],
    ['77011234567', '+77011234567'],
    ['+7 701 123 45 67', '+77011234567'],
    // From abroad, with a plus
    ['+375 29 123-45-67', '+375291234567'],
    ['+380671234567', '+380671234567'],
    ['+44 20 7183 8750', '+442071838750'],
    ['+12025550123', '+12025550123'],
    ['+8613800138000', '+8613800138000'],
    // … by the Russian way out, or by the European one
    ['8-10-49-30-123456', '+4930123456'],
    ['81049891234567', '+49891234567'],
    ['810375291234567', '+375291234567'],
    ['00375291234567', '+375291234567'],
    ['00 44 20 7183 8750', '+442071838750'],
    // … by trunks that drop the plus
    ['375291234567', '+375291234567'],
    ['380671234567', '+380671234567'],
    ['996555123456', '+996555123456'],
    ['998901234567', '+998901234567'],
    ['37491123456', '+37491123456'],
    ['37360123456', '+37360123456'],
    ['442071838750', '+442071838750'],
    ['4915112345678', '+4915112345678'],
    ['8613800138000', '+8613800138000'],
    ['905321234567', '+905321234567'],
    ['12025550123', '+12025550123'],
    ['sip:442071838750@pbx', '+442071838750'],
    // A range that the tables do not know yet: the plus leaves no doubt
    ['+71234567890', '+71234567890'],
  ])('%j is %s', (raw, number) => {
    expect(inRussia(raw)).toEqual({ kind: 'external', number });
  });

  test('is the same person however the number is written', () => {
    const ways = ['+79161234567', '79161234567', '8 (916) 123-45-67', '9161234567'];
    expect(new Set(ways.map((way) => JSON.stringify(inRussia(way)))).size).toBe(1);
  });

  test('two countries with the same last ten digits are two people', () => {
    expect(inRussia('+19161234567')).not.toEqual(inRussia('+79161234567'));
  });

  test('keeps its number when it is read again', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\+?\d{7,15}$/), (raw) => {
        const caller = inRussia(raw);
        if (caller.kind !== 'external') return;
        expect(inRussia(caller.number)).toEqual(caller);
      }),
    );
  });
});

describe('a caller with a short number is one of ours', () => {
  test.each(['10', '101', '112', '1234', '12345', '123456', ' 201 '])('%j', (raw) => {
    expect(inRussia(raw)).toEqual({ kind: 'internal', extension: raw.trim() });
  });
});

describe('a caller who hides the number', () => {
  test.each([
    '',
    '  ',
    'anonymous',
    'Anonymous',
    'UNKNOWN',
    'restricted',
    'asterisk',
    'withheld',
    's',
  ])('%j', (raw) => {
    expect(inRussia(raw)).toEqual({ kind: 'withheld' });
  });
});

describe('what is no phone number', () => {
  test.each([
    ['1', 'one digit'],
    ['1234567', 'a city number without its city'],
    ['00', 'two zeros are an extension at most'],
    ['7916123456', 'a digit is missing: valid in Kazakhstan by the small tables'],
    ['+7123', 'too short'],
    ['+353006463681', 'zeros too many: another number at each reading'],
    ['+7112', 'the police with a country code'],
    ['+81012345', 'no such number in Japan'],
    ['79161234567890', 'too long'],
    ['98916123456', 'the nine of an old switchboard in front'],
    ['2025550123', 'ten digits of another country'],
    ['+79161234567, +79161234568', 'two numbers'],
    ['1-800-FLOWERS', 'letters'],
    ['Иван', 'a name'],
    ['sip:ivan@pbx', 'a name in a URI'],
    ['+', 'a plus'],
    ['9'.repeat(41), 'too long to look at'],
  ])('%j: %s', (raw) => {
    expect(inRussia(raw).kind).not.toBe('external');
  });

  test('what is read out of a hostile text is digits and nothing else', () => {
    expect(inRussia('+79161234567\r\nEXEC System reboot')).toEqual({
      kind: 'external',
      number: '+79161234567',
    });
  });

  test('no text makes the reading fail', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (raw) => {
        const caller = inRussia(raw);
        if (caller.kind === 'external') expect(caller.number).toMatch(/^\+\d{6,15}$/);
      }),
    );
  });
});
