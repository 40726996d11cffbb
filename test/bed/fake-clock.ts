import { globSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** A clock of the wall that jumps when a test says so; the monotonic one runs on. */
export interface FakeClock {
  /** For the program that is to believe it. */
  readonly env: Readonly<Record<string, string>>;
  /** From now on it is so much later than it is, or earlier. */
  jump(seconds: number): Promise<void>;
}

/** Why there can be none for this Asterisk, or null: the reason a skipped test gives aloud. */
export function fakeClockMissing(
  version = process.env['TEL_TEST_ASTERISK'] ?? '22',
): string | null {
  if (libraryFor(version) !== undefined) return null;
  return version === '16'
    ? 'no libfaketime: remove .tools/asterisk-16 and run scripts/install/asterisk.sh 16'
    : 'no libfaketime: run scripts/install/packages.sh --tests';
}

/** Lays a clock that shows the right time, as a file in this folder. */
export async function layFakeClock(
  folder: string,
  version = process.env['TEL_TEST_ASTERISK'] ?? '22',
): Promise<FakeClock> {
  const file = join(folder, 'clock');
  const jump = (seconds: number): Promise<void> =>
    writeFile(file, `${seconds < 0 ? '' : '+'}${seconds}\n`);
  await jump(0);
  return {
    env: {
      LD_PRELOAD: libraryFor(version) ?? '',
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1', // its older name
      NO_FAKE_STAT: '1',
    },
    jump,
  };
}

/** The machine's own needs a newer C library than Asterisk 16 was made with; that of its time suits both. */
function libraryFor(version: string): string | undefined {
  const ofItsTime = globSync(`${PROJECT}.tools/asterisk-16/usr/lib/*/faketime/libfaketime.so.1`);
  const ofTheMachine = globSync('/usr/lib/*/faketime/libfaketime.so.1');
  return version === '16' ? ofItsTime[0] : (ofTheMachine[0] ?? ofItsTime[0]);
}
