import type { z } from 'zod';
import { weightsFrom, type rankingSchema } from './ranking-file.ts';
import type { Mistake } from './mistake.ts';
import type { FileRead } from './read.ts';
import { said } from './words.ts';

type RankingRead = FileRead<z.output<typeof rankingSchema>>;

/**
 * What a ranking on trial must have in common with the usual one. Half-lives, the gap and what counts as handled live
 * in the tallies, which are kept once: a second set would not be what these callers are ranked by
 * (docs/decisions/0014).
 */
export function canaryMistakes(trial: RankingRead, usual: RankingRead): readonly Mistake[] {
  const { yaml } = trial;
  if (yaml === undefined || trial.value === undefined || usual.value === undefined) return [];
  const [mine, gathered] = [weightsFrom(trial.value), weightsFrom(usual.value)];
  const mistakes: Mistake[] = [];
  if (mine.minGapMinutes !== gathered.minGapMinutes) {
    const words = said.otherHistory(gathered.minGapMinutes);
    mistakes.push(yaml.mistake(['min_gap_minutes'], 'value', words));
  }
  for (const [type, rule] of mine.eventTypes) {
    const path = ['event_types', type];
    const other = gathered.eventTypes.get(type);
    if (other === undefined) {
      mistakes.push(yaml.mistake(path, 'key', said.notGathered));
      continue;
    }
    if (rule.halfLifeDays !== other.halfLifeDays) {
      const isValidity = yaml.has([...path, 'valid_for_days']);
      const key = isValidity ? 'valid_for_days' : 'half_life_days';
      const wanted = isValidity ? 2 * other.halfLifeDays : other.halfLifeDays;
      mistakes.push(yaml.mistake([...path, key], 'value', said.otherHistory(wanted)));
    }
    if (rule.handled !== other.handled)
      mistakes.push(
        yaml.mistake([...path, 'handled'], 'value', said.otherHistory(String(other.handled))),
      );
  }
  // Popularity is read once for both rankings, by what the usual one has handled: to leave such a type out would look
  // like a ranking that does without it, and be none.
  for (const [type, { handled }] of gathered.eventTypes)
    if (handled && !mine.eventTypes.has(type))
      mistakes.push(yaml.mistake(['event_types'], 'key', said.handledElsewhere(type)));
  return mistakes;
}
