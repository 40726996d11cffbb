import { promptForPlan, promptToQueue } from '#domain/menu/prompts.ts';
import type { Employee } from '#domain/people/employee.ts';
import {
  FIXED_PHRASES,
  PERSON_PHRASES,
  type Prompt,
  type SpokenName,
  type SpokenPerson,
} from '#domain/voice/phrases.ts';
import { Failure } from '#ports/failure.ts';
import type { Callers } from '#ports/callers.ts';
import type { Log } from '#ports/log.ts';
import type { People } from '#ports/people.ts';
import type { Warmable, WarmReport } from '#ports/sounds.ts';

export interface WarmUpNeeds {
  readonly people: Pick<People, 'employees' | 'onChange'>;
  readonly callers: Pick<Callers, 'onRated'>;
  readonly sounds: Warmable;
  readonly log: Log;
  /** Which keys may be said of this person: the extension, or every position. */
  readonly keysOf: (employee: Employee) => readonly string[];
  readonly spokenName: (employee: Employee) => SpokenName;
  /**
   * What those who are likely to call next would hear now, at most `limit` prompts: these clients, whose rating changed,
   * and who called last. May fail: then they are glued in the call.
   */
  readonly likelyMenus: (
    ratedClientIds: readonly string[],
    limit: number,
  ) => Promise<readonly Prompt[]>;
  /** So long nothing must change before we begin: an import changes people a hundred times. */
  readonly debounceMs?: number;
  /** Ratings change all day long: the menus of those clients are made so long after the first of them. */
  readonly ratedDelayMs?: number;
}

export interface WarmUp {
  /** Begins, and begins again with each change of the people or of somebody's rating. */
  start(): void;
  /** Something else changed (phrases, settings): what is under way is called off, and it begins anew. */
  request(reason: string): void;
  /** The report of the latest warming once nothing is asked for any more; null when it failed or was stopped. */
  settled(): Promise<WarmReport | null>;
  stop(): void;
}

const MENUS_MAX = 500;
const RATED_DELAY_MS = 30_000;
const PROGRESS_EVERY = 100;

/** Everything that may have to be said is made before somebody calls. */
export function createWarmUp(needs: WarmUpNeeds): WarmUp {
  const { people, callers, sounds, log } = needs;
  const { debounceMs = 1_000, ratedDelayMs = RATED_DELAY_MS } = needs;
  let timer: NodeJS.Timeout | undefined;
  let ratedTimer: NodeJS.Timeout | undefined;
  let rated: readonly string[] = [];
  let running: AbortController | undefined;
  let isIdle = true;
  let hasBegun = false;
  let isStopped = false;
  let latest: WarmReport | null = null;
  let lastMissing = '';
  const waiting: ((report: WarmReport | null) => void)[] = [];

  function request(reason: string): void {
    if (isStopped) return;
    isIdle = false;
    clearTimeout(timer);
    running?.abort();
    timer = setTimeout(() => void run(reason), debounceMs).unref();
  }

  function noteRated(clientIds: readonly string[]): void {
    if (isStopped) return;
    rated = [...new Set([...clientIds, ...rated])].slice(0, MENUS_MAX);
    // What changed before we began is made at the start.
    if (!hasBegun) return;
    ratedTimer ??= setTimeout(() => {
      ratedTimer = undefined;
      request('rating');
    }, ratedDelayMs).unref();
  }

  async function run(reason: string): Promise<void> {
    const mine = new AbortController();
    running = mine;
    const report = await warmOnce(reason, mine.signal).catch((error: unknown) => {
      if (!mine.signal.aborted) log.error({ err: error, reason }, 'speech was not warmed');
      return null;
    });
    // Whoever called it off goes on in its place.
    if (!mine.signal.aborted) settle(report);
  }

  function settle(report: WarmReport | null): void {
    isIdle = true;
    latest = report;
    for (const tell of waiting.splice(0)) tell(report);
  }

  async function warmOnce(reason: string, signal: AbortSignal): Promise<WarmReport> {
    const menus = await needs.likelyMenus(rated, MENUS_MAX).catch(noMenus);
    const everybody = promptsOf(people.employees(), needs.keysOf, needs.spokenName);
    const prompts = [...everybody, ...menus.slice(0, MENUS_MAX)];
    const report = await sounds.warm(prompts, {
      signal,
      progress: ({ done, total }) => {
        if (done % PROGRESS_EVERY === 0) log.info({ done, total }, 'warming speech');
      },
    });
    const { failed, ...figures } = report;
    log.info({ reason, ...figures, failed: failed.length }, 'speech is warm');
    tellMissing(report);
    return report;
  }

  /** Ratings change all day long; an engine that has been away for a year is no news each time. */
  function tellMissing({ failed, prompts, promptsReady }: WarmReport): void {
    const [first] = failed;
    const told = JSON.stringify([failed.length, prompts - promptsReady]);
    if (first !== undefined && told !== lastMissing)
      log.warn(
        { failed: failed.length, because: first.reason, promptsMissing: prompts - promptsReady },
        'some speech is missing',
      );
    lastMissing = told;
  }

  function noMenus(error: unknown): readonly Prompt[] {
    if (!(error instanceof Failure)) throw error;
    log.warn({ because: error.message }, 'menus of likely callers are not warmed');
    return [];
  }

  return {
    start() {
      people.onChange(() => request('people'));
      callers.onRated(noteRated);
      hasBegun = true;
      request('start');
    },
    request,
    settled: () =>
      isIdle ? Promise.resolve(latest) : new Promise((resolve) => waiting.push(resolve)),
    stop() {
      isStopped = true;
      clearTimeout(timer);
      clearTimeout(ratedTimer);
      running?.abort();
      settle(null);
    },
  };
}

/** What must exist whoever calls: every fixed phrase, the default menu in each of its forms, and each person in each phrase. */
export function promptsOf(
  employees: readonly Employee[],
  keysOf: (employee: Employee) => readonly string[],
  nameOf: (employee: Employee) => SpokenName,
): readonly Prompt[] {
  const defaults = (['first', 'no-match', 'no-input'] as const).map((intro) =>
    promptForPlan({ kind: 'default' }, intro, true, () => ({ name: '' })),
  );
  const fixed = FIXED_PHRASES.map((phrase): Prompt => [{ phrase }]);
  const persons = employees
    .filter(mayBeNamed)
    .flatMap((employee): SpokenPerson[] =>
      keysOf(employee).map((keys) => ({ employeeId: employee.id, keys, ...nameOf(employee) })),
    );
  const about = persons.flatMap((person) =>
    PERSON_PHRASES.map((phrase): Prompt => [{ phrase, person }]),
  );
  return [promptToQueue, ...defaults, ...fixed, ...about];
}

/** Who is away today may be here tomorrow. */
function mayBeNamed({ dismissed, technical, allowed, extension }: Employee): boolean {
  return !dismissed && !technical && allowed && extension !== null;
}
