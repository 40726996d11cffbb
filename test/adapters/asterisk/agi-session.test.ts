import { describe, expect, test, vi } from 'vitest';
import type { CallSession } from '#ports/call-session.ts';
import type { Failure } from '#ports/failure.ts';
import { agiDesk } from '#test/fakes/agi-desk.ts';

const menu = { path: '/sounds/menu', durationMs: 1000, text: 'menu' };
const queue = { kind: 'queue', reason: 'no-input' } as const;
const anna = { kind: 'employee', employeeId: 'anna', extension: '34', ringSeconds: 20 } as const;

/** All leases that were armed, in seconds. */
const leasesOf = (commands: readonly (readonly string[])[]) =>
  commands.filter(([, , name]) => name === 'TIMEOUT(absolute)').map(([, , , seconds]) => seconds);

/** Runs one step for one caller, sends him to the queue, and tells what the step came to. */
async function stepOf<T>(
  step: (call: CallSession) => Promise<T>,
  options: Parameters<typeof agiDesk>[1] = {},
  caller: Parameters<Awaited<ReturnType<typeof agiDesk>>['asterisk']['call']>[0] = {},
) {
  let came: { value?: T; failure?: unknown } = {};
  await using desk = await agiDesk(async (call) => {
    came = await step(call).then(
      (value) => ({ value }),
      (failure: unknown) => ({ failure }),
    );
    await call.route(queue);
  }, options);
  const result = await desk.asterisk.call(caller);
  return { ...came, result, summary: await desk.ended() };
}

describe('playing a file', () => {
  test('answers with the key that stopped it', async () => {
    const { value } = await stepOf((call) => call.play(menu, '0123456789'), {}, { keys: '7' });
    expect(value).toEqual({ kind: 'digit', digit: '7' });
  });

  test('answers with silence when it was played to its end', async () => {
    const { value, result } = await stepOf((call) => call.play(menu, '12'));
    expect(value).toEqual({ kind: 'silence' });
    expect(result.playedFiles).toEqual(['/sounds/menu']);
  });

  test('is not stopped by a key that is not on offer', async () => {
    const { value, result } = await stepOf((call) => call.play(menu, '12'), {}, { keys: '9' });
    expect(value).toEqual({ kind: 'silence' });
    expect(result.lostKeys).toBe('9');
  });

  test('answers that there is no sound when the file is missing, and the caller is still there', async () => {
    const { value, result } = await stepOf((call) => call.play(menu, '12'), {
      asterisk: { soundMs: () => null },
    });
    expect(value).toEqual({ kind: 'no-sound' });
    expect(result.variables['TEL_RESULT']).toBe('queue');
  });

  test('answers with a hang-up when the caller leaves in the middle', async () => {
    const { value, summary } = await stepOf(
      (call) => call.play(menu, '12'),
      { asterisk: { speed: 1 } },
      { hangupAfterMs: 100 },
    );
    expect(value).toEqual({ kind: 'hangup' });
    expect(summary).toMatchObject({ end: 'hangup', leaseCutPrompt: false });
  });

  test('answers with a hang-up when the connection ends without a word', async () => {
    const { value, summary } = await stepOf(
      (call) => call.play(menu, '12'),
      {},
      { faultAt: ([verb]) => (verb === 'STREAM' ? { kind: 'close' } : null) },
    );
    expect(value).toEqual({ kind: 'hangup' });
    expect(summary.end).toBe('connection-lost');
  });

  test('answers with a hang-up when Asterisk is told not to say HANGUP (AGISIGHUP=no)', async () => {
    const { value, summary } = await stepOf(
      (call) => call.play(menu, '12'),
      { asterisk: { speed: 1 } },
      { hangupAfterMs: 50, isQuietAtHangup: true },
    );
    expect(value).toEqual({ kind: 'hangup' });
    expect(summary.end).toBe('connection-lost');
  });
});

describe('waiting for a key', () => {
  test('answers with the key, or with silence', async () => {
    const { value } = await stepOf(
      async (call) => [await call.waitForDigit(1000), await call.waitForDigit(1000)],
      {},
      { keys: '#' },
    );
    expect(value).toEqual([{ kind: 'digit', digit: '#' }, { kind: 'silence' }]);
  });
});

