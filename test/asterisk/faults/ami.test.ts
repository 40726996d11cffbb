import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AT_ONCE_MS, HINTS, startFaultStage, type FaultStage } from '#test/bed/fault-stage.ts';
import type { OfficeCall } from '#test/bed/office-call.ts';
import { layTcpWire, type TcpWire } from '#test/bed/tcp-wire.ts';
import { row } from './row.ts';

// Asterisk's own side breaks: AMI, a restart, the kill switch. No call depends on AMI being up.

let wire: TcpWire;
let stage: FaultStage;
beforeAll(async () => {
  stage = await startFaultStage({
    office: { hints: { ...HINTS, '35': 'Local/35@answers/n&Custom:phone35' } },
    ami: async (port) => {
      wire = await layTcpWire(port);
      return { port: wire.port };
    },
  });
  await stage.service.line(({ msg }) => msg === 'AMI ready');
});
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
  await wire[Symbol.asyncDispose]();
});

/** Keys 34 at the menu and gets that person; the row says how long that took. */
async function asUsual(fault: string, injected: string): Promise<OfficeCall> {
  const call = await stage.place(stage.callers.known.number);
  const { atMs } = await stage.prompt(call);
  await call.press('34');
  const answered = await call.step('answered');
  row({
    fault,
    injected,
    ended: 'person, as usual',
    costMs: answered.atMs - atMs,
    limitMs: 2 * AT_ONCE_MS,
  });
  return call;
}

test('19 AMI drops and stays away: devices are asked on the call’s own wire; afterwards it catches up', async () => {
  const { office, service } = stage;
  await wire.cut();
  await service.line(({ msg }) => msg === 'AMI connection lost');
  const call = await asUsual('19 AMI drops, stays away', 'connection cut');
  const offered = (await stage.receipt(call)).visits[0]?.offered;
  expect(offered?.map(({ extension }) => extension)).toEqual(['34', '35', '36']);
  await office.cli('devstate change Custom:phone35 INUSE');
  const since = service.lines.length;
  await wire.mend();
  await service.line(({ msg }) => msg === 'AMI ready', 20_000, since);
  // Nobody told that 35 began to talk while the wire was cut.
  const next = await stage.place(stage.callers.known.number);
  await stage.prompt(next);
  await next.leave();
  const [visit] = (await stage.receipt(next)).visits;
  const smirnov = visit?.candidates.find(({ employeeId }) => employeeId === 'smirnov');
  expect(smirnov?.notOffered).toBe('device-inuse');
  await office.cli('devstate change Custom:phone35 NOT_INUSE');
  await call.leave();
});

test('19 AMI floods: the call does not notice', async () => {
  const flood = Array.from({ length: 2_000 }, (_, at) =>
    stage.office.ami.action('UserEvent', { UserEvent: 'Flood', Number: String(at) }),
  );
  const call = await asUsual('19 AMI floods', '2,000 events');
  await Promise.all(flood);
  expect((await stage.receipt(call)).visits[0]?.offered).toHaveLength(3);
  await call.leave();
});

test('34 the kill switch while a call runs: the next one straight to the queue, this one unharmed', async () => {
  const { office, service, callers } = stage;
  const call = await stage.place(callers.known.number);
  await stage.prompt(call);
  await office.cli('database put telefonistka off 1');
  const next = await stage.place(callers.known.number);
  const { costMs, reason } = await next.reachesQueue(AT_ONCE_MS);
  row({
    fault: '34 kill switch while a call runs',
    injected: 'database put telefonistka off 1',
    ended: 'queue; the other goes on',
    costMs,
    limitMs: AT_ONCE_MS,
  });
  expect(reason).toBe('switched-off');
  const isArrival = ({ msg, linkedid }: { msg: string; linkedid?: string }): boolean =>
    msg === 'caller arrived' && linkedid === next.uniqueid;
  expect(service.lines.filter(isArrival), 'the service was not even asked').toEqual([]);
  await call.press('34');
  expect((await call.step('answered')).fields['Extension']).toBe('34');
  await office.cli('database put telefonistka off 0');
  await Promise.all([call.leave(), next.leave()]);
});

test('32 reload during a call: nothing happens to it', async () => {
  const call = await stage.place(stage.callers.known.number);
  const { atMs } = await stage.prompt(call);
  await stage.office.cli('core reload');
  await call.press('34');
  const answered = await call.step('answered');
  row({
    fault: '32 reload during a call',
    injected: 'core reload',
    ended: 'person, as usual',
    costMs: answered.atMs - atMs,
    limitMs: 4 * AT_ONCE_MS,
  });
  expect(answered.fields['Extension']).toBe('34');
  await call.leave();
});

test('32 Asterisk restarts during a call: the service comes back to it, and nothing leaks', async () => {
  const { office, service, callers } = stage;
  const files = (): number => readdirSync(`/proc/${service.process.pid}/fd`).length;
  const before = files();
  const cut = await stage.place(callers.known.number);
  await stage.prompt(cut);
  const since = service.lines.length;
  await office.restart();
  await service.line((line) => line.msg === 'visit over' && line.linkedid === cut.uniqueid);
  await service.line(({ msg }) => msg === 'AMI ready', 20_000, since);
  const call = await asUsual('32 Asterisk restarts', 'restart');
  await call.leave();
  await expect.poll(files, { timeout: 10_000 }).toBeLessThanOrEqual(before);
});

test('19 AMI refuses the login: devices are asked on the call’s own wire', async () => {
  await using refused = await startFaultStage({ ami: async () => ({ secret: 'wrong' }) });
  await refused.service.line(({ msg }) => msg.startsWith('AMI login refused'));
  const call = await refused.place(refused.callers.known.number);
  const { atMs } = await refused.prompt(call);
  await call.press('0');
  const arrival = await call.reachesQueue(AT_ONCE_MS);
  row({
    fault: '19 AMI refuses the login',
    injected: 'wrong secret',
    ended: 'menu, queue',
    costMs: arrival.atMs - atMs,
    limitMs: 2 * AT_ONCE_MS,
  });
  const [visit] = (await refused.receipt(call)).visits;
  expect(visit?.candidates.map(({ notOffered }) => notOffered)).toEqual([null, null, null]);
  // The dialplan's marks do not reach us: what we decided ourselves is counted all the same.
  const gauges = await fetch(`http://127.0.0.1:${refused.service.httpPort}/metrics`);
  expect(await gauges.text()).toMatch(/^tel_fallbacks_total\{reason="asked-for-a-person"\} 1$/m);
  await call.leave();
});
