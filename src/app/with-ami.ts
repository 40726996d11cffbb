import { setTimeout as sleep } from 'node:timers/promises';
import { createAmiClient, type AmiClient } from '#adapters/asterisk/ami-client.ts';
import { Failure } from '#ports/failure.ts';
import type { Log } from '#ports/log.ts';
import type { Config } from './config/config.ts';

const READY_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 50;

/** Connects to AMI for the length of `use`. Fails with `refused` (login) or `unavailable`. */
export async function withAmi<T>(
  { ami }: Pick<Config, 'ami'>,
  log: Log,
  use: (client: AmiClient) => Promise<T>,
): Promise<T> {
  if (ami === null)
    throw new Failure('unavailable', 'AMI is not enabled (ami.enabled)', { retryable: false });
  const client = createAmiClient({ ...ami, secret: ami.secret.reveal(), log });
  client.start();
  try {
    const deadline = performance.now() + READY_WITHIN_MS;
    while (client.state() !== 'ready') {
      if (client.counters.loginsRefused > 0)
        throw new Failure('refused', `AMI refused the login of ${ami.user}`);
      if (performance.now() > deadline)
        throw new Failure('unavailable', `AMI did not answer at ${ami.host}:${ami.port}`);
      await sleep(LOOK_EVERY_MS);
    }
    return await use(client);
  } finally {
    await client.stop();
  }
}
