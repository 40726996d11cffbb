import { copyFile, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { once } from 'node:events';
import { NO_CALIBRATION, type Calibration } from '#domain/learning/calibration.ts';
import { NO_EXPERIMENTS } from '#domain/learning/experiment.ts';
import type { Destination } from '#domain/call/destination.ts';
import { loadedDialplan } from '#adapters/asterisk/loaded-dialplan.ts';
import { createKillSwitch } from '#adapters/asterisk/switch.ts';
import { secondsFrom } from '#adapters/crm/time-text.ts';
import { crmFile } from '#adapters/crm/file.ts';
import { readHistory } from '#adapters/crm/history-file.ts';
import { keyboardCall } from '#adapters/keyboard/keyboard-session.ts';
import { endingOf } from '#adapters/sounds/rate.ts';
import type { SoundsHouse } from '#adapters/sounds/sounds.ts';
import type { Storage } from '#adapters/storage/open-storage.ts';
import { parseE164 } from '#adapters/phone/e164.ts';
import { scripts } from '#agi/index.ts';
import { calibrationFrom } from '#pipeline/calibrate.ts';
import { explainer } from '#pipeline/explain.ts';
import { promptsOf } from '#pipeline/warm-up.ts';
import { importEvents } from '#pipeline/import-events.ts';
import type { Cursors } from '#ports/crm.ts';
import { readPast } from '#pipeline/read-past.ts';
import { Failure } from '#ports/failure.ts';
import type { Journal } from '#ports/journal.ts';
import {
  composeCalibration,
  composeHouse,
  composeReadyMenus,
  composeSounds,
  composeStorage,
  keysOf,
} from './compose.ts';
import type { SpeechMoney } from '#ports/speech.ts';
import type { CliHouse, KeyboardRequest, Records, SyncRequest, SyncResult } from './cli/house.ts';
import type { Config } from './config/config.ts';
import { loadConfig, readConfig, settingsFile } from './config/load.ts';
import { mistakeInWords } from './config/mistake.ts';
import { keepProposal } from './config/keep-proposal.ts';
import { editedRanking } from './config/ranking-edit.ts';
import { syncNow } from './crm/sync-now.ts';
import { doctorChecks } from './doctor/checks.ts';
import { createLog } from './log.ts';
import { rulesFrom } from './rules.ts';
import { startService } from './service.ts';
import { accountOf } from './speech/engines.ts';
import { voiceHouse } from './voice-house.ts';
import { withAmi } from './with-ami.ts';

/** What the verbs may ask for, over the settings in this file (undefined: the usual one). Opens nothing by itself. */
export function cliHouse(configFile: string | undefined): CliHouse {
  const file = settingsFile(configFile, process.env);
  const config = (): Promise<Config> => loadConfig(file);
  return {
    now: () => new Date(),
    async serve(signal) {
      const { log } = await config();
      const service = await startService(await readConfig(file), createLog(log));
      if (!signal.aborted) await once(signal, 'abort');
      await service.stop();
    },
    async checkSettings() {
      const { mistakes, language, files } = await readConfig(file);
      return { file, files, mistakes: mistakes.map((one) => mistakeInWords(one, language)) };
    },
    openRecords: async () => openRecords(await config()),
    async importFile({ file: path, skipsBad, source, progress, signal }) {
      const { office, language, weights, ...rest } = await config();
      await using storage = await composeStorage({ office, language, weights, ...rest }, asides);
      await storage.events.applyWeights(weights);
      const crm = crmFile({
        path,
        source,
        language,
        skipBad: skipsBad,
        office: {
          zone: office.hours.zone,
          now: () => new Date(),
          parseE164: (text) => parseE164(text, office.region),
        },
      });
      return await importEvents(
        crm,
        { events: storage.events, cursors: FROM_THE_BEGINNING, now: () => new Date() },
        signal,
        progress,
      );
    },
    async sync(request) {
      const settings = await config();
      const known = new Set(settings.weights.eventTypes.keys());
      return { known, results: syncOnce(settings, request) };
    },
    readHistory,
    async readPast({ sinceMs, ...rest }) {
      await using storage = await composeStorage(await config(), asides, rest.signal);
      return await readPast(storage, sinceMs, rest);
    },
    secondsFrom: async (text) => secondsFrom(text, (await config()).office.hours.zone),
    async readRanking(rankingFile) {
      const {
        config: read,
        mistakes,
        language,
        rankingFile: used,
      } = await readConfig(file, process.env, (settings) =>
        rankingFile === null
          ? settings
          : // Another ranking has nothing to do with what is on trial beside the usual one.
            { ...settings, ranking_file: resolve(rankingFile), canary: NO_TRIAL },
      );
      if (read !== null) return { file: used, weights: read.weights, menu: read.menu };
      throw new Failure('invalid', mistakes.map((one) => mistakeInWords(one, language)).join('\n'));
    },
    editedRanking: async (rankingFile, present, proposed) =>
      editedRanking(await readFile(rankingFile, 'utf8'), present, proposed),
    keepProposal,
    async say(text, wish) {
      const settings = await config();
      await using purse = await openMoney(settings);
      await using sounds = await openSounds(settings, purse?.speechMoney ?? null);
      const sound = await sounds.say(text);
      const spoken = `${sound.path}${endingOf(settings.voice.sampleRateHz)}`;
      if (wish !== null) await copyFile(spoken, resolve(wish));
      return { file: wish ?? spoken, durationMs: sound.durationMs, by: sound.by };
    },
    async warm(progress, signal) {
      const settings = await config();
      await using storage = await composeStorage(settings, asides);
      await using sounds = await openSounds(settings, storage.speechMoney);
      const employees = storage.people.employees();
      const prompts = promptsOf(
        employees,
        (one) => keysOf(one, settings.menu),
        rulesFrom(settings).spokenName,
      );
      return await sounds.warm(prompts, { progress, signal });
    },
    voice: voiceHouse(config, { openSounds, openMoney, log: asides }),
    async setSwitch({ on, line }) {
      await withAmi(await config(), asides, async (client) => {
        const flag = createKillSwitch(client);
        await (on ? flag.turnOn(line ?? undefined) : flag.turnOff(line ?? undefined));
      });
    },
    loadedDialplan: async () => withAmi(await config(), asides, loadedDialplan),
    async dialplanExpectation() {
      const { host, port, hintContext } = (await config()).agi;
      return { node: `${host}:${port}`, hintContext };
    },
    checks: () =>
      doctorChecks(file, {
        log: asides,
        openStorage: (settings) => composeStorage(settings, asides),
      }),
    callByKeyboard: async (request) => callByKeyboard(await config(), request),
  };
}

const NO_TRIAL = { ranking_file: null, share: 0 };

/** Complaints of the parts, beside the answer, and in their place among the notes of the verb. */
const asides = createLog(
  { level: 'warn', personalData: false, format: 'lines' },
  { write: (line) => void process.stderr.write(line) },
);

/** A file is read whole each time: what is kept already is kept once. */
const FROM_THE_BEGINNING: Cursors = {
  stateOf: async () => ({ cursor: null, finishedAtMs: null }),
  keepCursor: async () => undefined,
  keepFinished: async () => undefined,
  claim: async () => true,
};

async function* syncOnce(config: Config, request: SyncRequest): AsyncGenerator<SyncResult> {
  await using storage = await composeStorage(config, asides);
  yield* syncNow(config, storage, request);
}

/** Where paid speech is counted; null: none of the engines costs money. */
async function openMoney(config: Config): Promise<Storage | null> {
  const isPaid = config.voice.engines.some((engine) => accountOf(engine) !== null);
  return isPaid ? composeStorage(config, asides) : null;
}

/** The sounds cache, ready; it is left when the verb ends, however it ends. */
async function openSounds(
  config: Config,
  money: SpeechMoney | null,
): Promise<SoundsHouse & AsyncDisposable> {
  const sounds = composeSounds(config, asides, () => money);
  await sounds.start();
  return Object.assign(sounds, { [Symbol.asyncDispose]: () => sounds.stop() });
}

async function openRecords(config: Config): Promise<Records> {
  const storage = await composeStorage(config, asides);
  const { callers, people, journal, archive } = storage;
  const { zone } = config.office.hours;
  const asksCrmForMenus = config.crmMenu !== null;
  const calibrationOf = (version: string) => calibrationNow(journal, version, config);
  return {
    callers,
    people,
    journal,
    explaining: explainer({
      now: () => new Date(),
      rules: () => ({ ...config, asksCrmForMenus }),
      callers,
      people,
      journal,
      archive,
      calibrationOf,
    }),
    weights: config.weights,
    canary: config.canary,
    shadow: config.shadow,
    asksCrmForMenus,
    menu: config.menu,
    calibrationOf,
    zone,
    parseE164: (text) => parseE164(text, config.office.region),
    momentFrom: (text) => secondsFrom(text, zone),
    [Symbol.asyncDispose]: () => storage.close(),
  };
}

/** What the service would correct by, had it looked this very moment. */
async function calibrationNow(
  journal: Journal,
  version: string,
  { learning }: Config,
): Promise<Calibration> {
  if (!learning.calibrates) return NO_CALIBRATION;
  return calibrationFrom(journal, version, Date.now() - learning.labelDelayMs);
}

/** The very script that calls meet, with the terminal in the place of the telephone. */
async function callByKeyboard(
  config: Config,
  { number, name, dialled, pace, signal }: KeyboardRequest,
): Promise<Destination | null> {
  await using storage = await composeStorage(config, asides);
  await using sounds = await openSounds(config, storage.speechMoney);
  process.stdin.setRawMode?.(true);
  const { call, routed, close } = keyboardCall({
    visit: {
      linkedid: `keyboard.${process.pid}`,
      uniqueid: `keyboard.${process.pid}`,
      channel: 'keyboard',
      callerNumber: number,
      callerName: name,
      dialled,
      attempt: 1,
    },
    input: process.stdin,
    output: process.stderr,
    pace,
  });
  signal.addEventListener('abort', close, { once: true });
  const calibration = composeCalibration({ config: () => config, storage, log: asides });
  try {
    await calibration.refit();
    // Who tries it out hears what is planned, whatever chance would make of it.
    const rules = { ...rulesFrom(config), experiments: NO_EXPERIMENTS };
    // Everybody is there: no telephone is looked at.
    const presence = { fresh: false, stateOf: () => null };
    // Nobody called: nothing for the journal.
    const journal = { ...storage.journal, visited: () => undefined };
    const house = composeHouse({
      config,
      rules: () => rules,
      storage: { ...storage, journal },
      sounds,
      presence,
      calibrationOf: (version) => calibration.calibrationOf(version),
      readyMenus: composeReadyMenus(config, asides),
      log: asides,
    });
    const employees = storage.people.employees();
    await sounds.warm(promptsOf(employees, (one) => keysOf(one, config.menu), rules.spokenName));
    await scripts['personal-ivr'](call, house);
    return routed();
  } finally {
    calibration.stop();
    close();
    process.stdin.setRawMode?.(false);
    process.stdin.pause();
  }
}
