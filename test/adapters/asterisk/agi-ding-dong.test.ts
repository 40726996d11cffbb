import { describe, expect, test, vi } from 'vitest';
import type { Failure } from '#ports/failure.ts';
import { agiDesk, rawPeer } from '#test/fakes/agi-desk.ts';
import type { FakeCallOptions } from '#test/fakes/fake-asterisk.ts';

const menu = { path: '/sounds/menu', durationMs: 1000, text: 'menu' };
const queue = { kind: 'queue', reason: 'no-input' } as const;

/** A fault in place of the reply to the command that sets this variable. */
const at = (name: string, bytes: string): FakeCallOptions => ({
  faultAt: (words) => (words[2] === name ? { kind: 'instead', bytes } : null),
});

/** Every defect of ding-dong 0.1.7 that asterisk.md 5.1 and services.md 7.2 list, by its consequence there. */
describe('a defect of ding-dong stays outside', () => {
  test('a reset kills no process: not in the start block, not under a command, not after the end', async () => {
    await using desk = await agiDesk(async (call) => {
      await call.play(menu, '1');
      await call.route(queue);
    });
    const early = await rawPeer(desk.server.port);
    early.socket.write('agi_network: yes\n');
    early.socket.resetAndDestroy();
    await desk.asterisk.call({ faultAt: (_, nth) => (nth === 1 ? { kind: 'reset' } : null) });
    await desk.asterisk.call({
      faultAt: ([verb]) => (verb === 'STREAM' ? { kind: 'reset' } : null),
    });
    await desk.asterisk.call({
      faultAt: (words) => (words[2] === 'TEL_RESULT' ? { kind: 'reset' } : null),
    });
    const { variables } = await desk.asterisk.call();
    expect(variables['TEL_RESULT']).toBe('queue');
  });

  test('a promise that never settles: a command under way fails when the connection closes', async () => {
    const failures: unknown[] = [];
    await using desk = await agiDesk(async (call) => {
      await call.nameCaller('Ivan').catch((error: unknown) => failures.push(error));
    });
    await desk.asterisk.call({
      faultAt: (words) => (words[2] === 'CALLERID(name)' ? { kind: 'close' } : null),
    });
    await desk.ended();
    expect(failures).toEqual([expect.objectContaining({ name: 'Failure', code: 'gone' })]);
  });

  test.each([
    ['510', '510 Invalid or unknown command\n'],
    ['511', '511 Command Not Permitted on a dead channel or intercept routine\n'],
    [
      '520',
      '520-Invalid command syntax.  Proper usage follows:\nUsage: 200 result=1\n\n520 End of proper usage.\n',
    ],
    ['520 without usage', '520 Invalid command syntax.  Proper usage not available.\n'],
  ])(
    '%s taken for a hang-up: the command is refused, the caller stays, the next reply is its own',
    async (_, bytes) => {
      const seen: unknown[] = [];
      await using desk = await agiDesk(async (call) => {
        await call.nameCaller('Ivan').catch((error: unknown) => seen.push((error as Failure).code));
        seen.push(await call.variable('TEL_ROUND'), call.signal.aborted);
        await call.route(queue);
      });
      const { variables } = await desk.asterisk.call({
        ...at('CALLERID(name)', bytes),
        variables: { TEL_ROUND: '2' },
      });
      expect(seen).toEqual(['refused', '2', false]);
      expect(variables['TEL_RESULT']).toBe('queue');
    },
  );

  test('half a line taken for a hang-up: the other half is waited for', async () => {
    await using desk = await agiDesk(async (call) => {
      await call.play(menu, '1');
      await call.route(queue);
    });
    const { variables } = await desk.asterisk.call({
      packets: (bytes) => Array.from(bytes, (_, at) => bytes.subarray(at, at + 1)),
    });
    expect(variables['TEL_RESULT']).toBe('queue');
  });

  test('a line nobody knows taken for a hang-up: it is counted and passed over', async () => {
    await using desk = await agiDesk(async (call) => {
      await call.nameCaller('Ivan');
      await call.route(queue);
    });
    const { variables } = await desk.asterisk.call({
      faultAt: (words) =>
        words[2] === 'CALLERID(name)'
          ? { kind: 'before', bytes: 'agi_odd: 1\n\n*** noise\n' }
          : null,
    });
    expect(variables['TEL_RESULT']).toBe('queue');
    expect(await desk.ended()).toMatchObject({ end: 'routed', unknownLines: 3 });
  });

  test('a reply nobody asked for is counted, and the next command waits for its own', async () => {
    let heard: unknown;
    await using desk = await agiDesk(async (call) => {
      await call.nameCaller('Ivan');
      heard = await call.play(menu, '123');
    });
    await desk.asterisk.call({
      ...at('CALLERID(name)', '200 result=1\n200 result=51\n510 Invalid\n'),
      keys: '2',
    });
    expect(await desk.ended()).toMatchObject({ unknownLines: 2 });
    expect(heard).toEqual({ kind: 'digit', digit: '2' });
  });

  test('HANGUP taken for an error: it is a hang-up, under a file as between two commands', async () => {
    const heard: unknown[] = [];
    await using desk = await agiDesk(async (call) => {
      heard.push(await call.play(menu, '1'));
    });
    await desk.asterisk.call({
      faultAt: ([verb]) => (verb === 'STREAM' ? { kind: 'hang-up' } : null),
    });
    await desk.asterisk.call(at('TIMEOUT(absolute)', '200 result=1\nHANGUP\nHANGUP\n'));
    expect((await desk.ended()).end).toBe('hangup');
    expect((await desk.ended()).end).toBe('hangup');
    expect(heard).toEqual([{ kind: 'hangup' }, { kind: 'hangup' }]);
  });

  test('two commands at once swap their answers: here they take turns', async () => {
    let read: unknown;
    await using desk = await agiDesk(async (call) => {
      read = await Promise.all([
        call.variable('TEL_ROUND'),
        call.play(menu, '123'),
        call.variable('TEL_DIALSTATUS'),
        call.waitForDigit(1000),
      ]);
    });
    await desk.asterisk.call({
      keys: '27',
      variables: { TEL_ROUND: '1', TEL_DIALSTATUS: 'BUSY' },
    });
    await desk.ended();
    expect(read).toEqual([
      '1',
      { kind: 'digit', digit: '2' },
      'BUSY',
      { kind: 'digit', digit: '7' },
    ]);
  });

  test('a newline makes a second command: a name full of tricks stays one argument', async () => {
    const hostile = 'x"\nSET VARIABLE TEL_RESULT dial\r\n\0" "\\';
    await using desk = await agiDesk((call) => call.nameCaller(hostile));
    const { variables, lines } = await desk.asterisk.call();
    expect(variables['TEL_RESULT']).toBeUndefined();
    expect(variables['CALLERID(name)']).toBe('x" SET VARIABLE TEL_RESULT dial   " "\\');
    expect(lines).toHaveLength(2);
  });

  test('no keys become the key #: a file without keys is stopped by none', async () => {
    await using desk = await agiDesk(async (call) => {
      await call.play(menu, '');
    });
    const { lines } = await desk.asterisk.call();
    expect(lines.at(-1)).toBe('STREAM FILE "/sounds/menu" ""');
  });

  test('values of the start block end at a colon: the channel name and the caller name keep theirs', async () => {
    let seen: unknown;
    await using desk = await agiDesk(async ({ visit }) => {
      seen = [visit.channel, visit.callerName];
    });
    await desk.asterisk.call({
      callerName: 'Иванов: Пётр',
      startBlock: 'agi_network_script: personal-ivr\nagi_channel: PJSIP/[::1]:5060-1\n\n',
    });
    await desk.ended();
    expect(seen).toEqual(['PJSIP/[::1]:5060-1', 'Иванов: Пётр']);
  });

  test('a value with a line feed is split: it comes whole', async () => {
    let value: unknown;
    await using desk = await agiDesk(async (call) => {
      value = await call.variable('TEL_DIALSTATUS');
      await call.route(queue);
    });
    const { variables } = await desk.asterisk.call({
      variables: { TEL_DIALSTATUS: 'one)\n200 result=1 (two)\nHANGUP\n' },
    });
    expect(value).toBe('one)\n200 result=1 (two)\nHANGUP\n');
    expect(variables['TEL_RESULT']).toBe('queue');
  });

  test('a start block forged by the caller name is believed: here it ends nothing and answers nothing', async () => {
    let seen: unknown;
    await using desk = await agiDesk(async (call) => {
      seen = call.visit.callerName;
      await call.route(queue);
    });
    const callerName = 'Ivan\n\n200 result=1 (token||||||)\n520-Usage\nHANGUP\n511 dead';
    const { variables } = await desk.asterisk.call({ callerName });
    expect(seen).toBe(callerName);
    expect(variables['TEL_RESULT']).toBe('queue');
  });

  test('a start block without end grows for ever: 64 KB or its deadline end it', async () => {
    await using desk = await agiDesk({}, { startBlockTimeoutMs: 50 });
    const big = await rawPeer(desk.server.port);
    big.socket.write('agi_x: y\n'.repeat(8000));
    await big.closed;
    const slow = await rawPeer(desk.server.port);
    slow.socket.write('agi_x: y\n');
    await slow.closed;
    expect([big.heard(), slow.heard()]).toEqual(['failure\n', 'failure\n']);
    expect((await desk.ended()).end).toBe('broken-start');
    expect((await desk.ended()).end).toBe('broken-start');
  });

  test('a line without end grows for ever: the visit is given up', async () => {
    await using desk = await agiDesk((call) => call.nameCaller('Ivan'));
    await desk.asterisk.call(at('CALLERID(name)', 'x'.repeat(70_000)));
    expect((await desk.ended()).end).toBe('abandoned');
  });

  test('it logs to the console: nobody writes there', async () => {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    try {
      await using desk = await agiDesk((call) => call.route(queue));
      await desk.asterisk.call();
      await desk.ended();
      expect(write).not.toHaveBeenCalled();
    } finally {
      write.mockRestore();
    }
  });

  test('port 0 means 3000 on all interfaces: it means any port of the one address given', async () => {
    await using desk = await agiDesk({});
    expect(desk.server.port).not.toBe(3000);
    expect(desk.server.address).toBe('127.0.0.1');
  });

  test('a port that is taken is told to the caller of start, not thrown at the process', async () => {
    await using desk = await agiDesk({});
    await expect(agiDesk({}, { port: desk.server.port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});
