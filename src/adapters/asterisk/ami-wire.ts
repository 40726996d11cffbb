import { Failure } from '#ports/failure.ts';

/**
 * One AMI message: keys in lower case, values as they came. A Map, so that a key like `__proto__` is only a key.
 * A key that was said more than once has all its values in one text, separated by line feeds: no single value
 * can hold one.
 */
export type AmiMessage = ReadonlyMap<string, string>;

/** Values of an action. Numbers are written in decimal. */
export type AmiFields = Readonly<Record<string, string | number>>;

const KEYS_MAX = 512; // of a received message; Asterisk's own largest events have about 60
const FIELDS_MAX = 120; // Asterisk takes 128 headers with an action, ours included (source: AST_MAX_MANHEADERS)
const LINE_BYTES_MAX = 1000; // Asterisk reads an action in lines of 1024 bytes (source: manager.c)

/** The value, or '' when the key is absent or was said twice: then somebody forged one, and neither is believed. */
export function valueOf(message: AmiMessage, key: string): string {
  const value = message.get(key) ?? '';
  return value.includes('\n') ? '' : value;
}

/** What the library parsed, with nothing left in it but text. Sub-objects (variables) become `name=value`. */
export function messageFrom(raw: object): AmiMessage {
  const message = new Map<string, string>();
  for (const [key, value] of Object.entries(raw).slice(0, KEYS_MAX)) {
    const text = textOf(value);
    if (text !== null) message.set(key.replace(/:$/, ''), text); // `Key:` without a blank keeps its colon
  }
  return message;
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  // A key that every object has (`constructor`) arrives as an array that begins with a function.
  if (Array.isArray(value)) return value.filter((one) => typeof one === 'string').join('\n');
  if (typeof value !== 'object' || value === null) return null;
  const variables = Object.entries(value).map(([name, of]) => (of === '' ? name : `${name}=${of}`));
  return variables.join('\n');
}

/**
 * A fresh object that is safe to write, or Failure('invalid'). CR, LF or NUL in a value would be a second action,
 * so they are refused, not taken out: whoever sends them is not to be guessed at.
 */
export function checkedAction(name: string, fields: AmiFields): Record<string, string> {
  const entries = Object.entries(fields);
  if (!/^[A-Za-z]{1,40}$/.test(name)) throw new Failure('invalid', 'no AMI action has such a name');
  if (entries.length > FIELDS_MAX) throw new Failure('invalid', `more than ${FIELDS_MAX} fields`);
  const action: Record<string, string> = { action: name };
  for (const [key, value] of entries) {
    if (!/^[A-Za-z][A-Za-z0-9-]{0,39}$/.test(key) || /^(action|actionid)$/i.test(key)) {
      throw new Failure('invalid', `AMI action ${name} cannot have this key`);
    }
    action[key] = checkedValue(name, key, String(value));
  }
  return action;
}

/** The value itself, or Failure('invalid') when it cannot stand on one line. The message never quotes it. */
export function checkedValue(name: string, key: string, value: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what we look for
  if (/[\r\n\0]/.test(value)) {
    throw new Failure('invalid', `AMI action ${name}: CR, LF or NUL in ${key}`);
  }
  if (Buffer.byteLength(value) + key.length + 2 > LINE_BYTES_MAX) {
    throw new Failure('invalid', `AMI action ${name}: ${key} is too long`);
  }
  return value;
}
