import { expect, test } from 'vitest';
import { failureFrom } from '#adapters/storage/failures.ts';
import { Failure } from '#ports/failure.ts';

function errorWith(code: string, message = 'insert into secret values (…)'): Error {
  return Object.assign(new Error(message), { code });
}

test.for([
  ['SQLITE_FULL', 'exhausted'],
  ['SQLITE_BUSY', 'unavailable'],
  ['SQLITE_BUSY_SNAPSHOT', 'unavailable'],
  ['SQLITE_LOCKED', 'unavailable'],
  ['SQLITE_CORRUPT_INDEX', 'unavailable'],
  ['SQLITE_NOTADB', 'unavailable'],
  ['SQLITE_IOERR_WRITE', 'unavailable'],
  ['SQLITE_READONLY_DBMOVED', 'unavailable'],
  ['ECONNREFUSED', 'unavailable'],
  ['57P01', 'unavailable'],
  ['40P01', 'unavailable'],
  ['53100', 'exhausted'],
  ['53300', 'unavailable'],
  ['28P01', 'refused'],
  ['3D000', 'refused'],
  ['42501', 'refused'],
] as const)('%s means %s, and the statement stays private', ([code, meaning]) => {
  const failure = failureFrom(errorWith(code), 'the store');
  expect(failure).toBeInstanceOf(Failure);
  expect(failure).toMatchObject({
    code: meaning,
    retryable: meaning !== 'refused',
    message: expect.stringContaining('the store'),
  });
  expect(String(failure)).not.toContain('secret');
});

test.for(['SQLITE_CONSTRAINT_PRIMARYKEY', '42P01', '23505', 'ERR_INVALID_ARG_TYPE'])(
  '%s is a bug of ours and stays what it is',
  (code) => {
    const bug = errorWith(code);
    expect(failureFrom(bug, 'the store')).toBe(bug);
  },
);

test.for(['Connection terminated unexpectedly', 'timeout exceeded when trying to connect'])(
  'the driver says "%s" without a code',
  (message) => {
    expect(failureFrom(new Error(message), 'the store')).toMatchObject({ code: 'unavailable' });
  },
);

test('a Failure stays what it is', () => {
  const failure = new Failure('invalid', 'x');
  expect(failureFrom(failure, 'the store')).toBe(failure);
});
