/**
 * What ding-dong costs by itself: for each caller it sends the lines that telefonistka sent to that caller once,
 * and decides nothing. Told `lines` by its parent: caller number → AGI lines.
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import dingDong, { type Context } from 'ding-dong';

let linesOf: Readonly<Record<string, readonly string[]>> = {};
process.on('message', (message: { kind?: string; lines?: typeof linesOf }) => {
  if (message.kind === 'lines') linesOf = message.lines ?? {};
});
process.channel?.unref();

const server = dingDong((context) => {
  context.on('error', () => undefined);
  context.on('variables', (variables: Readonly<Record<string, string>>) => {
    void answer(context as Ending, linesOf[variables['agi_callerid'] ?? ''] ?? []);
  });
}).start('0', '127.0.0.1');
await once(server, 'listening');
process.send?.({ kind: 'ready', port: (server.address() as AddressInfo).port });

/** The product's adapter ends connections itself, so its declarations leave this out. */
type Ending = Context & { end(): Promise<void> };

async function answer(context: Ending, lines: readonly string[]): Promise<void> {
  // As the pattern in ding-dong's README: it is ready for commands one turn after its event.
  await Promise.resolve();
  for (const line of lines) await context.sendCommand(line);
  await context.end();
}
