import type { AmiEvent } from '#test/bed/ami.ts';
import type { CallRecord, PlacedCall } from '#test/bed/city-call.ts';
import type { LogLine } from '#test/bed/service.ts';
import type { CallFacts, TimelineEvent } from './report.ts';
import type { Stage } from './stage.ts';

/** By what a call is found in the events of the office and in the log of the service. */
export interface CallTrace {
  readonly call: PlacedCall;
  readonly linkedid: string;
  /** When the service was killed, in performance.now(). */
  readonly killedAtMs: number | null;
}

export interface Timeline {
  /** What happened, in the order in which it did. */
  readonly events: readonly TimelineEvent[];
  /** All keys that the office heard. */
  readonly keyed: string;
  /** For how long prompts were played. */
  readonly promptsMs: number;
}

/** The office's end of the caller's line is gone. */
export function isOver({ name, fields }: AmiEvent, linkedid: string): boolean {
  return name === 'Hangup' && fields['Uniqueid'] === linkedid;
}

/** Somebody talks with the caller: an employee whom he chose, or a member of the queue. */
export function isReached({ name, fields }: AmiEvent, linkedid: string): boolean {
  if (fields['Linkedid'] !== linkedid && fields['DestLinkedid'] !== linkedid) return false;
  return name === 'AgentConnect' || (name === 'UserEvent' && fields['Step'] === 'answered');
}

/** The people of the first menu. */
export function offeredIn(linkedid: string, { service, cast }: Stage): CallFacts['offered'] {
  const line = service.lines.find(
    ({ msg, linkedid: of }) => msg === 'offer decided' && of === linkedid,
  );
  return ((line?.['offered'] ?? []) as readonly string[]).map((extension) => {
    return { employee: cast.nameOf(extension) ?? extension, extension };
  });
}

export function timelineOf(trace: CallTrace, record: CallRecord, stage: Stage): Timeline {
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
  const prompts = stage.service.lines
    .filter((line) => line.linkedid === linkedid && line.msg === 'saying')
    .map((line) => ({ atMs: since(monotonic(line)), lastsMs: Number(line['ms']), line }));
  for (const { atMs, line } of prompts) events.push({ atMs, kind: 'said', detail: textOf(line) });
  events.push({ atMs: Math.round(durationMs), kind: 'ended', detail: '' });
  events.sort((a, b) => a.atMs - b.atMs);
  const promptsMs = prompts.reduce((sum, prompt) => sum + playedMs(prompt, events), 0);
  return { events, keyed, promptsMs };
}

const NOTHING_ENDS: ReadonlySet<TimelineEvent['kind']> = new Set(['answered', 'first-audio']);

/** Until the prompt was over, or something else happened: a key, the queue, SIGKILL. */
function playedMs(
  { atMs, lastsMs }: { atMs: number; lastsMs: number },
  events: readonly TimelineEvent[],
): number {
  const next = events.find((event) => event.atMs > atMs && !NOTHING_ENDS.has(event.kind));
  return Math.min(lastsMs, (next?.atMs ?? Infinity) - atMs);
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
        detail: `${extensionOf(fields['Interface'])} (${fields['Queue'] ?? ''})`,
      };
    case 'UserEvent':
      return userStep(fields, stage);
    default:
      return null;
  }
}

export function extensionOf(device = ''): string {
  return device.replace('PJSIP/', '');
}

function userStep(fields: AmiEvent['fields'], { cast }: Stage): Omit<TimelineEvent, 'atMs'> | null {
  const extension = fields['Extension'] ?? '';
  const who = `${extension} ${cast.nameOf(extension) ?? ''}`.trim();
  switch (fields['Step'] ?? '') {
    case 'dial':
      return { kind: 'rings', detail: who };
    case 'answered':
      return { kind: 'talks', detail: who };
    case 'no-answer':
      return { kind: 'no-answer', detail: who };
    default:
      return null;
  }
}

/** When it was written, in performance.now(). The log's clock is the wall's; both are this machine's. */
export function monotonic(line: LogLine): number {
  return Date.parse(String(line['time'])) - performance.timeOrigin;
}

function textOf(line: LogLine): string {
  const { text } = (line['pii'] ?? {}) as { text?: string };
  return text ?? '';
}
