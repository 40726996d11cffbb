import type { Cast, Line } from './cast.ts';
import type { CallFacts, Mistake, Reached } from './report.ts';
import type { Scene } from './scenes.ts';

/** What is known of a call that was played. */
export interface Evidence {
  readonly facts: CallFacts;
  /** Voices in the recording, without ringback, music and the tones of those who talk; null: there is no recording. */
  readonly voiceMs: number | null;
  /** For how long prompts were played to the caller. */
  readonly promptsMs: number;
  readonly kill: Kill | null;
}

/** How the service was killed. */
export interface Kill {
  /** With what its process really ended. */
  readonly exit: string;
  /** So far into this prompt. */
  readonly intoPromptMs: number;
  readonly promptMs: number;
}

type Bounds = readonly [min: number, max: number];

/** Something must be heard so soon after the answer, whatever it is. */
const FIRST_AUDIO_MS: Bounds = [0, 2_000];
/** A quarter to a third of speech is pauses. */
const VOICE_MIN_SHARE = 0.5;
/** Clicks, and windows of a tone's edge. */
const VOICE_SLACK_MS = 300;
/** Of the talk of three seconds: half a second goes by before both legs are up. */
const TALK_MS: Bounds = [1_000, Infinity];
/** Asterisk sees the connection of a killed service close. */
const QUEUED_AFTER_KILL_MS: Bounds = [0, 2_000];

/** Everything that came out otherwise than the scene says; none: the call went as it should. */
export function mistakesOf(scene: Scene, evidence: Evidence, cast: Cast): readonly Mistake[] {
  const { expects, keys } = scene;
  const came = evidence.facts;
  const keyed = keys.map(({ digits }) => digits).join('');
  const offered = expects.offered.map((extension) => {
    return { employee: cast.nameOf(extension) ?? extension, extension };
  });
  return [
    ...unlike('offered', people(offered), people(came.offered)),
    ...saidMistakes(expects.says, saidIn(came), cast),
    ...unlike('keyed', keyed, came.keyed),
    ...unlike('reached', inWords(whom(scene, cast)), inWords(came.reached)),
    ...outside('first-audio-ms', FIRST_AUDIO_MS, came.firstAudioMs),
    ...outside('voice-ms', voiceBounds(evidence.promptsMs), evidence.voiceMs),
    ...outside('caller-heard-ms', TALK_MS, came.heardEachOther?.caller ?? null),
    ...outside('employee-heard-ms', TALK_MS, came.heardEachOther?.employee ?? null),
    ...killMistakes(scene, evidence),
  ];
}

function saidMistakes(
  says: readonly (readonly Line[])[],
  said: readonly string[],
  cast: Cast,
): readonly Mistake[] {
  const prompts = Math.max(says.length, said.length);
  return Array.from({ length: prompts }, (_, at) =>
    unlike('said', cast.textOf(says[at] ?? []), said[at] ?? ''),
  ).flat();
}

function saidIn({ events }: CallFacts): readonly string[] {
  return events.flatMap(({ kind, detail }) => (kind === 'said' ? detail : []));
}

function people(offered: CallFacts['offered']): string {
  return offered.map(({ employee, extension }) => `${extension} ${employee}`).join(', ');
}

function whom({ expects: { reaches } }: Scene, cast: Cast): Reached {
  if (reaches === 'queue') return { kind: 'queue', name: 'sales' };
  return { kind: 'employee', name: cast.nameOf(reaches.employee) ?? reaches.employee };
}

function inWords(reached: Reached | null): string {
  return reached === null ? '' : `${reached.name} (${reached.kind})`;
}

/** Where nothing was played there must be no voice, and where something was, not more than that. */
function voiceBounds(promptsMs: number): Bounds {
  return [Math.round(promptsMs * VOICE_MIN_SHARE), Math.round(promptsMs + VOICE_SLACK_MS)];
}

function killMistakes(scene: Scene, { kill, facts: { events } }: Evidence): readonly Mistake[] {
  const signal = scene.killAfterMs === undefined ? '' : 'SIGKILL';
  const exit = unlike('exit', signal, kill?.exit ?? '');
  if (scene.killAfterMs === undefined || kill === null) return exit;
  const killedAtMs = events.find(({ kind }) => kind === 'killed')?.atMs ?? 0;
  const queued = events.find(({ kind }) => kind === 'queued');
  const midPrompt: Bounds = [1, kill.promptMs - 1];
  const queuedAfterMs = queued === undefined ? null : queued.atMs - killedAtMs;
  return [
    ...exit,
    ...outside('killed-after-ms', midPrompt, kill.intoPromptMs),
    ...outside('queued-after-ms', QUEUED_AFTER_KILL_MS, queuedAfterMs),
  ];
}

function unlike(about: Mistake['about'], expected: string, came: string): readonly Mistake[] {
  return expected === came ? [] : [{ about, expected, came }];
}

/** `came` null: nothing that could be measured. */
function outside(
  about: Mistake['about'],
  [min, max]: Bounds,
  came: number | null,
): readonly Mistake[] {
  if (came !== null && came >= min && came <= max) return [];
  const expected = max === Infinity ? `≥ ${min}` : `${min}…${max}`;
  return [{ about, expected, came: came === null ? '' : String(came) }];
}
