import { Failure } from '#ports/failure.ts';
import type { AmiClient } from './ami-client.ts';
import { valueOf } from './ami-wire.ts';

/** Sends all calls, or those of one line (DID), straight to the sales queue; works on the next call. */
export interface KillSwitch {
  /** All three fail with `unavailable`, or `refused` when the AMI user has no `write=system`. */
  turnOff(line?: string): Promise<void>;
  turnOn(line?: string): Promise<void>;
  /** Of this line itself: a line that is on is off all the same while everything is. */
  isOff(line?: string): Promise<boolean>;
}

const FAMILY = 'telefonistka';

/** The flag in AstDB that dialplan/telefonistka.conf reads before AGI(), and that its phone codes set. */
export function createKillSwitch(client: Pick<AmiClient, 'action' | 'list'>): KillSwitch {
  async function put(line: string | undefined, value: '0' | '1'): Promise<void> {
    // Not DBDel for `on`: it fails when there is nothing to delete, and the phone code writes 0 as well.
    await client.action('DBPut', { Family: FAMILY, Key: keyOf(line), Val: value });
  }

  return {
    turnOff: (line) => put(line, '1'),
    turnOn: (line) => put(line, '0'),
    async isOff(line) {
      try {
        const [entry] = await client.list('DBGet', { Family: FAMILY, Key: keyOf(line) });
        return entry !== undefined && valueOf(entry, 'val') === '1';
      } catch (error) {
        if (error instanceof Failure && error.code === 'not-found') return false;
        throw error;
      }
    },
  };
}

/** Digits only, as the dialplan filters the dialled number. */
function keyOf(line: string | undefined): string {
  if (line === undefined) return 'off';
  const digits = line.replace(/\D/g, '');
  if (digits === '' || digits.length > 20) throw new Failure('invalid', 'a line is a number');
  return `off/${digits}`;
}
