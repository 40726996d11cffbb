import { isatty } from 'node:tty';
import pino, { type DestinationStream } from 'pino';
import type { Log } from '#ports/log.ts';
import { Failure } from '#ports/failure.ts';
import { lineOf, lineWriter } from './log-lines.ts';
import { stderrWriter } from './log-writer.ts';

interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** Write what stands under `pii` in the clear. */
  readonly personalData: boolean;
  /** auto: readable lines in a terminal, JSON elsewhere. */
  readonly format: 'auto' | 'lines' | 'json';
}

const HIDDEN = '[hidden]';
/** Names under which secrets travel; hidden wherever they stand, down to three levels. */
const SECRET_NAMES = new Set([
  'secret',
  'password',
  'token',
  'tokens',
  'authorization',
  'cookie',
  'url',
]);
const SECRET_LEVELS = 3;
/** Personal data stand under this name at the top or one level down. */
const PERSONAL_LEVELS = 2;

/**
 * The log of the house: one constant text per step, ids as fields, personal data under `pii` only.
 * To the error channel: what a verb prints for its user goes out alone.
 */
export function createLog(options: LogOptions, destination?: DestinationStream): Log {
  const isTerminal = isatty(2);
  const asLines = options.format === 'lines' || (options.format === 'auto' && isTerminal);
  const out =
    destination ??
    stderrWriter((lost) => {
      const json = lineAboutLost(lost);
      return asLines ? `${lineOf(json, isTerminal)}\n` : json;
    });
  const personalLevels = options.personalData ? 0 : PERSONAL_LEVELS;
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      // pino's own `redact` costs six times the rest of a line, and a call writes half a dozen of them.
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => redacted(fields, SECRET_LEVELS, personalLevels),
      },
      // pino's own serializer of `err` would tell all of an error; here it is told already.
      serializers: { err: alreadyTold, error: alreadyTold },
      // An Error in the place of the fields would be taken apart by pino: it gets a key.
      hooks: {
        logMethod(args, method) {
          const [fields, ...rest] = args as unknown as [unknown, ...unknown[]];
          method.apply(this, [
            fields instanceof Error ? { err: fields } : fields,
            ...rest,
          ] as unknown as Parameters<typeof method>);
        },
      },
    },
    asLines ? lineWriter(out, isTerminal) : out,
  );
}

/** In the shape of all others. */
function lineAboutLost(dropped: number): string {
  const time = new Date().toISOString();
  return `${JSON.stringify({ level: 'warn', time, dropped, msg: 'log lines lost' })}\n`;
}

type Fields = Readonly<Record<string, unknown>>;

/** The same fields with secrets and personal data hidden and errors told, so many levels deep; copied only then. */
function redacted(fields: Fields, secretLevels: number, personalLevels: number): Fields {
  const hidden: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (isHidden(name, personalLevels)) hidden[name] = HIDDEN;
    else if (value instanceof Error) hidden[name] = toldError(value);
    else if (secretLevels > 1 && isPlain(value)) {
      const told = redacted(value, secretLevels - 1, personalLevels - 1);
      if (told !== value) hidden[name] = told;
    }
  }
  return Object.keys(hidden).length === 0 ? fields : { ...fields, ...hidden };
}

function isHidden(name: string, personalLevels: number): boolean {
  return SECRET_NAMES.has(name) || (personalLevels > 0 && name === 'pii');
}

function isPlain(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

/**
 * What may be told of an error: errors of clients carry requests, headers, bodies and causes with keys in them
 * (docs/services.md, T5, T8). The message of what is not ours may hold a whole url, so it is cut down as well.
 */
function toldError(error: Error): unknown {
  if (error instanceof Failure)
    return { type: 'Failure', code: error.code, message: error.message };
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    message: withoutSecrets(error.message),
    stack: framesOf(error.stack),
  };
}

/** Somebody threw what is no error: nobody knows what is in it. */
function alreadyTold(value: unknown): unknown {
  return typeof value === 'object' ? value : { type: typeof value };
}

/** Queries, user parts and webhook paths of urls; `Bearer …`; long runs that look like keys; phone numbers. */
function withoutSecrets(text: string): string {
  return text
    .slice(0, 500)
    .replaceAll(/\b([a-z][a-z\d+.-]*):\/\/(?:[^\s/@]*@)?([^\s/?#]*)[^\s]*/gi, '$1://$2/…')
    .replaceAll(/\b(Bearer|Basic|Api-Key)\s+\S+/gi, `$1 ${HIDDEN}`)
    .replaceAll(/[\w-]{32,}/g, HIDDEN)
    .replaceAll(/\+\d{7,15}|\b[78]\d{10}\b/g, HIDDEN);
}

/** Only the places: the first lines of a stack repeat the message. */
function framesOf(stack = ''): readonly string[] {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .map((line) => line.trim());
}
