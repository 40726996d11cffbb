import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Progress } from '#adapters/crm/progress.ts';

/** How far an infobase was read: people and clients as a whole, documents by entity. */
export interface OneCCursor {
  /** When people and clients were last read to the end, unix seconds. */
  readonly directoryAt: number;
  readonly streams: Readonly<Record<string, StreamCursor>>;
}

export interface StreamCursor extends Progress {
  /** Of the rules that read it: other rules read it again. */
  readonly rules: string;
}

const schema = z.object({
  version: z.literal(1),
  directoryAt: z.number(),
  streams: z.record(
    z.string(),
    z.object({ until: z.number(), rescannedOn: z.number(), rules: z.string() }),
  ),
});

const NOTHING_READ: OneCCursor = { directoryAt: 0, streams: {} };

/** A cursor of another version, or of another kind of source, reads everything again. */
export function cursorFrom(text: string | null): OneCCursor {
  if (text === null) return NOTHING_READ;
  try {
    const { directoryAt, streams } = schema.parse(JSON.parse(text));
    return { directoryAt, streams };
  } catch {
    return NOTHING_READ;
  }
}

export function cursorText(cursor: OneCCursor): string {
  return JSON.stringify({ version: 1, ...cursor });
}

export function fingerprintOf(rules: unknown): string {
  return createHash('sha256').update(JSON.stringify(rules)).digest('base64url').slice(0, 10);
}
