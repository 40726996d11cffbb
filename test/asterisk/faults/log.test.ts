import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { AT_ONCE_MS, startFaultStage, type FaultStage } from '#test/bed/fault-stage.ts';
import { fillDisk, mountMissing, mountSmallDisk } from '#test/bed/mount.ts';
import type { RunningService } from '#test/bed/service.ts';
import { row } from './row.ts';

// Nobody takes the lines of the log any more. No call may notice, and the service must still obey.

const DISK_MB = 1;
const STOPS_WITHIN_MS = 5_000;
const noMount = mountMissing();

/** A caller hears his menu and gets the person he keys. */
async function choosesAsUsual(
  stage: FaultStage,
  about: { fault: string; injected: string },
): Promise<string> {
  const call = await stage.place(stage.callers.known.number);
  // Asterisk tells when the menu begins: the log may be mute.
  const { atMs } = await call.event(
    ({ name, fields }) =>
      name === 'AGIExecStart' && (fields['Command'] ?? '').startsWith('STREAM FILE'),
  );
  await call.press('34');
  const answered = await call.step('answered');
  row({
    ...about,
    ended: 'person, as usual',
    costMs: answered.atMs - atMs,
    limitMs: 2 * AT_ONCE_MS,
  });
  expect(answered.fields['Extension']).toBe('34');
  await call.leave();
  return call.uniqueid;
}

/** How it ends when it is asked to. */
async function stopped(service: RunningService): Promise<number | string> {
  service.kill('SIGTERM');
  const late = sleep(STOPS_WITHIN_MS, 'did not stop', { ref: false });
  return Promise.race([service.process.exited, late]);
}

test.skipIf(noMount !== null)(
  `16 the disk under the log is full (${noMount ?? 'tmpfs'}): calls go on, and later the log tells what it lost`,
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tel-log-'));
    try {
      await using _disk = await mountSmallDisk(folder, DISK_MB);
      await using stage = await startFaultStage({ service: { logFile: join(folder, 'log') } });
      const { service } = stage;
      const filler = join(folder, 'filler');
      const about = { fault: '16 disk full under the log', injected: 'tmpfs without space' };

      await fillDisk(filler, DISK_MB);
      // What is left of the log's own last block.
      await flood(service, 1);
      for (let nth = 0; nth < 3; nth++) await choosesAsUsual(stage, about);
      const since = service.lines.length;
      await rm(filler);
      const heard = await choosesAsUsual(stage, { ...about, injected: 'room again' });
      const lost = await service.line(({ msg }) => msg === 'log lines lost', 10_000, since);
      expect(lost).toMatchObject({ level: 'warn', dropped: expect.toSatisfy((n) => n >= 15) });
      await service.line((line) => line.msg === 'visit ended' && line.linkedid === heard);

      await fillDisk(filler, DISK_MB);
      await choosesAsUsual(stage, about);
      expect(await stopped(service)).toBe(0);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);

test('16 the reader of the log hangs under a flood of lines: calls go on, and it is told what was lost', async () => {
  await using stage = await startFaultStage();
  const { service } = stage;
  const about = { fault: '16 the reader of the log hangs', injected: 'nobody reads the pipe' };

  service.process.listen(false);
  await flood(service, 150);
  for (let nth = 0; nth < 3; nth++) await choosesAsUsual(stage, about);
  service.process.listen(true);
  const lost = await service.line(({ msg }) => msg === 'log lines lost');
  expect(lost).toMatchObject({ level: 'warn', dropped: expect.toSatisfy((n) => n >= 10) });
  const heard = await choosesAsUsual(stage, { ...about, injected: 'read again' });
  await service.line((line) => line.msg === 'visit ended' && line.linkedid === heard);

  service.process.listen(false);
  await flood(service, 150);
  expect(await stopped(service)).toBe(0);
});

/** A line for each of so many visits, as long as a visitor can make it: 150 are twice what a log may keep back. */
async function flood({ agiPort }: RunningService, visits: number): Promise<void> {
  for (let nth = 0; nth < visits; nth++) {
    const socket = connect(agiPort, '127.0.0.1');
    socket.resume().end(`agi_network_script: nobody\nagi_uniqueid: ${'9'.repeat(60_000)}\n\n`);
    await once(socket, 'close');
  }
}
