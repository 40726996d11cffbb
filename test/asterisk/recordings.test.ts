import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TRUNK_ADDRESS } from '#test/bed/city-conf.ts';
import { startCity, type City } from '#test/bed/city.ts';
import { startFaultStage, type FaultStage } from '#test/bed/fault-stage.ts';
import { firstAudioMs, readWav, toneMs, toneWav, type Sound } from '#test/bed/wav.ts';

// A person's own recordings against the engine's voice, by what callers hear over SIP. The recordings are tones,
// which no voice is; each is shorter than what is refused for not varying as speech does.

const GREETING_HZ = 1_000;
const PERSON_HZ = 1_500;
const UNFIT_HZ = 2_000;
const RECORDING_MS = 500;
/** The folder is looked at every ten seconds. */
const SEEN_WITHIN_MS = 25_000;

let stage: FaultStage;
let city: City;
/** Before anything was recorded. */
let voiceAlone: Sound;
let parts: AsyncDisposableStack;
beforeAll(async () => {
  await using stack = new AsyncDisposableStack();
  stage = stack.use(await startFaultStage({ office: { trunkAddress: TRUNK_ADDRESS } }));
  city = stack.use(await startCity({ office: stage.office, phones: [] }));
  await mkdir(folder(), { recursive: true });
  voiceAlone = await heardBy(stage.callers.known.number);
  parts = stack.move();
});
afterAll(() => parts.disposeAsync());

test('a recording dropped in beside the running service is what the next caller hears, not the voice', async () => {
  expect(toneMs(beginningOf(voiceAlone), GREETING_HZ)).toBeLessThan(100);
  await drop('greeting', toneWav({ hz: GREETING_HZ, ms: RECORDING_MS, level: 0.3 }));
  const heard = await heardBy(stage.callers.known.number);
  expect(toneMs(beginningOf(heard), GREETING_HZ)).toBeGreaterThan(0.8 * RECORDING_MS);
  expect(toneMs(heard, GREETING_HZ), 'the rest is the voice still').toBeLessThan(
    RECORDING_MS + 100,
  );
  expect(heard.durationMs).toBeGreaterThan(2 * RECORDING_MS);
});

test('a deleted one is heard no more, one about a person by whoever is offered them, an unfit one by nobody', async () => {
  await rm(join(folder(), 'greeting.wav'), { force: true });
  const since = stage.service.lines.length;
  await writeFile(
    join(folder(), 'menu_end.wav'),
    toneWav({ hz: UNFIT_HZ, ms: 4 * RECORDING_MS, level: 0.3 }),
  );
  await drop('option.34', toneWav({ hz: PERSON_HZ, ms: RECORDING_MS, level: 0.3 }));
  const [known, stranger] = await Promise.all([
    heardBy(stage.callers.known.number),
    heardBy(stage.callers.stranger.number),
  ]);
  expect(toneMs(known, GREETING_HZ)).toBeLessThan(100);
  expect(toneMs(known, PERSON_HZ)).toBeGreaterThan(0.8 * RECORDING_MS);
  expect(toneMs(stranger, PERSON_HZ)).toBeLessThan(100);
  expect(toneMs(known, UNFIT_HZ)).toBeLessThan(100);
  const refused = await stage.service.line(
    ({ msg }) => msg === 'recording cannot be used',
    SEEN_WITHIN_MS,
    since,
  );
  expect(refused['recording']).toBe('menu_end');
});

function folder(): string {
  return join(stage.service.folder, 'recorded/ru');
}

/** Copies a recording into its folder, and waits until the service has found it by itself. */
async function drop(name: string, file: Buffer): Promise<void> {
  const since = stage.service.lines.length;
  await writeFile(join(folder(), `${name}.wav`), file);
  await stage.service.line(
    ({ msg, recording }) => msg.startsWith('recording taken') && recording === name,
    SEEN_WITHIN_MS,
    since,
  );
}

/** What a caller with this number hears until it is his turn to press a key. */
async function heardBy(from: string): Promise<Sound> {
  const since = stage.office.ami.events.length;
  const call = await city.placeCall({ from, did: '74951234567' });
  await stage.office.ami.waitFor(
    ({ name, fields }) =>
      name === 'AGIExecStart' &&
      fields['CallerIDNum'] === from &&
      (fields['Command'] ?? '').startsWith('WAIT FOR DIGIT'),
    20_000,
    since,
  );
  await call.hangUp();
  const { heard } = await call.ended;
  return readWav(await readFile(heard ?? ''));
}

/** As long as a recording, from the first thing heard. */
function beginningOf(sound: Sound): Sound {
  const samplesPerMs = sound.samples.length / sound.durationMs;
  const from = Math.round((firstAudioMs(sound) ?? 0) * samplesPerMs);
  const samples = sound.samples.subarray(from, from + RECORDING_MS * samplesPerMs);
  return { samples, durationMs: RECORDING_MS };
}
