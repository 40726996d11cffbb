import type { Dialplan, DialplanStep } from '#domain/call/dialplan.ts';
import { Failure } from '#ports/failure.ts';
import type { AmiClient } from './ami-client.ts';
import { valueOf, type AmiMessage } from './ami-wire.ts';

/** A large FreePBX has some ten thousand lines. */
const TIMEOUT_MS = 20_000;
/** What dialplan/telefonistka.conf may be told by [globals]. */
const GLOBALS = ['TEL_NODE1', 'TEL_NODE2', 'TEL_EMPLOYEES', 'TEL_FALLBACK'];

/**
 * The dialplan as Asterisk has it in memory: what counts, whatever the files say. Needs the right
 * `write = reporting`. Fails as AMI actions do.
 */
export async function loadedDialplan(
  client: Pick<AmiClient, 'action' | 'list'>,
): Promise<Dialplan> {
  const lines = await client.list('ShowDialPlan', {}, { timeoutMs: TIMEOUT_MS });
  const globals = new Map<string, string>();
  for (const name of GLOBALS) {
    const value = await globalOf(client, name);
    if (value !== '') globals.set(name, value);
  }
  return {
    steps: lines.flatMap(stepOf),
    hints: lines
      .filter((line) => valueOf(line, 'priority') === 'hint')
      .map((line) => ({
        context: valueOf(line, 'context'),
        extension: valueOf(line, 'extension'),
      })),
    includes: lines
      .filter((line) => valueOf(line, 'includecontext') !== '')
      .map((line) => ({
        context: valueOf(line, 'context'),
        included: valueOf(line, 'includecontext'),
      })),
    globals,
  };
}

function stepOf(line: AmiMessage): DialplanStep[] {
  const priority = Number(valueOf(line, 'priority'));
  if (!Number.isInteger(priority) || priority < 1) return [];
  return [
    {
      context: valueOf(line, 'context'),
      extension: valueOf(line, 'extension'),
      priority,
      label: valueOf(line, 'extensionlabel') || null,
      app: valueOf(line, 'application'),
      data: valueOf(line, 'appdata'),
      file: null,
      line: null,
    },
  ];
}

/** Empty when it is not set; Asterisk 16 says so by an error. */
async function globalOf(client: Pick<AmiClient, 'action'>, name: string): Promise<string> {
  try {
    return valueOf(await client.action('Getvar', { Variable: name }), 'value');
  } catch (error) {
    if (error instanceof Failure && error.code !== 'unavailable') return '';
    throw error;
  }
}
