import type pg from 'pg';
import { translated } from './database.ts';
import type { Remote } from './postgres.ts';

/** An open ear for one channel of NOTIFY. */
export interface Listener {
  /** Until something was said since the last call, the connection broke, the time is over or `signal` fires. */
  heard(timeoutMs: number, signal: AbortSignal): Promise<void>;
  isBroken(): boolean;
  /** Never fails. */
  close(): Promise<void>;
}

/** Fails with `unavailable` or `refused`. */
export async function listen(remote: Remote, channel: string): Promise<Listener> {
  const client = remote.listener();
  let isBroken = false;
  let hasNews = false;
  let wake: () => void = doNothing;
  const broke = () => {
    isBroken = true;
    wake();
  };
  client.on('error', broke);
  client.on('end', broke);
  client.on('notification', () => {
    hasNews = true;
    wake();
  });
  try {
    await translated(remote.store, async () => {
      await client.connect();
      await client.query(`listen ${channel}`);
    });
  } catch (error) {
    await hangUp(client);
    throw error;
  }
  return {
    async heard(timeoutMs, signal) {
      if (!hasNews && !isBroken && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs);
          wake = () => {
            clearTimeout(timer);
            signal.removeEventListener('abort', wake);
            resolve();
          };
          signal.addEventListener('abort', wake);
        });
      }
      hasNews = false;
    },
    isBroken: () => isBroken,
    close: () => hangUp(client),
  };
}

async function hangUp(client: pg.Client): Promise<void> {
  await client.end().catch(doNothing);
}

function doNothing(): void {}
