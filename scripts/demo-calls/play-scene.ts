import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PlacedCall } from '#test/bed/city-call.ts';
import { readWav, toneMs, voiceMs } from '#test/bed/wav.ts';
import { mistakesOf, type Evidence, type Kill } from './judge.ts';
import type { CallFacts, CallReport, Reached } from './report.ts';
import type { Scene } from './scenes.ts';
import { ANSWERS, DID, TONES_HZ, type Stage } from './stage.ts';
import * as timeline from './timeline.ts';

const REACHED_DEADLINE_MS = 100_000;
const EXIT_DEADLINE_MS = 5_000;
const TALK_MS = 3_000;

/** Places the call of this scene, and tells what became of it and whether that is right. */
export async function playScene(scene: Scene, stage: Stage): Promise<CallReport> {
  try {
    const evidence = await played(scene, stage);
    const wrong = mistakesOf(scene, evidence, stage.cast);
    return { ...evidence.facts, ok: wrong.length === 0, wrong };
  } catch (error) {
    const came = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    const wrong = [{ about: 'played', expected: scene.name, came } as const];
    return { ...nothing(scene), ok: false, wrong };
  }
}

async function played(scene: Scene, stage: Stage): Promise<Evidence> {
  const { city, office } = stage;
  for (const [extension, does] of Object.entries(scene.phones ?? {}))
    await city.behave(extension, does);
  const since = office.ami.events.length;
  const call = await city.placeCall({ from: scene.caller, did: DID, keys: scene.keys });
  const linkedid = await linkedidOf(scene, stage, since);
  const killed =
    scene.killAfterMs === undefined ? null : await kill(scene.killAfterMs, stage, linkedid);
  const reached = await reachedBy(linkedid, stage);
  await talk(call);
  const record = await call.ended;

  const heard = await kept(record.heard, scene, stage);
  const heardEachOther = reached === null ? null : await heardMs(stage, call, reached, heard);
  for (const extension of Object.keys(scene.phones ?? {})) await city.behave(extension, ANSWERS);
  const trace = { call, linkedid, killedAtMs: killed?.atMs ?? null };
  const { events, keyed, promptsMs } = timeline.timelineOf(trace, record, stage);
  const facts: CallFacts = {
    ...nothing(scene),
    offered: timeline.offeredIn(linkedid, stage),
    keyed,
    reached: reached?.who ?? null,
    firstAudioMs: record.firstAudioMs === null ? null : Math.round(record.firstAudioMs),
    events,
    heard,
    heardEachOther,
  };
  const voices =
    heard === null ? null : voiceMs(readWav(await readFile(heard)), Object.values(TONES_HZ));
  return { facts, voiceMs: voices, promptsMs, kill: killed };
}

function nothing({ name, caller }: Scene): CallFacts {
  return {
    scenario: name,
    caller,
    offered: [],
    keyed: '',
    reached: null,
    firstAudioMs: null,
    events: [],
    heard: null,
    heardEachOther: null,
  };
}

async function linkedidOf(scene: Scene, { office }: Stage, since: number): Promise<string> {
  const { fields } = await office.ami.waitFor(
    ({ name, fields }) =>
      name === 'Newchannel' &&
      fields['Channel']?.startsWith('PJSIP/trunk') === true &&
      fields['CallerIDNum'] === scene.caller,
    10_000,
    since,
  );
  return fields['Linkedid'] ?? '';
}

/** Kills the service while its prompt plays, and sees it die. */
async function kill(
  afterMs: number,
  { service }: Stage,
  linkedid: string,
): Promise<Kill & { readonly atMs: number }> {
  const prompt = await service.line((line) => line.msg === 'saying' && line.linkedid === linkedid);
  await sleep(afterMs);
  const child = service.process;
  const atMs = performance.now();
  service.kill('SIGKILL');
  const exit = await Promise.race([child.exited, sleep(EXIT_DEADLINE_MS, '')]);
  const intoPromptMs = Math.round(atMs - timeline.monotonic(prompt));
  return { atMs, exit: String(exit), intoPromptMs, promptMs: Number(prompt['ms']) };
}

interface ReachedAt {
  readonly who: Reached;
  /** Whose telephone it is. */
  readonly extension: string;
}

/** Null when the caller's line ended before, or nothing came of it at all. */
async function reachedBy(linkedid: string, { office, cast }: Stage): Promise<ReachedAt | null> {
  const event = await office.ami
    .waitFor(
      (one) => timeline.isReached(one, linkedid) || timeline.isOver(one, linkedid),
      REACHED_DEADLINE_MS,
    )
    .catch(() => null);
  if (event === null || timeline.isOver(event, linkedid)) return null;
  const { Interface, Extension = '', Queue = '' } = event.fields;
  if (event.name === 'AgentConnect')
    return { who: { kind: 'queue', name: Queue }, extension: timeline.extensionOf(Interface) };
  const name = cast.nameOf(Extension) ?? Extension;
  return { who: { kind: 'employee', name }, extension: Extension };
}

async function talk(call: PlacedCall): Promise<void> {
  await call.speak(TONES_HZ.caller).catch(() => undefined); // hung up by the office: the record says so
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
    caller: await lasts(callerHeard, TONES_HZ.employee),
    employee: await lasts(phone.heard, TONES_HZ.caller),
  };
}

async function kept(file: string | null, scene: Scene, { folder }: Stage): Promise<string | null> {
  if (file === null) return null;
  const target = join(folder, 'heard', `${scene.name}.wav`);
  await mkdir(join(folder, 'heard'), { recursive: true });
  await copyFile(file, target);
  return target;
}
