import type { History } from '#domain/ranking/backtest/history.ts';
import type { LabelCount } from '#domain/ranking/backtest/labels.ts';
import type { MenuPolicy } from '#domain/menu/plan.ts';
import type { Weights } from '#domain/ranking/weights.ts';
import type { CliHouse } from './house.ts';
import { percent } from './table.ts';
import { UsageError, type Asked, type Flag } from './verb.ts';

/** The flags of the verbs that look at the past. */
export const historyFlags = {
  events: { value: 'FILE', said: { ru: 'что было: события', en: 'what happened: events' } },
  calls: {
    value: 'FILE',
    said: { ru: 'звонки и кто ими занимался', en: 'calls, and who dealt with them' },
  },
  clients: {
    value: 'FILE',
    said: {
      ru: 'CSV client_id,company_id[,manager_id]: компании и закреплённые менеджеры',
      en: 'CSV client_id,company_id[,manager_id]: companies and assigned managers',
    },
  },
  since: {
    value: 'TIME',
    said: {
      ru: 'вместо файлов: наша база, звонки журнала с этого времени (01.06.2026 или 2026-06-01T09:30)',
      en: "instead of files: our own store, the journal's calls since then (2026-06-01 or 2026-06-01T09:30)",
    },
  },
  ranking: {
    value: 'FILE',
    said: { ru: 'веса; те, что в настройках', en: 'weights; those of the settings' },
  },
} satisfies Readonly<Record<string, Flag>>;

/** What `--since` takes, for the help of the verbs that have it. */
export const sinceInWords = {
  ru: `С --since кто занимался звонком, говорит журнал: последний, с кем говорили не меньше 30 секунд (после перевода - тот,
на кого перевели), если с того же номера не перезвонили за 10 минут. Событие видно с момента, когда о нём узнали.`,
  en: `With --since the journal says who dealt with a call: the last who talked for 30 seconds or more (after a transfer,
whom it went to), unless the same number called again within 10 minutes. An event is seen from when we learned of it.`,
} as const;

type Source =
  | { readonly kind: 'store'; readonly sinceMs: number }
  | {
      readonly kind: 'files';
      readonly events: string;
      readonly calls: string;
      readonly clients: string | null;
      readonly employees: string | null;
    };

type SourceHouse = Pick<CliHouse, 'readHistory' | 'readPast' | 'readRanking' | 'secondsFrom'>;

const FILE_FLAGS = ['events', 'calls', 'clients', 'employees'] as const;

async function sourceFrom(asked: Asked, house: SourceHouse): Promise<Source> {
  const [events, calls, clients, employees] = FILE_FLAGS.map((flag) => asked.text(flag));
  const since = asked.text('since');
  if (since !== undefined) {
    const file = FILE_FLAGS.find((flag) => asked.text(flag) !== undefined);
    if (file !== undefined)
      throw new UsageError({
        ru: `--since и --${file} вместе не бывают: с --since всё берётся из нашей базы`,
        en: `--since and --${file} do not go together: with --since everything is in our own store`,
      });
    const seconds = await house.secondsFrom(since);
    if (seconds === null)
      throw new UsageError({
        ru: '--since: это не время; пишите 2026-06-01, 01.06.2026 9:30 или секунды Unix',
        en: '--since: no time; write 2026-06-01, 2026-06-01T09:30:00+03:00 or unix seconds',
      });
    return { kind: 'store', sinceMs: seconds * 1000 };
  }
  if (events === undefined || calls === undefined)
    throw new UsageError({
      ru: 'нужны оба файла, --events FILE --calls FILE, или --since TIME',
      en: 'both files are needed, --events FILE --calls FILE, or else --since TIME',
    });
  return { kind: 'files', events, calls, clients: clients ?? null, employees: employees ?? null };
}

export interface HistoryRead {
  readonly history: History;
  /** What became of the journal's calls; null where files say who dealt with them. */
  readonly labels: LabelCount | null;
  readonly weights: Weights;
  readonly menu: MenuPolicy;
  readonly rankingFile: string;
}

/** Reads everything, and says how far it is while it takes long. */
export async function readAll(asked: Asked, house: SourceHouse): Promise<HistoryRead> {
  const source = await sourceFrom(asked, house);
  // What is quick to be wrong is looked at first.
  const { weights, menu, file } = await house.readRanking(asked.text('ranking') ?? null);
  const read = await (source.kind === 'store'
    ? fromStore(source, asked, house)
    : fromFiles(source, asked, house));
  return { ...read, weights, menu, rankingFile: file };
}

const PROGRESS_STEP = 0.1;
const PROGRESS_ROWS = 500_000;
/** Whoever waits no longer than that needs no progress. */
const QUICK_MS = 1_500;

async function fromFiles(
  { kind: _, ...files }: Extract<Source, { kind: 'files' }>,
  { language, out, signal }: Asked,
  house: SourceHouse,
): Promise<{ readonly history: History; readonly labels: null }> {
  const startedAt = performance.now();
  let told = 0;
  const history = await house.readHistory({
    ...files,
    language,
    signal,
    progress(share) {
      if (share < told + PROGRESS_STEP || performance.now() - startedAt < QUICK_MS) return;
      told = share;
      if (share < 1) out.note(`${READ[language]} ${percent(share)}`);
    },
  });
  return { history, labels: null };
}

function fromStore(
  { sinceMs }: Extract<Source, { kind: 'store' }>,
  { language, out, signal }: Asked,
  house: SourceHouse,
): Promise<{ readonly history: History; readonly labels: LabelCount }> {
  let told = 0;
  return house.readPast({
    sinceMs,
    signal,
    progress(rows) {
      if (rows < told + PROGRESS_ROWS) return;
      told = rows;
      out.note(`${READ[language]} ${rows}`);
    },
  });
}

const READ = { ru: 'прочитано', en: 'read' } as const;
