/**
 * Makes sounds-cache/generic: what callers hear before, or without, a speech engine. In words that suit every
 * company and every keypad. Run by hand after a change of these words; the result is committed.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '#adapters/sounds/atomic-file.ts';
import { createFinishing } from '#adapters/sounds/finishing.ts';
import { GENERIC_KEY, GENERIC_RATE_HZ } from '#adapters/sounds/generic.ts';
import { sealWav } from '#adapters/sounds/sealed-wav.ts';
import { createEspeak } from '#adapters/tts/espeak.ts';
import type { FixedPhrase } from '#domain/voice/phrases.ts';

type Words = Readonly<Partial<Record<FixedPhrase, string>>>;

const RU: Words = {
  greeting: 'Здравствуйте!',
  default_menu:
    'Наберите добавочный номер. Для связи с отделом продаж нажмите ноль или просто оставайтесь на линии.',
  no_match: 'Простите, такого номера нет. Попробуйте ещё раз.',
  no_input: 'Позвольте, я повторю.',
  to_queue: 'Соединяю с отделом продаж.',
};
const EN: Words = {
  greeting: 'Hello!',
  default_menu:
    'Please dial an extension. For the sales department, press zero, or simply stay on the line.',
  no_match: 'Sorry, there is no such extension. Please try again.',
  no_input: 'Let me say that again.',
  to_queue: 'Connecting you to the sales department.',
};

const finishing = createFinishing(GENERIC_RATE_HZ);
for (const [language, voice, words] of [
  ['ru', 'ru+f3', RU],
  ['en', 'en+f3', EN],
] as const) {
  const espeak = createEspeak({ voice, wordsPerMinute: 150 });
  const folder = join(import.meta.dirname, '..', 'sounds-cache', 'generic', language);
  await mkdir(folder, { recursive: true });
  for (const [phrase, text] of Object.entries(words)) {
    const pcm = await espeak.synthesise(text, AbortSignal.timeout(10_000));
    const samples = await finishing.finish(pcm, espeak.capabilities.sampleRateHz, text);
    await writeAtomically(
      join(folder, `${phrase}.wav`),
      sealWav(GENERIC_KEY, { samples, text }, GENERIC_RATE_HZ),
      {
        durable: false,
      },
    );
    console.log(
      `${language}/${phrase}.wav: ${(samples.length / GENERIC_RATE_HZ).toFixed(1)} s «${text}»`,
    );
  }
}
await finishing.stop();
