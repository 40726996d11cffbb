import { backtest } from './backtest.ts';
import { call } from './call.ts';
import { checkConfig } from './check-config.ts';
import { doctor } from './doctor.ts';
import { explain } from './explain.ts';
import { importVerb } from './import.ts';
import { rank } from './rank.ts';
import { report } from './report.ts';
import { say } from './say.ts';
import { start } from './start.ts';
import { switchVerb } from './switch.ts';
import { sync } from './sync.ts';
import { tune } from './tune.ts';
import type { Verb } from './verb.ts';
import { voice } from './voice.ts';
import { warm } from './warm.ts';

/** What `telefonistka VERB` can do, in the order in which a newcomer needs it. */
export const verbs: readonly Verb[] = [
  checkConfig,
  doctor,
  start,
  importVerb,
  sync,
  rank,
  explain,
  backtest,
  tune,
  call,
  say,
  warm,
  voice,
  report,
  switchVerb,
];
