import { access, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { TRUNK_ADDRESS } from '#test/bed/city-conf.ts';
import { startCity } from '#test/bed/city.ts';
import { startFaultStage } from '#test/bed/fault-stage.ts';
import { firstAudioMs, longestGapMs, readWav } from '#test/bed/wav.ts';

// Speech of 16 kHz, glued from single words: Asterisk finds the file by its ending, and plays it to every telephone.

const ENDS_WITHIN_MS = 20_000;
/** What a packet and the last breath of a word may take. */
const SLACK_MS = 300;
/** Between two people of a menu it is still for 350 ms. */
const GAP_MAX_MS = 600;

test('a caller on an ordinary telephone hears the wideband menu from its first word to its last', async () => {
  await using stage = await startFaultStage({
    office: { trunkAddress: TRUNK_ADDRESS },
    settings: {
      voice: {
        engines: [{ kind: 'espeak', words_per_minute: 300 }],
        mode: 'economy',
        sample_rate_hz: 16_000,
      },
    },
  });
  await using city = await startCity({ office: stage.office, phones: [] });
  const { ami } = stage.office;
  const since = ami.events.length;
  const call = await city.placeCall({ from: stage.callers.known.number, did: '74951234567' });
  const played = await ami.waitFor(
    ({ name, fields }) => name === 'AGIExecEnd' && pathIn(fields['Command']) !== '',
    ENDS_WITHIN_MS,
    since,
  );
  await call.hangUp();
  const { heard } = await call.ended;

  await access(`${pathIn(played.fields['Command'])}.wav16`);
  expect(played.fields['Result']).toBe('Success');
  const saying = await stage.service.line(({ msg }) => msg === 'saying');
  const sound = readWav(await readFile(heard ?? ''));
  expect(sound.durationMs - (firstAudioMs(sound) ?? Infinity)).toBeGreaterThan(
    Number(saying['ms']) - SLACK_MS,
  );
  expect(longestGapMs(sound), 'no word is missing').toBeLessThan(GAP_MAX_MS);
});

function pathIn(command = ''): string {
  return /STREAM FILE "([^"]+)"/.exec(command)?.[1] ?? '';
}
