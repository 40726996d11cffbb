import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PlacedCall } from '#test/bed/city-call.ts';
import { readWav, toneMs } from '#test/bed/wav.ts';
import type { CallReport, Reached } from './report.ts';
import { isReached, offeredIn, timelineOf, type CallTrace } from './timeline.ts';
import { ANSWERS, DID, type Stage } from './stage.ts';
import type { Scene } from './scenes.ts';

const REACHED_DEADLINE_MS = 100_000;
const TALK_MS = 3_000;
const CALLER_HZ = 700;
/** Not the 425 Hz of a Russian ringback. */
const EMPLOYEE_HZ = 600;
/** Of the talk: half a second goes by before both legs are up. */
const HEARD_MIN_MS = 1_000;

/** Places the call of this scene and tells what became of it. */
export async function playScene(scene: Scene, stage: Stage): Promise<CallReport> {
  const { city, office, service } = stage;
  for (const [extension, does] of Object.entries(scene.phones ?? {}))
    await city.behave(extension, does);
  const since = { events: office.ami.events.length, lines: service.lines.length };
  const call = await city.placeCall({ from: scene.caller, did: DID, keys: scene.keys });
  const trunk = await office.ami.waitFor(
    ({ name, fields }) =>
      name === 'Newchannel' &&
      fields['Channel']?.startsWith('PJSIP/trunk') === true &&
      fields['CallerIDNum'] === scene.caller,
    10_000,
    since.events,
  );
  const linkedid = trunk.fields['Linkedid'] ?? '';
  const trace: CallTrace = { call, linkedid, killedAtMs: await killed(scene, stage, linkedid) };
  const reached = await reachedBy(trace, stage);
  await talk(call);
  const record = await call.ended;

  const heardEachOther =
    reached === null ? null : await heardMs(stage, call, reached, record.heard);
  for (const extension of Object.keys(scene.phones ?? {})) await city.behave(extension, ANSWERS);
  const { events, keyed } = timelineOf(trace, record, stage);
  const offered = offeredIn(linkedid, stage);
  const report = {
    scenario: scene.name,
    caller: scene.caller,
    offered,
    keyed,
    reached: reached?.who ?? null,
    firstAudioMs: record.firstAudioMs === null ? null : Math.round(record.firstAudioMs),
    events,
    heard: await kept(record.heard, scene, stage),
    heardEachOther,
  };
  const wrong = mistakesOf(scene, report);
  return { ...report, ok: wrong.length === 0, wrong };
}

/** Kills the service while its prompt plays; answers when, in performance.now(). */
async function killed(scene: Scene, { service }: Stage, linkedid: string): Promise<number | null> {
  if (scene.killAfterMs === undefined) return null;
  await service.line((line) => line.msg === 'saying' && line.linkedid === linkedid);
  await sleep(scene.killAfterMs);
  service.kill('SIGKILL');
  return performance.now();
}

interface ReachedAt {
  readonly who: Reached;
  /** Whose telephone it is. */
  readonly extension: string;
}

async function reachedBy({ linkedid }: CallTrace, stage: Stage): Promise<ReachedAt | null> {
  try {
    const event = await stage.office.ami.waitFor(
      (one) => isReached(one, linkedid),
      REACHED_DEADLINE_MS,
    );
    const { Interface = '', Extension = '', Queue = '' } = event.fields;
    if (event.name === 'AgentConnect')
      return { who: { kind: 'queue', name: Queue }, extension: Interface.replace('PJSIP/', '') };
    const employee = stage.company.employees.find(({ extension }) => extension === Extension);
    const name = employee === undefined ? Extension : `${employee.first} ${employee.last}`;
    return { who: { kind: 'employee', name }, extension: Extension };
  } catch {
    return null;
  }
}

async function talk(call: PlacedCall): Promise<void> {
  await call.speak(CALLER_HZ).catch(() => undefined); // hung up by the office: the record says so
  await sleep(TALK_MS);
  await call.hangUp();
}

/** For how long the caller heard the employee, and the employee the caller, in milliseconds. */
async function heardMs(
  { city }: Stage,
  call: PlacedCall,
  { extension }: ReachedAt,
  callerHeard: string | null,
): Promise<{ caller: number; employee: number }> {
  const phone = await city.phoneCall(extension, 10_000, call.dialledAtMs);
  const lasts = async (file: string | null, hz: number) =>
    file === null ? 0 : toneMs(readWav(await readFile(file)), hz);
  return {
    caller: await lasts(callerHeard, EMPLOYEE_HZ),
    employee: await lasts(phone.heard, CALLER_HZ),
  };
}

async function kept(file: string | null, scene: Scene, { folder }: Stage): Promise<string | null> {
  if (file === null) return null;
  const target = join(folder, 'heard', `${scene.name}.wav`);
  await mkdir(join(folder, 'heard'), { recursive: true });
  await copyFile(file, target);
  return target;
}

function mistakesOf(scene: Scene, report: Omit<CallReport, 'ok' | 'wrong'>): readonly string[] {
  const { offered, reaches } = scene.expects;
  const wrong: string[] = [];
  const heard = report.offered.map(({ extension }) => extension);
  if (heard.join() !== offered.join())
    wrong.push(
      `offered ${heard.join(', ') || 'nobody'}, expected ${offered.join(', ') || 'nobody'}`,
    );
  const expected = reaches === 'queue' ? 'queue' : `employee ${reaches.employee}`;
  const met = report.events.find(({ kind }) => kind === 'talks')?.detail ?? '';
  const isRight =
    reaches === 'queue'
      ? report.reached?.kind === 'queue'
      : report.reached?.kind === 'employee' && met.startsWith(`${reaches.employee} `);
  if (!isRight) wrong.push(`reached ${report.reached?.name ?? 'nobody'}, expected ${expected}`);
  const { caller = 0, employee = 0 } = report.heardEachOther ?? {};
  if (Math.min(caller, employee) < HEARD_MIN_MS)
    wrong.push(
      `the caller heard ${caller} ms of the employee, the employee ${employee} ms of the caller`,
    );
  return wrong;
}
