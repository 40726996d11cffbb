import type { DestinationStream } from 'pino';

const COLOURS = { debug: 90, info: 36, warn: 33, error: 31 } as const;
/** Said in their own places of the line. */
const PLACED = new Set(['level', 'time', 'msg', 'linkedid', 'err']);

/**
 * One readable line per step, for a terminal:
 * `14:03:07.123 info  1763690587.14  menu offered  candidates=3 tookMs=4`
 */
export function lineWriter(out: DestinationStream, inColour: boolean): DestinationStream {
  return {
    write(json: string): void {
      out.write(`${lineOf(json, inColour)}\n`);
    },
  };
}

export function lineOf(json: string, inColour: boolean): string {
  let fields: Record<string, unknown>;
  try {
    fields = JSON.parse(json) as Record<string, unknown>;
  } catch {
    return json.trimEnd();
  }
  const level = String(fields['level']);
  const time = String(fields['time']).slice(11, 23);
  const call = typeof fields['linkedid'] === 'string' ? [printable(fields['linkedid'])] : [];
  const rest = Object.entries(fields)
    .filter(([key]) => !PLACED.has(key))
    .map(([key, value]) => `${key}=${told(value)}`);
  const line = [
    time,
    inColour ? coloured(level) : level.padEnd(5),
    ...call,
    text(fields['msg']),
    rest.join(' '),
    ...errorLines(fields['err']),
  ];
  return line.filter((part) => part !== '').join('  ');
}

function errorLines(error: unknown): readonly string[] {
  if (typeof error !== 'object' || error === null) return [];
  const { message, stack } = error as { message?: unknown; stack?: unknown };
  const frames = Array.isArray(stack)
    ? stack.map((frame) => `\n    ${printable(String(frame))}`)
    : [];
  return [text(message) + frames.join('')];
}

function told(value: unknown): string {
  if (typeof value === 'string')
    return /[\s=]/.test(value) ? JSON.stringify(value) : printable(value);
  return printable(JSON.stringify(value) ?? '');
}

function text(value: unknown): string {
  return typeof value === 'string' ? printable(value) : '';
}

/** Text from outside may hold sequences that command a terminal. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, '·');
}

function coloured(level: string): string {
  const colour = COLOURS[level as keyof typeof COLOURS] ?? 0;
  return `\u001B[${colour}m${level.padEnd(5)}\u001B[0m`;
}
