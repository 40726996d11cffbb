import { amountOf, monthOf } from '#domain/money.ts';
import { Failure } from '#ports/failure.ts';
import type { Speech, SpeechMoney } from '#ports/speech.ts';
import type { Check, Finding } from '../cli/house.ts';
import type { Config } from '../config/config.ts';
import type { SpeechEngine } from '../config/speech-engine.ts';
import { accountOf, composeEngines, type Around } from '../speech/engines.ts';
import { bad, good } from './finding.ts';

/** Whether each engine of the chain speaks, and what was spent on it this month. A paid one is paid for this phrase. */
export function speechCheck(
  config: Pick<Config, 'voice' | 'language' | 'phrases'>,
  around: Omit<Around, 'money'> & {
    /** Opens the store for as long as the check runs. */
    openMoney(): Promise<AsyncDisposable & { readonly speechMoney: SpeechMoney }>;
  },
): Check {
  const { engines } = config.voice;
  return {
    name: { ru: 'речь', en: 'speech' },
    async run(signal) {
      const isPaid = engines.some((engine) => accountOf(engine) !== null);
      await using store = isPaid ? await around.openMoney() : null;
      const money = store?.speechMoney ?? null;
      const chain = composeEngines(config, { ...around, money: () => money });
      const findings: Finding[] = [];
      let speaks = false;
      for (const [at, speech] of chain.entries()) {
        const tried = await tryOne(speech, config.phrases.fixed.to_queue, signal);
        findings.push(tried.finding);
        speaks ||= tried.speaks;
        const settings = engines[at];
        if (settings !== undefined && money !== null)
          findings.push(...(await spentOn(settings, money, around.now())));
      }
      // With another one that speaks, callers hear it instead.
      return speaks
        ? findings.map((one) => ({ ...one, severity: softer(one.severity) }))
        : findings;
    },
  };
}

async function tryOne(
  speech: Speech,
  text: string,
  signal: AbortSignal,
): Promise<{ finding: Finding; speaks: boolean }> {
  const { engine } = speech.capabilities;
  try {
    const { samples, sampleRateHz, by } = await speech.synthesise(text, signal);
    const seconds = (samples.length / sampleRateHz).toFixed(1);
    const who = by?.engine ?? engine;
    return {
      finding: good(`${who} говорит (${seconds} с)`, `${who} speaks (${seconds} s)`),
      speaks: true,
    };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const finding = bad(
      'error',
      [`${engine} не говорит: ${error.inFull}`, `${engine} does not speak: ${error.inFull}`],
      [
        'Проверьте ключ, адрес и деньги на счёте; до тех пор говорит следующий из voice.engines.',
        'Check key, address and money; until then the next one of voice.engines speaks.',
      ],
    );
    return { finding, speaks: false };
  }
}

async function spentOn(
  engine: SpeechEngine,
  money: SpeechMoney,
  now: Date,
): Promise<readonly Finding[]> {
  const counted = accountOf(engine);
  if (counted === null) return [];
  const { account, currency, limitMicros } = counted;
  const month = monthOf(now);
  const spent = amountOf(await money.spent(account, month));
  const [of, ofEn] =
    limitMicros === null
      ? [', предел не задан', ', no limit is set']
      : [` из ${amountOf(limitMicros)}`, ` of ${amountOf(limitMicros)}`];
  return [
    good(
      `${account}: за ${month} истрачено ${spent}${of} ${currency}`,
      `${account}: in ${month} ${spent}${ofEn} ${currency} were spent`,
    ),
  ];
}

function softer(severity: Finding['severity']): Finding['severity'] {
  return severity === 'error' ? 'warning' : severity;
}
