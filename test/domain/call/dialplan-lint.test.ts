import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lintDialplan } from '#domain/call/dialplan-lint.ts';
import { dialplanFrom } from '#domain/call/dialplan.ts';

const SHIPPED = readFileSync(
  join(import.meta.dirname, '../../../dialplan/telefonistka.conf'),
  'utf8',
);
const OFFICE = `
[globals]
TEL_NODE1 = 127.0.0.1:4573
[from-trunk]
exten => _X.,1,Goto(telefonistka,\${EXTEN},1)
[telefonistka-employees]
exten => 101,hint,PJSIP/101
`;
const expected = { node: '127.0.0.1:4573', hintContext: 'telefonistka-employees' };

/** What the lint has against the shipped file, changed so, in an office that is otherwise in order. */
function lint(change: (text: string) => string, office: (text: string) => string = (text) => text) {
  const dialplan = dialplanFrom([
    { name: 'telefonistka.conf', text: change(SHIPPED) },
    { name: 'extensions.conf', text: office(OFFICE) },
  ]);
  return lintDialplan(dialplan, expected);
}

/** The text without the lines in which `pattern` is found; there is at least one. */
function without(pattern: RegExp): (text: string) => string {
  return (text) => {
    const lines = text.split('\n');
    const kept = lines.filter((line) => !pattern.test(line));
    expect(kept.length, `${pattern} is in the shipped file`).toBeLessThan(lines.length);
    return kept.join('\n');
  };
}

/** The text with the first `old` replaced; it is there. */
function changed(old: string, by: string): (text: string) => string {
  return (text) => {
    expect(text, 'is in the shipped file').toContain(old);
    return text.replace(old, () => by);
  };
}

test('the shipped dialplan is beyond reproach', () => {
  expect(lint((text) => text)).toEqual([]);
});

