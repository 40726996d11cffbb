import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { soundsFolderCheck } from '#app/doctor/sounds-folder.ts';

async function folder(mode: number, outer = 0o755): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'telefonistka-sounds-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  await chmod(dir, 0o755);
  await mkdir(join(dir, 'outer', 'sounds'), { recursive: true });
  await chmod(join(dir, 'outer', 'sounds'), mode);
  await chmod(join(dir, 'outer'), outer);
  return join(dir, 'outer', 'sounds');
}

const owner = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
const asterisk = { uid: 55_555, gids: [55_556] };
const check = async (dir: string, reader: typeof asterisk | null) => {
  const [finding] = await soundsFolderCheck(dir, async () => reader).run(AbortSignal.timeout(5000));
  return finding;
};

test.each([
  ['open to all', 0o755, 0o755, asterisk, 'ok'],
  ['closed to others', 0o750, 0o755, asterisk, 'error'],
  ['listed, but not entered', 0o754, 0o755, asterisk, 'error'],
  ['behind a closed folder', 0o755, 0o750, asterisk, 'error'],
  ['behind a folder that may be passed', 0o755, 0o711, asterisk, 'ok'],
  ['closed, but in its group', 0o750, 0o750, { uid: 55_555, gids: [1, owner.gid] }, 'ok'],
  [
    'its group shut out, whatever others may',
    0o705,
    0o755,
    { uid: 55_555, gids: [owner.gid] },
    'error',
  ],
  ['to the superuser', 0o700, 0o700, { uid: 0, gids: [0] }, 'ok'],
  ['open, no Asterisk here', 0o755, 0o755, null, 'ok'],
  ['closed, no Asterisk here', 0o750, 0o755, null, 'warning'],
] as const)('%s', async (_, mode, outer, reader, severity) => {
  const dir = await folder(mode, outer);
  const finding = await check(dir, reader && { uid: reader.uid, gids: [...reader.gids] });
  expect(finding?.severity).toBe(severity);
  if (severity !== 'ok') expect(finding?.remedy?.en).toContain('chmod o+rx');
});

test('a folder that is not there is made', async () => {
  const dir = join(await folder(0o755), 'new');
  expect((await check(dir, asterisk))?.severity).toBe('ok');
});
