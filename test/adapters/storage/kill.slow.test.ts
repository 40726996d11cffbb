import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import BetterSqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { temporaryFolder } from './engines.ts';

const PROGRAM = new URL('./endless-import.ts', import.meta.url).pathname;

/** Kills the import somewhere in the page after `pages` committed ones; answers with the last it told of. */
async function killAfter(pages: number, dataDir: string): Promise<number> {
  const child = spawn(process.execPath, [PROGRAM, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  let last = -1;
  for await (const line of createInterface(child.stdout)) {
    last = Number(line);
    // Not at the line itself: right after it, by as little as a page takes.
    if (last === pages) setTimeout(() => child.kill('SIGKILL'), Math.random() * 20);
  }
  await exited;
  return last;
}

test('an import that is killed leaves whole pages only, and every page it told of', async () => {
  const dataDir = await temporaryFolder();
  for (const pages of [0, 3, 17]) {
    const last = await killAfter(pages, dataDir);
    const db = new BetterSqlite(join(dataDir, 'telefonistka.db'));
    const sizes = db
      .prepare<[], { source: string; n: number }>('select source, count(*) n from event group by 1')
      .all();
    expect(sizes.every((page) => page.n === 50)).toBe(true);
    expect(sizes.length).toBeGreaterThan(last);

    // One tally a client; the pages are a minute apart and the gap is an hour, so the newest page shows in all.
    const newest = db.prepare('select max(at) at from event').get();
    const tallies = db.prepare('select distinct last_at at from tally').all();
    expect(tallies).toEqual([newest]);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    db.close();
  }
  await rm(dataDir, { recursive: true });
});
