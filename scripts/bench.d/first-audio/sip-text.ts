/** The few SIP texts (RFC 3261) that a caller on a trunk needs. */

export interface Dialog {
  /** Host and port where we listen for SIP. */
  readonly here: string;
  /** Where Asterisk does. */
  readonly there: string;
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

/** What a message says, as far as we look. Names of headers in lower case; of repeated ones the first. */
export interface SipMessage {
  /** Of a response; 0 of a request. */
  readonly status: number;
  readonly method: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

export function invite(dialog: Dialog, rtpPort: number): string {
  const [host = ''] = dialog.here.split(':');
  const sdp = [
    'v=0',
    `o=- 1 1 IN IP4 ${host}`,
    's=-',
    `c=IN IP4 ${host}`,
    't=0 0',
    `m=audio ${rtpPort} RTP/AVP 8`,
    'a=rtpmap:8 PCMA/8000',
    'a=ptime:20',
    '',
  ].join('\r\n');
  return request(dialog, 'INVITE', { sequence: 1, sdp });
}

/** Of a final answer to our INVITE; a refusal is acknowledged inside of its own transaction. */
export function ack(dialog: Dialog, answer: SipMessage): string {
  const to = answer.headers.get('to') ?? '';
  return request(dialog, 'ACK', { sequence: 1, to, isSame: answer.status >= 300 });
}

export function bye(dialog: Dialog, answer: SipMessage): string {
  return request(dialog, 'BYE', { sequence: 2, to: answer.headers.get('to') ?? '' });
}

/** 200 OK to whatever Asterisk asks. */
export function agreed({ headers }: SipMessage): string {
  const copied = ['via', 'from', 'to', 'call-id', 'cseq'].map(
    (name) => `${name}: ${headers.get(name) ?? ''}`,
  );
  return ['SIP/2.0 200 OK', ...copied, 'Content-Length: 0', '', ''].join('\r\n');
}

export function read(text: string): SipMessage {
  const [head = '', body = ''] = text.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    if (!headers.has(name)) headers.set(name, line.slice(colon + 1).trim());
  }
  const isResponse = first.startsWith('SIP/2.0');
  const [method = ''] = first.split(' ');
  return { status: isResponse ? Number(first.split(' ')[1]) : 0, method, headers, body };
}

/** Where to send speech to. */
export function mediaOf({ body }: SipMessage): { host: string; port: number } {
  const host = /^c=IN IP4 (\S+)/m.exec(body)?.[1] ?? '127.0.0.1';
  return { host, port: Number(/^m=audio (\d+)/m.exec(body)?.[1] ?? 0) };
}

function request(
  { here, there, id, from, to: did }: Dialog,
  method: string,
  how: { sequence: number; to?: string; sdp?: string; isSame?: boolean },
): string {
  const uri = `sip:${did}@${there}`;
  const branch = `z9hG4bK${id}${how.isSame === true || method === 'INVITE' ? '' : method}`;
  const lines = [
    `${method} ${uri} SIP/2.0`,
    `Via: SIP/2.0/UDP ${here};branch=${branch};rport`,
    'Max-Forwards: 70',
    `From: <sip:${from}@${here}>;tag=${id}`,
    `To: ${how.to ?? `<${uri}>`}`,
    `Call-ID: ${id}@bench`,
    `CSeq: ${how.sequence} ${method}`,
    `Contact: <sip:${from}@${here}>`,
    ...(how.sdp === undefined ? [] : ['Content-Type: application/sdp']),
    `Content-Length: ${how.sdp?.length ?? 0}`,
  ];
  return [...lines, '', how.sdp ?? ''].join('\r\n');
}
