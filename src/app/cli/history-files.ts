import type { History } from '#domain/ranking/backtest/history.ts';
import { nearestWord } from '#domain/spelling.ts';
import type { MenuPolicy } from '#domain/menu/plan.ts';
import type { Weights } from '#domain/ranking/weights.ts';
import type { CliHouse } from './house.ts';
import { percent } from './table.ts';
import { UsageError, type Asked, type Flag, type Language } from './verb.ts';

/** The flags of the verbs that look at the past. */
export const historyFlags = {
  events: { value: 'FILE', said: { ru: 'что было: события', en: 'what happened: events' } },
  calls: {
    value: 'FILE',
    said: { ru: 'звонки и кто ими занимался', en: 'calls, and who dealt with them' },
  },
  ranking: {
    value: 'FILE',
    said: { ru: 'веса; те, что в настройках', en: 'weights; those of the settings' },
  },
} satisfies Readonly<Record<string, Flag>>;

export interface HistoryFileNames {
  readonly events: string;
  readonly calls: string;
  /** Null: the one that the settings name. */
  readonly ranking: string | null;
}

export function historyFiles(asked: Asked): HistoryFileNames {
  const [events, calls] = [asked.text('events'), asked.text('calls')];
  if (events === undefined || calls === undefined)
    throw new UsageError({
      ru: 'нужны оба файла: --events FILE --calls FILE',
      en: 'both files are needed: --events FILE --calls FILE',
    });
  return { events, calls, ranking: asked.text('ranking') ?? null };
}

const PROGRESS_STEP = 0.1;
/** Whoever waits no longer than that needs no progress. */
const QUICK_MS = 1_500;

/** Reads everything, and says how far it is while it takes long. */
export async function readAll(
  { events, calls, ranking }: HistoryFileNames,
  { language, out, signal }: Asked,
  house: Pick<CliHouse, 'readHistory' | 'readRanking'>,
): Promise<{
  readonly history: History;
  readonly weights: Weights;
  readonly menu: MenuPolicy;
  readonly rankingFile: string;
}> {
  // What is quick to be wrong is looked at first.
  const read = await house.readRanking(ranking);
  const startedAt = performance.now();
  let told = 0;
  const history = await house.readHistory({
    events,
    calls,
    language,
    signal,
    progress: (share) => {
      if (share < told + PROGRESS_STEP || performance.now() - startedAt < QUICK_MS) return;
      told = share;
      if (share < 1) out.note(`${READ[language]} ${percent(share)}`);
    },
  });
  return { history, weights: read.weights, menu: read.menu, rankingFile: read.file };
}

const READ = { ru: 'прочитано', en: 'read' } as const;
const TOLD_MAX = 20;

/** Types that the file has and the weights do not: they count for nothing, so they are named. */
export function unknownTypesInWords(
  unknown: Readonly<Record<string, number>>,
  { eventTypes }: Weights,
  language: Language,
): readonly string[] {
  const types = Object.entries(unknown);
  if (types.length === 0) return [];
  const known = [...eventTypes.keys()];
  const lines = types.slice(0, TOLD_MAX).map(([type, count]) => {
    const meant = nearestWord(type, known);
    return `  ${type}: ${count}${meant === null ? '' : ` (${MEANT[language]} ${meant}?)`}`;
  });
  return ['', UNKNOWN[language], ...lines];
}

const MEANT = { ru: 'возможно,', en: 'perhaps' } as const;
const UNKNOWN = {
  ru: 'Этих типов событий нет в весах, они не считаются:',
  en: 'These event types have no weight and count for nothing:',
} as const;
