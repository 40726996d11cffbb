import { Failure } from '#ports/failure.ts';
import type { Log } from '#ports/log.ts';
import type { Store } from './database.ts';
import type { Remote } from './postgres.ts';

export interface CopyState {
  readonly connected: boolean;
  /** When it was last known to be in step, unix milliseconds. */
  readonly inStepAtMs: number | null;
}

export interface Copy {
  catchUp(): Promise<void>;
  stop(): Promise<void>;
}

export interface CopyOptions {
  readonly remote: Remote;
  readonly local: Store;
  readonly log: Log;
  readonly tell: (state: CopyState) => void;
}

export function startCopy({ remote }: CopyOptions): Promise<Copy> {
  throw new Failure('refused', `PostgreSQL ${remote.store.name} is not supported yet`);
}
