import type { Connector, ConnectorOptions } from '../connector.ts';
import { createBitrixApi } from './api.ts';
import { checkPortal } from './check.ts';
import { clientStreams } from './clients.ts';
import type { BitrixMapping } from './mapping.ts';
import { eventStreams, Reading } from './reading.ts';

/** The pace of every tariff; the portal counts per address of the sender, so a little is left for others there. */
export const BITRIX24_PACE = { burst: 40, perSecond: 2, concurrency: 1 } as const;

/**
 * A Bitrix24 portal behind an incoming webhook. People first, then clients, then events, stream by stream. What
 * changed is asked for by the time of the change; once a day the last days are read whole by the date of the event,
 * for the portal tells nobody what was deleted.
 */
export function createBitrix24(options: ConnectorOptions, mapping: BitrixMapping): Connector {
  const api = createBitrixApi(options);
  return {
    source: options.source,
    pages: (cursor, signal) => new Reading(options, mapping, api, cursor).pages(signal),
    check: (signal) =>
      checkPortal(
        { api, office: options.office, employees: mapping.employees },
        clientStreams(mapping),
        eventStreams(mapping),
        signal,
      ),
  };
}
