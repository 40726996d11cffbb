import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../../src/app/main.ts', import.meta.url));

test('who reads the first line and leaves is no failure', { timeout: 60_000 }, async () => {
  const { code, errors } = await new Promise<{ code: number | null; errors: string }>((resolve) => {
    let errors = '';
    const child = execFile(process.execPath, [MAIN, 'tune', '--help']);
    child.stderr?.on('data', (text: string) => (errors += text));
    child.stdout?.destroy();
    child.on('close', (code) => resolve({ code, errors }));
  });
  expect([code, errors]).toEqual([0, '']);
});
