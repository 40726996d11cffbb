import { parentPort } from 'node:worker_threads';
import type { FromThread, ToThread } from '#adapters/storage/thread-messages.ts';

/** A storage thread that answers with the name of what it was asked, and dies of one question. */
const port = parentPort!;
const tell = (message: FromThread): void => port.postMessage(message);

port.on('message', (message: ToThread) => {
  if (message === 'close') {
    tell({ kind: 'closed' });
    port.close();
  } else if (message.args[0] === 'die') {
    process.exit(1);
  } else if (message.args[0] !== 'say nothing') {
    tell({ kind: 'done', id: message.id, value: [message.method] });
  }
});
tell({ kind: 'ready' });