describe('the rolling lease', () => {
  test('is armed before each step for its length and two seconds', async () => {
    const { result } = await stepOf(async (call) => {
      await call.play({ ...menu, durationMs: 11_000 }, '12');
      await call.waitForDigit(1500);
    });
    expect(leasesOf(result.commands)).toEqual(['13.000', '3.500']);
  });

  test('costs a visit no round trip for commands that take no time', async () => {
    const { result } = await stepOf(async (call) => {
      await call.variable('TEL_ROUND');
      await call.nameCaller('Ivan');
    });
    expect(leasesOf(result.commands)).toEqual([]);
  });

  test('is armed for a short command when the dialplan gave none', async () => {
    const { result } = await stepOf((call) => call.variable('TEL_ROUND'), {}, { firstLeaseMs: 0 });
    expect(leasesOf(result.commands)).toEqual(['5.000']);
  });

  test('cuts a file that is longer than we believe, and that is told as what it is', async () => {
    const { value, summary, result } = await stepOf(
      (call) => call.play({ ...menu, durationMs: 10 }, '12'),
      { asterisk: { speed: 1, soundMs: () => 20_000 } },
    );
    expect(value).toEqual({ kind: 'hangup' });
    expect(summary).toMatchObject({ end: 'lease-expired', leaseCutPrompt: true });
    expect(result).toMatchObject({ end: 'lease-expired', leaseMs: expect.closeTo(2010) });
  });

  test('ends a visit that loops, with time left to send the caller to the queue', async () => {
    const { failure, result, summary } = await stepOf(
      async (call) => {
        for (;;) await call.play(menu, '12');
      },
      { visitCapMs: 2300 },
    );
    expect(failure).toMatchObject({ code: 'exhausted' });
    expect(result.variables['TEL_RESULT']).toBe('queue');
    expect(summary.end).toBe('routed');
  });

  test('refuses a step that cannot end before the visit must', async () => {
    const { failure, result } = await stepOf((call) => call.play(menu, '12'), { visitCapMs: 1900 });
    expect(failure).toMatchObject({ code: 'exhausted' });
    expect(result.playedFiles).toEqual([]);
  });
});

describe('asking Asterisk', () => {
  test('brings a variable of the contract, and null for one that is not set', async () => {
    const { value } = await stepOf(
      async (call) => [await call.variable('TEL_DIALSTATUS'), await call.variable('TEL_ROUND')],
      {},
      { variables: { TEL_DIALSTATUS: 'NOANSWER' } },
    );
    expect(value).toEqual(['NOANSWER', null]);
  });

  test('refuses a variable that is not in the contract', async () => {
    const { failure } = await stepOf((call) => call.variable('EXTEN)} ${SHELL(id)'));
    expect(failure).toMatchObject({ code: 'invalid' });
  });

  test.each([
    ['NOT_INUSE', 'not_inuse'],
    ['INUSE', 'inuse'],
    ['RINGINUSE', 'ringinuse'],
    ['HOLDINUSE', 'onhold'],
    ['UNAVAILABLE', 'unavailable'],
    ['', 'unknown'],
    ['SOMETHING NEW', 'unknown'],
  ])('knows a phone that is %s as %s', async (word, state) => {
    const { value } = await stepOf((call) => call.deviceState('34'), {
      asterisk: { extensionStates: { '34': word } },
    });
    expect(value).toBe(state);
  });

  test.each([
    ['INUSE', 'dnd'],
    ['BUSY', 'dnd'],
    ['NOT_INUSE', 'inuse'],
    ['UNKNOWN', 'inuse'],
  ])(
    'a do-not-disturb device that is %s makes a phone in use %s, in one question',
    async (word, state) => {
      const { value, result } = await stepOf((call) => call.deviceState('34'), {
        asterisk: { extensionStates: { '34': 'INUSE' }, deviceStates: { 'Custom:DND34': word } },
      });
      expect(value).toBe(state);
      expect(result.lines.filter((line) => line.includes('_STATE('))).toHaveLength(1);
    },
  );

  test('knows an extension without a hint as none we could dial', async () => {
    const { value } = await stepOf((call) => call.deviceState('99'));
    expect(value).toBeNull();
  });

  test.each(['3', '1234567', '34@x', '34)', '', '३४'])(
    'refuses the extension "%s"',
    async (extension) => {
      const { failure } = await stepOf((call) => call.deviceState(extension));
      expect(failure).toMatchObject({ code: 'invalid' });
    },
  );

  test('fails with `refused` when Asterisk does not know the command, and the visit goes on', async () => {
    const { failure, result } = await stepOf(
      (call) => call.nameCaller('Ivan'),
      {},
      {
        faultAt: (words) =>
          words[2] === 'CALLERID(name)'
            ? { kind: 'instead', bytes: '510 Invalid or unknown command\n' }
            : null,
      },
    );
    expect(failure).toMatchObject({ code: 'refused', retryable: false });
    expect(result.variables['TEL_RESULT']).toBe('queue');
  });
});

