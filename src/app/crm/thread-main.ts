import { parentPort, workerData } from 'node:worker_threads';
import type { Connector } from '#adapters/crm/connector.ts';
import type { CrmPage } from '#ports/crm.ts';
import { connectorFor, type SourceSettings } from './source.ts';
import { sentFailure, type FromReader, type ToReader } from './thread-messages.ts';

/** The reading thread: megabytes of JSON are parsed here, and no caller waits for it. */
const port = parentPort!;
const tell = (message: FromReader): void => port.postMessage(message);
const connectors = new Map<string, Connector>(
  (workerData as readonly SourceSettings[]).map((settings) => [
    settings.name,
    connectorFor(settings, () => new Date()),
  ]),
);

interface Reading {
  readonly pages: AsyncIterator<CrmPage>;
  readonly calledOff: AbortController;
}
const readings = new Map<number, Reading>();

port.on('message', (message: ToReader) => {
  const { reading } = message;
  switch (message.kind) {
    case 'open': {
      const calledOff = new AbortController();
      const pages = connectors.get(message.source)!.pages(message.cursor, calledOff.signal);
      readings.set(reading, { pages: pages[Symbol.asyncIterator](), calledOff });
      break;
    }
    case 'next':
      void next(reading);
      break;
    case 'call-off': {
      const called = readings.get(reading);
      readings.delete(reading);
      called?.calledOff.abort();
      // Lets its `finally` run; a generator in the middle of a request ends with that.
      called?.pages.return?.().catch(() => undefined);
      break;
    }
    default:
      message satisfies never;
  }
});

async function next(reading: number): Promise<void> {
  const open = readings.get(reading);
  if (open === undefined) return;
  try {
    const { done, value } = await open.pages.next();
    if (done !== true) return tell({ kind: 'page', reading, page: value });
    tell({ kind: 'end', reading });
  } catch (error) {
    tell({ kind: 'failed', reading, error: sentFailure(error) });
  }
  readings.delete(reading);
}
