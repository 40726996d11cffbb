import { Failure } from '#ports/failure.ts';

/**
 * What an error of either engine means for whoever asked, or the error itself when it is a bug of ours.
 * The message names the database and what to do; it never carries the statement or its values.
 */
export function failureFrom(error: unknown, storeName: string): unknown {
  if (error instanceof Failure || !(error instanceof Error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code.startsWith('SQLITE_')) return fromSqlite(code, storeName) ?? error;
  return fromPostgres(code, error.message, storeName) ?? error;
}

/** https://www.sqlite.org/rescode.html; extended codes begin with the primary one. */
function fromSqlite(code: string, file: string): Failure | null {
  const primary = code.split('_').slice(0, 2).join('_');
  switch (primary) {
    case 'SQLITE_FULL':
      return new Failure('exhausted', `no space left for ${file}: free some on its disk`);
    case 'SQLITE_BUSY':
    case 'SQLITE_LOCKED':
      return new Failure('unavailable', `${file} is locked by another program (${code})`);
    case 'SQLITE_CORRUPT':
    case 'SQLITE_NOTADB':
      return damaged(file, code);
    case 'SQLITE_CANTOPEN':
    case 'SQLITE_PERM':
    case 'SQLITE_READONLY':
    case 'SQLITE_AUTH':
      return new Failure(
        'unavailable',
        `${file} cannot be opened for writing (${code}): its folder must exist and belong to telefonistka's user`,
      );
    case 'SQLITE_IOERR':
    case 'SQLITE_PROTOCOL':
    case 'SQLITE_NOMEM':
      return new Failure('unavailable', `${file} cannot be read or written now (${code})`);
    default:
      return null;
  }
}

export function damaged(file: string, how: string): Failure {
  return new Failure(
    'unavailable',
    `${file} is damaged (${how}): stop telefonistka, put a backup in its place`,
  );
}

/** Of the system and of the driver, when there is no server to give a code of its own. */
const CONNECTION_LOST =
  /ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|Connection terminated|timeout exceeded|Query read timeout|not queryable|Client was closed/;

/** https://www.postgresql.org/docs/current/errcodes-appendix.html; the first two characters are the class. */
function fromPostgres(code: string, message: string, name: string): Failure | null {
  if (CONNECTION_LOST.test(code) || CONNECTION_LOST.test(message)) {
    return new Failure('unavailable', `PostgreSQL ${name} does not answer`);
  }
  if (code === '53100') return new Failure('exhausted', `PostgreSQL ${name}: its disk is full`);
  if (code === '42501' || ['28', '3D', '3F'].includes(code.slice(0, 2))) {
    return new Failure(
      'refused',
      `PostgreSQL ${name} refused (${code}): check user, password, database name and rights`,
    );
  }
  // Resources, shutting down, lost connection, cancelled, deadlock: another try may succeed.
  if (['08', '40', '53', '57', '58'].includes(code.slice(0, 2)) || code === '55P03') {
    return new Failure('unavailable', `PostgreSQL ${name} cannot do it now (${code})`);
  }
  return null;
}
