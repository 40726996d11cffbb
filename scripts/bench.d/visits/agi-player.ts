import { connect } from 'node:net';

/** Who calls, and what they key. */
export interface Caller {
  readonly number: string;
  readonly keys: string;
}

export interface PlayedVisit {
  /** From the connection to the end of it. */
  readonly tookMs: number;
  /** What was said to us; `failure` alone when we were turned away. */
  readonly lines: readonly string[];
}

let visits = 0;

/**
 * Plays Asterisk for one visit, and answers each line at once: prompts take no time and keys are pressed as soon
 * as somebody listens. Leaner than test/fakes/fake-asterisk.ts, for here the server must be what is measured.
 */
export function playVisit(port: number, caller: Caller): Promise<PlayedVisit> {
  const { promise, resolve, reject } = Promise.withResolvers<PlayedVisit>();
  visits += 1;
  const uniqueid = `1700000000.${visits}`;
  const startedMs = performance.now();
  const lines: string[] = [];
  let rest = '';
  let keyed = 0;

  function answerTo(line: string): string {
    if (line.startsWith('SET VARIABLE')) return '200 result=1';
    if (line.startsWith('STREAM FILE')) return `200 result=${nextKey()} endpos=800`;
    if (line.startsWith('WAIT FOR DIGIT')) return `200 result=${nextKey()}`;
    if (line.includes('{EXTENSION_STATE(')) return '200 result=1 (NOT_INUSE,UNKNOWN)';
    if (line.startsWith('GET FULL VARIABLE')) return `200 result=1 (${filledIn(line)})`;
    throw new Error(`the player knows no such command: ${line}`);
  }

  function nextKey(): number {
    keyed += 1;
    return caller.keys.charCodeAt(keyed - 1) || 0;
  }

  function filledIn(line: string): string {
    return line
      .slice('GET FULL VARIABLE "'.length, -1)
      .replaceAll(/\$\{URIENCODE\(-\$\{([^}]+)\}\)\}/g, (_, name: string) => {
        return `-${encodeURIComponent(valueOf(name))}`;
      });
  }

  function valueOf(name: string): string {
    if (name === 'CHANNEL(linkedid)') return uniqueid;
    if (name === 'CALLERID(num)') return caller.number;
    if (name === 'TIMEOUT(absolute)') return '5.000';
    return name === 'TEL_TRY' ? '1' : '';
  }

  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  socket.setEncoding('latin1');
  socket.on('error', reject);
  socket.on('data', (text: unknown) => {
    const received = (rest + String(text)).split('\n');
    rest = received.pop() ?? '';
    for (const line of received) {
      lines.push(line);
      if (line !== 'failure') socket.write(`${answerTo(line)}\n`);
    }
  });
  socket.on('end', () => {
    socket.end('HANGUP\n');
    resolve({ tookMs: performance.now() - startedMs, lines });
  });
  socket.write(startBlock(port, caller, uniqueid));
  return promise;
}

function startBlock(port: number, { number }: Caller, uniqueid: string): string {
  return `agi_network: yes
agi_network_script: personal-ivr
agi_request: agi://127.0.0.1:${port}/personal-ivr
agi_channel: PJSIP/trunk-00000001
agi_language: ru
agi_type: PJSIP
agi_uniqueid: ${uniqueid}
agi_version: 22.0.0
agi_callerid: ${number}
agi_calleridname: unknown
agi_callingpres: 0
agi_callingani2: 0
agi_callington: 0
agi_callingtns: 0
agi_dnid: 74950000000
agi_rdnis: unknown
agi_context: telefonistka
agi_extension: s
agi_priority: 9
agi_enhanced: 0.0
agi_accountcode:
agi_threadid: 1

`;
}
