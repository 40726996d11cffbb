import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keepProposal } from '#app/config/keep-proposal.ts';

test('a proposal is written whole, over nothing, and leaves no half of itself', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tel-proposal-'));
  const file = join(folder, 'proposal.yaml');
  await keepProposal(file, 'prior: 7\n');
  expect(await readFile(file, 'utf8')).toBe('prior: 7\n');
  await writeFile(file, 'somebody else wrote this');
  await expect(keepProposal(file, 'prior: 8\n')).rejects.toThrow(
    /it is there already: name another file/,
  );
  await expect(keepProposal(join(folder, 'no/where.yaml'), '')).rejects.toThrow(
    /cannot be written \(ENOENT\)/,
  );
  expect(await readFile(file, 'utf8')).toBe('somebody else wrote this');
  expect(await readdir(folder)).toEqual(['proposal.yaml']);
  await rm(folder, { recursive: true });
});
