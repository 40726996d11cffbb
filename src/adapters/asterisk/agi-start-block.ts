/** What of the start block can be believed: Asterisk writes these before anything the caller sent. */
export interface StartBlock {
  /** The script name of `agi://host/NAME?query`. */
  readonly script: string;
  readonly channel: string;
  readonly uniqueid: string;
}

/** All of the block together, newlines included. */
export const START_BLOCK_BYTES_MAX = 64 * 1024;

const TRUSTED = new Set(['agi_network_script', 'agi_channel', 'agi_uniqueid']);

/**
 * Asterisk escapes nothing in this block: a caller name with a line feed in it forges lines, or an empty one that
 * ends the block early (asterisk.md, 3.1). So each name counts once, as it came first, and the caller's own name
 * and number are asked for later. Values are split at the first `: `, for they may hold colons.
 */
export function startBlockFrom(lines: readonly string[]): StartBlock {
  const values = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon === -1) continue;
    const name = line.slice(0, colon);
    if (TRUSTED.has(name) && !values.has(name)) values.set(name, line.slice(colon + 1).trim());
  }
  return {
    script: scriptName(values.get('agi_network_script') ?? ''),
    channel: values.get('agi_channel') ?? '',
    uniqueid: values.get('agi_uniqueid') ?? '',
  };
}

function scriptName(path: string): string {
  return path.replace(/\?.*$/s, '').replaceAll(/^\/+|\/+$/g, '');
}
