import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * What tests and the programs they start leave in the folder of temporary files goes with it when the last one is
 * over. vitest calls this before it starts its workers, which inherit the name.
 */
export default function temporaryFolder(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'tel-test-'));
  chmodSync(folder, 0o1777); // PostgreSQL's user writes there as well
  process.env['TMPDIR'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
