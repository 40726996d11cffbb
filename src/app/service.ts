import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AgiServer } from '#adapters/asterisk/agi-server.ts';
import { Lately } from '#adapters/memory/lately.ts';
import type { SoundsHouse } from '#adapters/sounds/sounds.ts';
import type { Storage } from '#adapters/storage/open-storage.ts';
import { forgetCalls } from '#pipeline/forget-calls.ts';
import type { Weights } from '#domain/ranking/weights.ts';
import { rankingsOf } from '#domain/learning/arm.ts';
import { NO_CALIBRATION } from '#domain/learning/calibration.ts';
import type { CalibrationKeeper } from '#pipeline/calibrate.ts';
import type { WarmUp } from '#pipeline/warm-up.ts';
import { Failure } from '#ports/failure.ts';
import type { House, Rules } from '#ports/house.ts';
import type { CallOutcome, VisitRecord } from '#ports/journal.ts';
import type { Log } from '#ports/log.ts';
import type { ReadyMenus } from '#ports/ready-menus.ts';
import {
  composeAgi,
  composeAmi,
  composeCalibration,
  composeHouse,
  composeReadyMenus,
  composeSounds,
  composeStorage,
  composeWarmUp,
  NO_PRESENCE,
  type AmiSide,
} from './compose.ts';
import type { CalibrationGauges } from './calibration-metrics.ts';
import type { Config } from './config/config.ts';
import type { Reading } from './config/load.ts';
import { watchConfig } from './config/watch.ts';
import { sourceSettings } from './crm/source.ts';
import { createSync, type Sync } from './crm/sync.ts';
import { threadedSources } from './crm/threaded.ts';
import { healthOf } from './health.ts';
import { buildServer } from './http/server.ts';
import { httpHouse } from './http-house.ts';
import { listening } from './listening.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import type { Parts } from './parts.ts';
import { everyNight } from './schedule.ts';
import { rulesFrom } from './rules.ts';

/** A database that could not be opened is tried again so often. */
const REOPEN_EVERY_MS = 10_000;
/** So long the first call waits for it; then calls are taken, and go to the queue until it is open. */
const OPENING_PATIENCE_MS = 2_000;
/** Calls that visited us and may still find their person: far more than can be under way. */
const VISITORS_REMEMBERED_MAX = 5_000;
/** Outcomes that wait for the database to open. */
const EARLY_OUTCOMES_MAX = 1_000;
/** Weights that could not be applied (the database was away) are applied again so often. */
const REAPPLY_EVERY_MS = 10_000;
/** A stop waits so long for requests under way: who sends half of one and no more would keep it for ever. */
const REQUESTS_FINISH_MS = 2_000;

/** Everything that answers calls, in one process. */
export interface Service {
  /** Takes no more calls, lets those that are under way finish, writes down what is queued. */
  stop(): Promise<void>;
}

/**
 * Starts it. A database that cannot be opened does not keep it from starting: until it can, every call is refused
 * at once, which the dialplan takes for the sales queue. Fails with `refused` when a port is taken; nothing is left
 * running then.
 */
export async function startService(reading: Reading, log: Log): Promise<Service> {
  const service = new RunningService(reading, log);
  try {
    await service.start();
  } catch (error) {
    // Half a service would take calls that nobody can stop.
    await service.stop();
    throw error;
  }
  return service;
}

class RunningService implements Service, Parts {
  readonly log: Log;
  readonly config: Config;
  readonly sounds: SoundsHouse;
  readonly metrics: Metrics = createMetrics();
  readonly ami: AmiSide | null;
  readonly sync: Sync;
  storage: Storage | null = null;
  agi: AgiServer | null = null;
  readonly #watch: ReturnType<typeof watchConfig>;
  readonly #readyMenus: ReadyMenus;
  readonly #stopping = new AbortController();
  #rules: Rules;
  #house: House | null = null;
  #http: Awaited<ReturnType<typeof buildServer>> | null = null;
  #warmUp: WarmUp | null = null;
  #calibration: CalibrationKeeper | null = null;
  #nightly: Disposable | null = null;
  #opening: Promise<void> = Promise.resolve();
  /** Of calls that ended while the database was not open. */
  readonly #early: CallOutcome[] = [];
  readonly #triedToOpen = Promise.withResolvers<void>();
  readonly #visitors = new Lately(VISITORS_REMEMBERED_MAX);
  /** Calls whose fall-back is counted already: AMI may be there again by the time the dialplan tells of it. */
  readonly #countedByUs = new Lately(VISITORS_REMEMBERED_MAX);
  #weighing: Promise<void> = Promise.resolve();

