import type { AmiEvent } from '#test/bed/ami.ts';
import type { CallRecord, PlacedCall } from '#test/bed/city-call.ts';
import type { LogLine } from '#test/bed/service.ts';
import type { CallReport, TimelineEvent } from './report.ts';
import type { Stage } from './stage.ts';

/** By what a call is found in the events of the office and in the log of the service. */
export interface CallTrace {
  readonly call: PlacedCall;
  readonly linkedid: string;
  /** When the service was killed, in performance.now(). */
  readonly killedAtMs: number | null;
}

/** Somebody talks with the caller: an employee whom he chose, or a member of the queue. */
export function isReached({ name, fields }: AmiEvent, linkedid: string): boolean {
  if (fields['Linkedid'] !== linkedid && fields['DestLinkedid'] !== linkedid) return false;
  return name === 'AgentConnect' || (name === 'UserEvent' && fields['Step'] === 'answered');
}

/** The people of the first menu. */
export function offeredIn(linkedid: string, { service, company }: Stage): CallReport['offered'] {
  const line = service.lines.find(
    ({ msg, linkedid: of }) => msg === 'offer decided' && of === linkedid,
  );
  return ((line?.['offered'] ?? []) as readonly string[]).map((extension) => {
    const employee = company.employees.find((one) => one.extension === extension);
    return {
      employee: employee === undefined ? extension : `${employee.first} ${employee.last}`,
      extension,
    };
  });
}

/** What happened, in the order in which it did, and all keys the office heard. */
export function timelineOf(
  trace: CallTrace,
  record: CallRecord,
  stage: Stage,
): { events: readonly TimelineEvent[]; keyed: string } {
  const { call, linkedid, killedAtMs } = trace;
  const since = (atMs: number) => Math.round(atMs - call.dialledAtMs);
  const events: TimelineEvent[] = [{ atMs: 0, kind: 'dialled', detail: '' }];
  const { answeredAfterMs, firstAudioMs, durationMs } = record;
  if (answeredAfterMs !== null) {
    events.push({ atMs: Math.round(answeredAfterMs), kind: 'answered', detail: '' });
    if (firstAudioMs !== null)
      events.push({
        atMs: Math.round(answeredAfterMs + firstAudioMs),
        kind: 'first-audio',
        detail: `${Math.round(firstAudioMs)}`,
      });
  }
  if (killedAtMs !== null) events.push({ atMs: since(killedAtMs), kind: 'killed', detail: '' });

  let keyed = '';
  for (const event of stage.office.ami.events) {
    if (event.fields['Linkedid'] !== linkedid && event.fields['DestLinkedid'] !== linkedid)
      continue;
    const step = stepOf(event, stage);
    if (step === null) continue;
    if (step.kind === 'keyed') keyed += step.detail;
    events.push({ atMs: since(event.atMs), ...step });
  }
  for (const line of stage.service.lines) {
    if (line.linkedid !== linkedid || line.msg !== 'saying') continue;
    events.push({ atMs: since(monotonic(line)), kind: 'said', detail: textOf(line) });
  }
  events.push({ atMs: Math.round(durationMs), kind: 'ended', detail: '' });
  return { events: events.sort((a, b) => a.atMs - b.atMs), keyed };
}

function stepOf({ name, fields }: AmiEvent, stage: Stage): Omit<TimelineEvent, 'atMs'> | null {
  switch (name) {
    case 'DTMFEnd':
      return fields['Direction'] === 'Received' && fields['Channel']?.startsWith('PJSIP/trunk')
        ? { kind: 'keyed', detail: fields['Digit'] ?? '' }
        : null;
    case 'QueueCallerJoin':
      return { kind: 'queued', detail: fields['Queue'] ?? '' };
    case 'AgentConnect':
      return {
        kind: 'talks',
        detail: `${fields['Interface']?.replace('PJSIP/', '') ?? ''} (${fields['Queue'] ?? ''})`,
      };
    case 'UserEvent':
      return userStep(fields, stage);
    default:
      return null;
  }
}

function userStep(
  fields: AmiEvent['fields'],
  { company }: Stage,
): Omit<TimelineEvent, 'atMs'> | null {
  const extension = fields['Extension'] ?? '';
  const employee = company.employees.find((one) => one.extension === extension);
  const who = `${extension} ${employee === undefined ? '' : `${employee.first} ${employee.last}`}`;
  const step = fields['Step'];
  if (step === 'dial') return { kind: 'rings', detail: who };
  if (step === 'answered') return { kind: 'talks', detail: who };
  if (step === 'no-answer') return { kind: step, detail: `${who} (${fields['Status'] ?? ''})` };
  return null;
}

/** The log's clock is the wall's; the events' is performance.now(). Both are this machine's. */
function monotonic(line: LogLine): number {
  return Date.parse(String(line['time'])) - performance.timeOrigin;
}

function textOf(line: LogLine): string {
  const { text } = (line['pii'] ?? {}) as { text?: string };
  return text ?? '';
}
