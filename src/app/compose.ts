import { resolve } from 'node:path';
import { createAmiClient, type AmiClient } from '#adapters/asterisk/ami-client.ts';
import { valueOf } from '#adapters/asterisk/ami-wire.ts';
import { watchOutcomes } from '#adapters/asterisk/outcomes.ts';
import { createPresence } from '#adapters/asterisk/presence.ts';
import { createKillSwitch, type KillSwitch } from '#adapters/asterisk/switch.ts';
import { fallbackReason, type FallbackReason } from '#domain/call/destination.ts';
import { scripts } from '#agi/index.ts';
import {
  startAgiServer,
  type AgiServer,
  type VisitSummary,
} from '#adapters/asterisk/agi-server.ts';
import { createReadyMenus, NO_READY_MENUS } from '#adapters/crm/ready-menu/ready-menu.ts';
import { amendedPeople } from '#adapters/memory/amended-people.ts';
import { OfferMemory } from '#adapters/memory/offers-made.ts';
import { parseE164 } from '#adapters/phone/e164.ts';
import { createBreaker } from '#adapters/plumbing/http/breaker.ts';
import { createHttp } from '#adapters/plumbing/http/http.ts';
import { createPace } from '#adapters/plumbing/http/pace.ts';
import { remembered } from '#adapters/plumbing/remembered.ts';
import { createSounds, type SoundsHouse } from '#adapters/sounds/sounds.ts';
import { openStorage, type Storage } from '#adapters/storage/open-storage.ts';
import { createRecorded } from '#adapters/tts/recorded.ts';
import { rankingsOf } from '#domain/learning/arm.ts';
import type { MenuPolicy } from '#domain/menu/plan.ts';
import type { Employee } from '#domain/people/employee.ts';
import { keepCalibration, type CalibrationKeeper } from '#pipeline/calibrate.ts';
import { likelyMenus } from '#pipeline/likely-menus.ts';
import { createWarmUp, type WarmUp } from '#pipeline/warm-up.ts';
import type { House, Rules } from '#ports/house.ts';
import type { CallOutcome, VisitRecord } from '#ports/journal.ts';
import type { Log } from '#ports/log.ts';
import type { Presence } from '#ports/presence.ts';
import type { ReadyMenus } from '#ports/ready-menus.ts';
import type { CrmMenu } from './config/crm-menu.ts';
import type { SpeechMoney } from '#ports/speech.ts';
import { SHIPPED_DIR } from './config/read.ts';
import type { Config } from './config/config.ts';
import { composeEngines, patienceMs } from './speech/engines.ts';

/** Offers that wait for a second visit: far more than calls can be under way. */
const OFFERS_REMEMBERED_MAX = 10_000;
/** The answer is for a later call by then. */
const READY_MENU_TIMEOUT_MS = 5_000;
const READY_MENU_BYTES_MAX = 64 * 1024;
/** Who calls, calls again. */
const NUMBERS_REMEMBERED_MAX = 5_000;

/** `amendments`: as they are now, where they may change; the settings' own unless told. */
export async function composeStorage(
  config: Config,
  log: Log,
  signal?: AbortSignal,
  amendments = () => config.people,
): Promise<Storage> {
  const { url } = config.storage;
  const storage = await openStorage({
    url: url?.reveal() ?? null,
    dataDir: config.dataDir,
    log,
    now: () => new Date(),
    ...(signal === undefined ? {} : { signal }),
  });
  return { ...storage, people: amendedPeople(storage.people, amendments) };
}

/** `money`: where paid speech is counted; while that is null, engines that cost money are not asked. */
export function composeSounds(
  config: Config,
  log: Log,
  money: () => SpeechMoney | null = () => null,
): SoundsHouse {
  const { soundsDir, cacheBytesMax, recordedDir, mode, sampleRateHz } = config.voice;
  return createSounds({
    directory: soundsDir,
    diskBytesMax: cacheBytesMax,
    genericDirectory: resolve(SHIPPED_DIR, '../sounds-cache/generic'),
    engines: composeEngines(config, { log, money, now: () => new Date() }),
    synthesisTimeoutMs: patienceMs(config),
    recorded: createRecorded({ directory: recordedDir }),
    phrases: config.phrases,
    company: config.office.company,
    rateHz: sampleRateHz,
    mode,
    log,
  });
}

/** What the stories in agi/ ask for, over these parts. */
export function composeHouse(parts: {
  readonly config: Config;
  readonly rules: () => Rules;
  readonly storage: Storage;
  readonly sounds: SoundsHouse;
  readonly presence: Presence;
  /** How probabilities came true so far. */
  readonly calibrationOf: House['calibrationOf'];
  readonly readyMenus: ReadyMenus;
  /** Called beside the journal, for the gauges. */
  readonly visited?: (record: VisitRecord) => void;
  readonly log: Log;
}): House {
  const { config, rules, storage, sounds, presence, calibrationOf, readyMenus, visited, log } =
    parts;
  const { callers, people } = storage;
  return {
    now: () => new Date(),
    rules,
    parseE164: remembered((text) => parseE164(text, config.office.region), NUMBERS_REMEMBERED_MAX),
    spokenName: (id) => {
      const employee = people.byId(id);
      return employee === undefined ? { name: '' } : rules().spokenName(employee);
    },
    callers,
    people,
    presence,
    readyMenus,
    sounds,
    journal: {
      ...storage.journal,
      visited(record) {
        storage.journal.visited(record);
        visited?.(record);
      },
    },
    offersMade: new OfferMemory(OFFERS_REMEMBERED_MAX),
    calibrationOf,
    log,
  };
}