  constructor(reading: Reading, log: Log) {
    this.log = log;
    this.#watch = watchConfig(reading, { log });
    this.config = this.#watch.current();
    this.#rules = rulesFrom(this.config);
    this.#readyMenus = composeReadyMenus(this.config, log);
    this.sounds = composeSounds(this.config, log, () => this.storage?.speechMoney ?? null);
    this.sync = createSync({
      sources: this.config.crm,
      threaded: threadedSources(this.config.crm.map((source) => sourceSettings(source, null))),
      storage: () => this.storage,
      now: () => new Date(),
      reader: `${hostname()} ${this.config.dataDir}`.slice(0, 200),
      log,
      readEnded: (source, ok) => this.metrics.crmRead(source, ok),
    });
    this.metrics.watchCrm(() => this.sync.states());
    this.metrics.watchCalibrations(() => this.#calibrations());
    this.ami = composeAmi({
      config: this.config,
      log,
      employeeOf: (extension) => this.#house?.people.byExtension(extension)?.id,
      ended: (outcome) => {
        this.#calibration?.ended(outcome);
        if (this.#house !== null) this.#house.journal.ended(outcome);
        else if (this.#early.length < EARLY_OUTCOMES_MAX) this.#early.push(outcome);
        // The office's other calls are none of our figures.
        if (outcome.waitedMs !== null && this.#visitors.has(outcome.linkedid))
          this.metrics.personReached(outcome.waitedMs);
      },
      fellBack: (reason, linkedid) => {
        if (!this.#countedByUs.has(linkedid)) this.metrics.fellBack(reason);
      },
    });
  }

  rules = (): Rules => this.#rules;
  calibrationOf: House['calibrationOf'] = (version) =>
    this.#calibration?.calibrationOf(version) ?? NO_CALIBRATION;

  async start(): Promise<void> {
    await this.sounds.start();
    this.#watch.onChange((now) => this.#apply(now));
    this.#opening = this.#openUntilOpen();
    this.ami?.client.start();
    await this.#openedOrLate();
    const answering = composeAgi({
      config: this.config,
      house: () => this.#house,
      log: this.log,
      onVisitEnd: (summary) => this.metrics.visitEnded(summary),
    });
    this.agi = await listening('agi', this.config.agi, answering);
    const { address: host, port } = this.agi;
    this.metrics.watchQueue('visits', () => this.agi?.visitsRunning() ?? 0);
    this.metrics.watchQueue('journal', () => this.storage?.health().journalQueued ?? 0);
    this.metrics.watchQueue('storage', () => this.storage?.health().requestsWaiting ?? 0);
    await this.#listenHttp();
    this.sync.start();
    const { zone } = this.config.office.hours;
    this.#nightly = everyNight('tidy-up', zone, () => this.#tidyUp(), this.log);
    this.log.info({ host, port }, 'waiting for calls');
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#nightly?.[Symbol.dispose]();
    this.#watch[Symbol.dispose]();
    await Promise.all([this.agi?.drain(this.config.agi.drainMs), this.#closeHttp()]);
    await this.ami?.client.stop();
    await this.#opening;
    this.#warmUp?.stop();
    this.#calibration?.stop();
    await this.sync.stop();
    await this.sounds.stop();
    // Closing cuts a replay of the weights short; the next start goes on with it.
    await this.storage?.close();
    await this.#weighing;
    this.log.info({}, 'stopped');
  }

  async #openedOrLate(): Promise<void> {
    const { signal } = this.#stopping;
    const late = sleep(OPENING_PATIENCE_MS, null, { signal, ref: false }).catch(() => null);
    await Promise.race([this.#triedToOpen.promise, late]);
  }

  async #openUntilOpen(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      try {
        await this.#open();
        return this.#triedToOpen.resolve();
      } catch (error) {
        if (this.#stopping.signal.aborted) return;
        // A bug of ours, or a database that is not ours, ends no process that could at least refuse calls politely.
        const why = error instanceof Failure ? { reason: error.message } : { err: error };
        this.log.error(why, 'database not opened: every call goes to the queue');
        this.#triedToOpen.resolve();
        const { signal } = this.#stopping;
        await sleep(REOPEN_EVERY_MS, null, { signal }).catch(() => null);
      }
    }
  }

  /** Does nothing while the database is not open: the next night comes. */
  async #tidyUp(): Promise<void> {
    await this.#calibration?.refit();
    if (this.#house !== null) await forgetCalls(this.#house, this.config.journal.keepDays);
  }

  async #open(): Promise<void> {
    const { config, sounds, log, rules, calibrationOf } = this;
    const storage = await composeStorage(config, log, this.#stopping.signal, () => {
      return this.#watch.current().people;
    });
    const presence = this.ami?.presence ?? NO_PRESENCE;
    this.storage = storage;
    const visited = (record: VisitRecord): void => this.#visited(record);
    this.#house = composeHouse({
      config,
      rules,
      storage,
      sounds,
      presence,
      calibrationOf,
      readyMenus: this.#readyMenus,
      visited,
      log,
    });
    this.#tellWeights(storage);
    for (const outcome of this.#early.splice(0)) this.#house.journal.ended(outcome);
    this.#calibration = composeCalibration({
      config: () => this.#watch.current(),
      storage,
      log,
      looked: (ok) => this.metrics.calibrated(ok),
    });
    void this.#calibration.refit();
    this.#warmUp = composeWarmUp({ house: this.#house, sounds, log });
    this.#warmUp.start();
    this.#weigh(storage);
  }

  #calibrations(): readonly CalibrationGauges[] {
    const { calibrationOf } = this;
    return rankingsOf(this.#rules).map(({ arm, weights: { version } }) => {
      return { arm, weightsVersion: version, calibration: calibrationOf(version) };
    });
  }

  /** The rankings that visits may cite from now on: each version is kept once, however often it is told. */
  #tellWeights({ journal }: Storage): void {
    for (const { weights } of rankingsOf(this.#rules)) journal.weighed(weights);
  }

  #apply(now: Config): void {
    const before = this.#rules.weights.version;
    this.#rules = rulesFrom(now);
    void this.#calibration?.refit();
    this.sounds.setPhrases(now.phrases);
    this.#warmUp?.request('settings');
    if (this.storage === null) return;
    // Told at once: visits cite these versions even if the next ones come before they are applied.
    this.#tellWeights(this.storage);
    if (this.#rules.weights.version === before) return;
    this.#weigh(this.storage);
    // Who is offered may be others once the half-lives are replayed.
    void this.#weighing.then(() => this.#warmUp?.request('weights'));
  }

  /** Over AMI the dialplan tells every fall-back, ours and its own; while it is away at least ours are counted. */
  #visited({ linkedid, destination }: VisitRecord): void {
    this.#visitors.note([linkedid]);
    if (this.ami?.client.state() === 'ready' || destination?.kind !== 'queue') return;
    this.#countedByUs.note([linkedid]);
    this.metrics.fellBack(destination.reason);
  }

  /** Brings the tallies in step with the weights, one change after the other; calls go on meanwhile. */
  #weigh(storage: Storage): void {
    this.#weighing = this.#weighing.then(() => this.#applyWeights(storage, this.#rules.weights));
  }

  /** Half-lives live in the tallies: until they are replayed, a changed type is weighed by both. */
  async #applyWeights(storage: Storage, weights: Weights): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted && weights.version === this.#rules.weights.version) {
      try {
        return await storage.events.applyWeights(weights);
      } catch (error) {
        if (signal.aborted) return;
        this.log.error({ err: error }, 'weights not applied yet: the ranking is a mixture');
        await sleep(REAPPLY_EVERY_MS, null, { signal }).catch(() => null);
      }
    }
  }

  async #closeHttp(): Promise<void> {
    const late = setTimeout(() => this.#http?.server.closeAllConnections(), REQUESTS_FINISH_MS);
    await this.#http?.close();
    clearTimeout(late);
  }

  async #listenHttp(): Promise<void> {
    if (this.config.http === null) return;
    const { host, port } = this.config.http;
    this.#http = await buildServer(httpHouse(this, () => healthOf(this)));
    await listening('http', { host, port }, this.#http.listen({ host, port }));
    this.log.info({ host, port }, 'HTTP listens');
  }
}
