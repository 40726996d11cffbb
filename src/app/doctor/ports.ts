import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import type { Check, Finding } from '../cli/house.ts';
import { bad, good } from './finding.ts';

const TIMEOUT_MS = 2000;

/** Whether a port is ours to listen on, or somebody (we, hopefully) listens there already. */
export function portCheck(
  what: string,
  at: { readonly host: string; readonly port: number },
): Check {
  const address = `${at.host}:${at.port}`;
  return {
    name: { ru: `порт ${what}`, en: `${what} port` },
    async run(): Promise<readonly Finding[]> {
      if (await answers(at))
        return [good(`${address}: служба отвечает`, `${address}: the service answers`)];
      const code = await listeningFails(at);
      if (code === null) return [good(`${address} свободен`, `${address} is free`)];
      return [
        bad(
          'error',
          [`${address}: слушать нельзя (${code})`, `${address}: cannot listen (${code})`],
          [
            `выберите другой адрес или порт в настройках: ${what}`,
            `choose another address or port in the settings: ${what}`,
          ],
        ),
      ];
    },
  };
}

async function answers(at: { host: string; port: number }): Promise<boolean> {
  const socket = connect(at);
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** The code of the error, or null when it works. */
async function listeningFails(at: { host: string; port: number }): Promise<string | null> {
  const server = createServer();
  try {
    server.listen(at);
    await once(server, 'listening', { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'EIO';
  } finally {
    server.close();
  }
}