/** What Asterisk's manager interface gives us: who could answer, how calls ended, the kill switch. */
export interface AmiSide {
  readonly client: AmiClient;
  readonly presence: Presence;
  readonly killSwitch: KillSwitch;
}

/** Null when the settings want no AMI. Starts nothing yet. */
export function composeAmi(parts: {
  readonly config: Config;
  readonly log: Log;
  readonly employeeOf: (extension: string) => string | undefined;
  readonly ended: (outcome: CallOutcome) => void;
  readonly fellBack: (reason: FallbackReason, linkedid: string) => void;
}): AmiSide | null {
  const { config, log, employeeOf, ended, fellBack } = parts;
  if (config.ami === null) return null;
  const { host, port, user, secret } = config.ami;
  const client = createAmiClient({ host, port, user, secret: secret.reveal(), log });
  const presence = createPresence({ client, log, hintContext: config.agi.hintContext });
  const extensionsOf = (device: string) => presence.extensionsOf(device);
  watchOutcomes({
    client,
    telephones: { employeeOf, extensionsOf },
    ended,
    now: () => new Date(),
    log,
  });
  client.on('UserEvent', (event) => {
    if (valueOf(event, 'userevent') === 'Telefonistka' && valueOf(event, 'step') === 'queue')
      fellBack(fallbackReason(valueOf(event, 'reason')), valueOf(event, 'linkedid'));
  });
  return { client, presence, killSwitch: createKillSwitch(client) };
}

/** Nobody tells us who could answer: each call asks on its own wire. */
export const NO_PRESENCE: Presence = { fresh: false, stateOf: () => null };

/** The FastAGI server. Without a house (the database is broken) every visit is refused at once. */
export function composeAgi(parts: {
  readonly config: Config;
  readonly house: () => House | null;
  readonly log: Log;
  readonly onVisitEnd: (summary: VisitSummary) => void;
}): Promise<AgiServer> {
  const { config, house, log, onVisitEnd } = parts;
  const { host, port, allow, visitsMax, visitCapMs, hintContext } = config.agi;
  return startAgiServer({
    host,
    port,
    allowedAddresses: allow,
    visitsMax,
    visitCapMs,
    hintContext,
    log,
    onVisitEnd,
    refuseVisits: () => house() === null,
    scripts: Object.fromEntries(
      Object.entries(scripts).map(([name, script]) => [
        name,
        async (call) => {
          const open = house();
          if (open !== null) await script(call, open);
        },
      ]),
    ),
  });
}

/** Keeps what the probabilities are corrected by. */
export function composeCalibration(parts: {
  readonly config: () => Config;
  readonly storage: Storage;
  readonly log: Log;
  /** A look is over; for the gauges. */
  readonly looked?: (ok: boolean) => void;
}): CalibrationKeeper {
  const { config, storage, log, looked } = parts;
  return keepCalibration({
    journal: storage.journal,
    versions: () => versionsOf(config()),
    beforeMs: () => Date.now() - config().learning.labelDelayMs,
    log,
    ...(looked === undefined ? {} : { looked }),
  });
}

/** The rankings whose probabilities are corrected. */
function versionsOf(config: Config): readonly string[] {
  return config.learning.calibrates ? rankingsOf(config).map(({ weights }) => weights.version) : [];
}

/** Makes speech before it is needed. */
export function composeWarmUp(parts: {
  readonly house: House;
  readonly sounds: SoundsHouse;
  readonly log: Log;
}): WarmUp {
  const { house, sounds, log } = parts;
  return createWarmUp({
    people: house.people,
    callers: house.callers,
    sounds,
    log,
    keysOf: (employee) => keysOf(employee, house.rules().menu),
    spokenName: (employee) => house.rules().spokenName(employee),
    likelyMenus: (ratedClientIds, limit) => likelyMenus(house, ratedClientIds, limit),
  });
}

/** Which keys may be said of this person. */
export function keysOf(
  { extension }: Employee,
  { keys, peopleMax }: MenuPolicy,
): readonly string[] {
  if (keys === 'position') return Array.from({ length: peopleMax }, (_, at) => String(at + 1));
  return extension === null ? [] : [extension];
}

/** The CRM's own menus, where the settings name any. */
export function composeReadyMenus({ crmMenu }: Config, log: Log): ReadyMenus {
  if (crmMenu === null) return NO_READY_MENUS;
  const { budgetMs, freshMs, staleMs } = crmMenu;
  return createReadyMenus({
    ...readyMenuDoor(crmMenu),
    budgetMs,
    freshMs,
    staleMs,
    numbersMax: NUMBERS_REMEMBERED_MAX,
    nowMs: () => performance.now(),
    log,
  });
}

/** One attempt, and a breaker that opens soon: calls have our ranking. */
export function readyMenuDoor({ url, authorization, ca }: CrmMenu) {
  const name = 'the CRM’s menu';
  return {
    http: createHttp({
      name,
      pace: createPace({ burst: 20, perSecond: 20, concurrency: 20 }),
      breaker: createBreaker(name, { failuresMax: 3, restMs: 60_000 }),
      attemptsMax: 1,
      backoffMs: 0,
      pauseMaxMs: 0,
      timeoutMs: READY_MENU_TIMEOUT_MS,
      bytesMax: READY_MENU_BYTES_MAX,
      ca,
    }),
    url: url.reveal(),
    authorization: authorization?.reveal() ?? null,
  };
}
