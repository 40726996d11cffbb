import { mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AT_ONCE_MS, startFaultStage, type FaultStage } from '#test/bed/fault-stage.ts';
import { fillDisk, mountMissing, mountReadOnly, mountSmallDisk } from '#test/bed/mount.ts';
import type { OfficeCall } from '#test/bed/office-call.ts';
import { row } from './row.ts';

// Speech that was there is gone, or new speech cannot be kept.

/** The short phrase of the bed, or the recording that comes with the program. */
const GENERIC_MENU = /Наберите добавочный (?:или ноль|номер)/u;
const DISK_MB = 32;
const noMount = mountMissing();

let stage: FaultStage;
beforeAll(async () => {
  stage = await startFaultStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

/** Keys 0 at this prompt of the call, and is in the queue; the row says how soon. */
async function asksForAPerson(
  call: OfficeCall,
  about: { fault: string; injected: string; ended: string; which?: number },
): Promise<void> {
  const { which = 0, ...line } = about;
  const { atMs } = await stage.prompt(call, which);
  await call.press('0');
  const arrival = await call.reachesQueue(AT_ONCE_MS);
  row({ ...line, costMs: arrival.atMs - atMs, limitMs: 2 * AT_ONCE_MS });
  expect(arrival.reason).toBe('asked-for-a-person');
}

async function said(call: OfficeCall): Promise<readonly string[]> {
  return (await stage.receipt(call)).visits[0]?.said ?? [];
}

test('14 every sound file is deleted while the call runs: the next prompt is made again', async () => {
  const { service, callers } = stage;
  const call = await stage.place(callers.known.number);
  await stage.prompt(call);
  for (const name of await soundFiles(service.soundsFolder)) await rm(name);
  await call.press('9');
  await asksForAPerson(call, {
    fault: '14 sound files deleted during the call',
    injected: 'rm',
    ended: 'menu, queue',
    which: 1,
  });
  expect(await said(call)).toHaveLength(2);
  await call.leave();
});

test('14 a sound file that Asterisk cannot play: the generic menu instead', async () => {
  const { service, callers } = stage;
  const before = new Set(await soundFiles(service.soundsFolder));
  const first = await stage.place(callers.favouriteAbsent.number);
  await stage.prompt(first);
  await first.leave();
  // Its menu, damaged behind our back, at the same size: we only find out when Asterisk says so.
  const menus = (await soundFiles(service.soundsFolder)).filter((name) => !before.has(name));
  expect(menus).toHaveLength(1);
  for (const name of menus) await writeFile(name, Buffer.alloc((await stat(name)).size));
  const call = await stage.place(callers.favouriteAbsent.number);
  await asksForAPerson(call, {
    fault: '14 sound file damaged',
    injected: 'overwritten with zeros',
    ended: 'generic menu, queue',
    which: 1,
  });
  expect((await said(call))[0]).toMatch(GENERIC_MENU);
  await call.leave();
});

describe('15 the cache folder', () => {
  test.skipIf(noMount !== null)(
    `is read-only (${noMount ?? 'bind mount'}): what exists is played`,
    async () => {
      const { service, callers } = stage;
      await using _readOnly = await mountReadOnly(service.soundsFolder);
      const call = await stage.place(callers.favouriteDismissed.number);
      await asksForAPerson(call, {
        fault: '15 cache folder read-only',
        injected: 'mount -o ro',
        ended: 'generic menu, queue',
      });
      expect((await said(call))[0]).toMatch(GENERIC_MENU);
      await service.line(({ msg }) => msg.startsWith('sounds cache cannot be written'));
      await call.leave();
    },
  );

  test('is gone: what comes with the program is played', async () => {
    const { service, callers } = stage;
    const kept = `${service.soundsFolder}.kept`;
    await rename(service.soundsFolder, kept);
    await writeFile(service.soundsFolder, 'a file where the folder was');
    const call = await stage.place(callers.favouriteOutside.number);
    await asksForAPerson(call, {
      fault: '15 cache folder gone',
      injected: 'a file in its place',
      ended: 'generic menu, queue',
    });
    expect((await said(call))[0]).toMatch(GENERIC_MENU);
    await rm(service.soundsFolder);
    await rename(kept, service.soundsFolder);
    await call.leave();
  });
});

test.skipIf(noMount !== null)(
  `16 the disk is full (${noMount ?? 'tmpfs'}): the call goes on, the journal waits`,
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tel-full-'));
    try {
      await using _disk = await mountSmallDisk(folder, DISK_MB);
      await using full = await startFaultStage({ service: { folder } });
      const filler = join(folder, 'filler');
      await fillDisk(filler, DISK_MB);
      const call = await full.place(full.callers.known.number);
      await full.prompt(call);
      // His menu was made before he called; the same once more, with an apology, is a file that was not.
      await call.press('9');
      const { atMs } = await full.prompt(call, 1);
      await call.press('0');
      const arrival = await call.reachesQueue(AT_ONCE_MS);
      row({
        fault: '16 disk full',
        injected: 'tmpfs without space',
        ended: 'generic menu, queue',
        costMs: arrival.atMs - atMs,
        limitMs: 2 * AT_ONCE_MS,
      });
      const waits = await full.service.line(({ msg }) => msg === 'the journal must wait');
      expect(waits['err']).toMatchObject({ code: 'exhausted' });
      await full.service.line(({ msg }) => msg.startsWith('sounds cache cannot be written'));
      await rm(filler);
      const [visit] = (await full.receipt(call)).visits;
      expect(visit?.destination, 'written when there is space again').toMatchObject({
        reason: 'asked-for-a-person',
      });
      await call.leave();
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);

async function soundFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.wav'))
    .map(({ parentPath, name }) => join(parentPath, name));
}
