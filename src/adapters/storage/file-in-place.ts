import { statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Log } from '#ports/log.ts';

/** Whether an open file still stands under its name. */
export interface FileInPlace {
  readonly isInPlace: boolean;
  /** Looks again, and says so when somebody took it away. Never fails. */
  look(): Promise<void>;
}

/**
 * A file that is deleted or replaced while it is open goes on without a name: everything works, and is lost with the
 * process. `file` must exist.
 */
export function watchPlace(file: string, log: Log): FileInPlace {
  const { ino, dev } = statSync(file);
  let isInPlace = true;
  return {
    get isInPlace() {
      return isInPlace;
    },
    async look() {
      const before = isInPlace;
      const found = await stat(file).catch(() => null);
      isInPlace = found?.ino === ino && found.dev === dev;
      if (before && !isInPlace)
        log.error(
          { file },
          'the database file was taken away while it is open: what is written now will be lost; restart telefonistka',
        );
      if (!before && isInPlace) log.info({ file }, 'the database file is back in its place');
    },
  };
}