describe('routing', () => {
  test('a priority is set for the queue only where there is one', async () => {
    await using first = await agiDesk((call) => call.route(queue, 5));
    expect((await first.asterisk.call()).variables).toMatchObject({ TEL_PRIO: '5' });
    await using second = await agiDesk((call) => call.route(queue));
    expect((await second.asterisk.call()).variables).not.toHaveProperty('TEL_PRIO');
  });

  test('names the extension first and says "dial" last', async () => {
    await using desk = await agiDesk((call) => call.route(anna));
    const { commands, variables } = await desk.asterisk.call();
    expect(commands.slice(1).map(([, , name, value]) => `${name}=${value}`)).toEqual([
      'TEL_EXT=34',
      'TEL_RING=20',
      'TEL_RESULT=dial',
    ]);
    expect(variables).toMatchObject({ TEL_EXT: '34', TEL_RESULT: 'dial' });
    expect((await desk.ended()).end).toBe('routed');
  });

  test('says why to the queue', async () => {
    const { result } = await stepOf(async () => undefined);
    expect(result.variables).toMatchObject({ TEL_REASON: 'no-input', TEL_RESULT: 'queue' });
  });

  test('happens once: a second time is a bug, and changes nothing', async () => {
    await using desk = await agiDesk(async (call) => {
      await call.route(queue);
      await call.route(anna);
    });
    const { variables } = await desk.asterisk.call();
    expect(variables['TEL_RESULT']).toBe('queue');
    expect(variables['TEL_EXT']).toBeUndefined();
    await desk.ended();
    expect(desk.log).toContainEqual(
      expect.objectContaining({ level: 'error', text: 'script broke' }),
    );
  });

  test.each([
    { ...anna, extension: '99; 34@x' },
    { ...anna, extension: '' },
    { ...anna, ringSeconds: 0 },
    { ...anna, ringSeconds: 1.5 },
    { ...anna, ringSeconds: 601 },
  ])('refuses $extension for $ringSeconds s before it says "dial"', async (destination) => {
    const { failure, result } = await stepOf((call) => call.route(destination));
    expect(failure).toMatchObject({ code: 'invalid' });
    expect(result.variables['TEL_RESULT']).toBe('queue');
  });

  test.each(['511 dead\n', '200 result=0\n', '200 result=\n'])(
    'does not say "dial" when the extension was answered with %j',
    async (bytes) => {
      await using desk = await agiDesk((call) => call.route(anna));
      const { variables } = await desk.asterisk.call({
        faultAt: (words) => (words[2] === 'TEL_EXT' ? { kind: 'instead', bytes } : null),
      });
      expect(variables['TEL_RESULT']).toBeUndefined();
      expect((await desk.ended()).end).toBe('abandoned');
    },
  );
});

describe('a visit that is over', () => {
  test('stops the work that was begun for the caller', async () => {
    const stopped = vi.fn<() => void>();
    await using desk = await agiDesk(async (call) => {
      call.signal.addEventListener('abort', stopped);
      await new Promise((resolve) => call.signal.addEventListener('abort', resolve));
    });
    await desk.asterisk.call({ hangupAfterMs: 50 });
    expect((await desk.ended()).end).toBe('hangup');
    expect(stopped).toHaveBeenCalledOnce();
  });

  test('answers asks with a hang-up and fails the rest with `gone`', async () => {
    const after: unknown[] = [];
    await using desk = await agiDesk(async (call) => {
      await call.waitForDigit(30_000);
      after.push(await call.play(menu, '1'), await call.waitForDigit(10));
      await call.route(anna).catch((error: unknown) => after.push((error as Failure).code));
      await call.nameCaller('x').catch((error: unknown) => after.push((error as Failure).code));
    });
    const { variables } = await desk.asterisk.call({ hangupAfterMs: 50 });
    await desk.ended();
    expect(after).toEqual([{ kind: 'hangup' }, { kind: 'hangup' }, 'gone', 'gone']);
    expect(variables['TEL_RESULT']).toBeUndefined();
  });

  test('is given up when Asterisk answers a command no more', async () => {
    const { failure, summary } = await stepOf(
      (call) => call.nameCaller('Ivan'),
      {},
      {
        firstLeaseMs: 30_000,
        faultAt: (words) => (words[2] === 'CALLERID(name)' ? { kind: 'mute' } : null),
      },
    );
    expect(failure).toMatchObject({ code: 'unavailable' });
    expect(summary.end).toBe('abandoned');
  });

  test('tells how soon it spoke', async () => {
    const { summary } = await stepOf((call) => call.play(menu, '12'));
    expect(summary.firstAudioMs).toBeGreaterThan(0);
    expect(summary.firstAudioMs).toBeLessThan(summary.tookMs);
  });
});