describe('one line spoilt is one finding', () => {
  test.each([
    ['no AGIEXITONHANGUP', without(/AGIEXITONHANGUP/), 'no-exit-on-hangup'],
    [
      'AGIEXITONHANGUP=no',
      changed('AGIEXITONHANGUP=yes', 'AGIEXITONHANGUP=no'),
      'no-exit-on-hangup',
    ],
    ['no first lease', without(/TIMEOUT\(absolute\)=5/), 'no-lease'],
    ['a lease of nothing', changed('TIMEOUT(absolute)=5', 'TIMEOUT(absolute)=0'), 'no-lease'],
    ['a lease of a minute', changed('TIMEOUT(absolute)=5', 'TIMEOUT(absolute)=60'), 'long-lease'],
    ['no T', without(/^exten => T,1|^ same => n,Goto\(s,queue\)/), 'no-T'],
    ['T under another name', changed('exten => T,1', 'exten => t,1'), 'no-T'],
    [
      'no i',
      changed('exten => i,1,Set(TEL_REASON=no-such-extension)', 'exten => x,1,NoOp()'),
      'no-i',
    ],
    ['no kill switch', without(/DB\(telefonistka\/off\)}" = /), 'no-switch'],
    ['a caller name as it came', without(/Set\(CALLERID\(name\)=/), 'name-not-cleaned'],
    ['a menu before the answer', without(/^ same => n,Answer\(\) {2,}; nobody/), 'not-answered'],
    [
      'the answer of the last visit kept',
      (text: string) => text.replaceAll(/Set\(TEL_RESULT=\)/g, 'NoOp()'),
      'result-not-cleared',
    ],
    [
      'half a word compared',
      changed('$["${TEL_RESULT}" = "dial"]', '$["${TEL_RESULT:0:2}" = "di"]'),
      'result-half-tested',
    ],
    [
      'no look at it at all',
      (text: string) => text.replaceAll('"${TEL_RESULT}"', '"${TEL_EXT}"'),
      'result-not-tested',
    ],
    [
      'a word without quotes',
      changed('"${TEL_RESULT}" = "dial"', '${TEL_RESULT} = dial'),
      'result-half-tested',
    ],
    [
      'a decision by AGISTATUS',
      changed('$["${TEL_RESULT}" = "queue"]', '$["${AGISTATUS}" = "SUCCESS"]'),
      'reads-agistatus',
    ],
    ['a label that is not there', changed('?visit:queue)', '?visit:quee)'), 'no-target'],
    [
      'Dial() of what the server said',
      changed('Dial(${TEL_DEVICE}', 'Dial(PJSIP/${TEL_EXT}'),
      'dials-what-it-is-told',
    ],
    [
      'Dial() without an end',
      changed('Dial(${TEL_DEVICE},${TEL_RING}', 'Dial(${TEL_DEVICE},'),
      'rings-for-ever',
    ],
    ['a hang-up in place of the queue', changed('Goto(${TEL_FALLBACK})', 'Hangup()'), 'hangs-up'],
    ['nothing after the last step', without(/Goto\(\$\{TEL_FALLBACK}\)/), 'falls-off'],
    [
      'the server by name',
      changed('agi://${TEL_NODE${TEL_TRY}}/${TEL_SCRIPT}', 'agi://localhost:4573/personal-ivr'),
      'host-name',
    ],
  ])('%s', (_, spoil, rule) => {
    const found = lint(spoil);
    expect(found.map((one) => one.rule)).toContain(rule);
    for (const one of found) {
      expect(one.file).toBe('telefonistka.conf');
      expect(one.line).toBeGreaterThan(0);
    }
  });

  test('the timer left on cuts the conversation: after AGI()', () => {
    const found = lint(
      changed(
        ' same => n,Set(TIMEOUT(absolute)=0)                             ; or',
        ' same => n,NoOp()  ; or',
      ),
    );
    expect(found.map(({ rule }) => rule)).toEqual(['timer-left']);
    expect(found[0]?.message.en).toContain('Dial');
  });

  test('the timer left on cuts the conversation: in the queue', () => {
    const found = lint(changed('n(queue),Set(TIMEOUT(absolute)=0)', 'n(queue),NoOp()'));
    expect(found.map(({ rule }) => rule)).toContain('timer-left');
  });
});

describe('an office that does not fit', () => {
  test.each([
    [
      'no line leads to us',
      (text: string) => text.replace('Goto(telefonistka,', 'Goto(sales,'),
      'not-reached',
    ],
    ['nobody can be rung', (text: string) => text.replace(/exten => 101,hint.*/, ''), 'no-hints'],
    [
      'employees are elsewhere',
      (text: string) =>
        `${text}[ext-local]\nexten => 101,hint,PJSIP/101\n[globals]\nTEL_EMPLOYEES=ext-local`,
      'other-hints',
    ],
    [
      'the fallback does not exist',
      (text: string) => `${text}[globals]\nTEL_FALLBACK=from-internal,500,1`,
      'no-fallback',
    ],
    [
      'another server',
      (text: string) => text.replace('127.0.0.1:4573', '10.0.0.5:4573'),
      'no-such-node',
    ],
    [
      'a server by name',
      (text: string) => text.replace('127.0.0.1:4573', 'localhost:4573'),
      'host-name',
    ],
  ])('%s', (_, office, rule) => {
    expect(lint((text) => text, office).map((one) => one.rule)).toContain(rule);
  });

  test('a line may reach us by an include as well', () => {
    const found = lint(
      (text) => text,
      (text) => text.replace(/exten => _X\..*/, 'include => telefonistka'),
    );
    expect(found).toEqual([]);
  });

  test('our file is not included', () => {
    const found = lintDialplan(dialplanFrom([{ name: 'extensions.conf', text: OFFICE }]), expected);
    expect(found).toMatchObject([{ rule: 'not-included', severity: 'error', file: null }]);
  });

  test("somebody else's AGI() is not ours to judge", () => {
    const text = '[x]\nexten => s,1,AGI(agi://localhost/other-script)';
    expect(lint((own) => `${own}\n${text}`)).toEqual([]);
  });
});

test('a finding says what is wrong and what to do, in two languages', () => {
  const [found] = lint(without(/AGIEXITONHANGUP/));
  expect(found?.message.ru).toContain('AGIEXITONHANGUP=yes');
  expect(found?.remedy.en).toContain('before AGI()');
});

describe('a dialplan is read as Asterisk reads it', () => {
  const stepsOf = (text: string) =>
    dialplanFrom([{ name: 'x', text }]).steps.map(
      ({ context, extension, priority, label, app, data }) => [
        context,
        extension,
        priority,
        label,
        app,
        data,
      ],
    );
  test.each([
    [
      '[a]\nexten => s,1,Answer()\n same => n(x),Goto(s,1)',
      [
        ['a', 's', 1, null, 'Answer', ''],
        ['a', 's', 2, 'x', 'Goto', 's,1'],
      ],
    ],
    [
      '[a]\nexten=s,1,Answer\nsame=n,Wait,5',
      [
        ['a', 's', 1, null, 'Answer', ''],
        ['a', 's', 2, null, 'Wait', '5'],
      ],
    ],
    ['[a](+)\nexten => s,n,Playback(a&b) ; a comment', [['a', 's', 1, null, 'Playback', 'a&b']]],
    ['[a]\nexten => s,1,Set(X=a\\;b)', [['a', 's', 1, null, 'Set', 'X=a\\;b']]],
    ['[a]\n;-- exten => s,1,Answer()\n--;\nexten => s,1,NoOp()', [['a', 's', 1, null, 'NoOp', '']]],
    ['[a]\nexten => _X./123,1,NoOp()', [['a', '_X.', 1, null, 'NoOp', '']]],
    [
      '[a]\nexten => s,1,GotoIf($["${X}" = "1"]?a,b,1:c)',
      [['a', 's', 1, null, 'GotoIf', '$["${X}" = "1"]?a,b,1:c']],
    ],
    ['nonsense\n[a]\nexten\nsame => \n= =', []],
  ])('%j', (text, steps) => {
    expect(stepsOf(text)).toEqual(steps);
  });
});
