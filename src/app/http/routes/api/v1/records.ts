import { z } from 'zod';

export { problems } from '../../../problem.ts';

/** The year 2100: later than anything we are told, and earlier than milliseconds taken for seconds. */
const UNIX_SECONDS_MAX = 4_102_444_800;
const TIME = 'unix seconds, or 2026-01-31T09:00:00+03:00';

/** An id of the CRM. */
export const keySchema = z.string().min(1).max(128);
export const textSchema = z.string().max(200);

/** Unix seconds, or ISO 8601 with an offset; unix seconds come out. */
export const moment = z
  .union(
    [
      z.int(TIME).min(0, TIME).max(UNIX_SECONDS_MAX, TIME),
      z.iso.datetime({ offset: true, error: TIME }),
    ],
    TIME,
  )
  .transform((at) => (typeof at === 'number' ? at : Math.floor(Date.parse(at) / 1000)));

/** What a page changed. */
export const keptSchema = z.object({ added: z.int(), changed: z.int(), unchanged: z.int() });
