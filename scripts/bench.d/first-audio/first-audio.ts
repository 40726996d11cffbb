import { setTimeout as sleep } from 'node:timers/promises';
import type { SourceEmployee } from '#ports/events.ts';
import { demoCompany } from '#scripts/demo-company.ts';
import { freeTcpPort } from '#test/bed/free-port.ts';
import { startOffice } from '#test/bed/office.ts';
import { TRUNK_ADDRESS } from '#test/bed/city-conf.ts';
import {
  alone,
  compare,
  inTurns,
  type Benchmark,
  type Pair,
  type Result,
  type Row,
  type Run,
} from '../benchmark.ts';
import { startChild } from '../child.ts';
import type { LoopDelay } from '../loop-delay.ts';
import { startProduct } from '../product.ts';
import { spreadOf } from '../statistics.ts';
import { callersOf, dialogues, promptOf } from '../visits/dialogues.ts';
import {
  atRate,
  firstAudio,
  fromDialling,
  highestRate,
  oneByOne,
  type Dialling,
  type Heard,
} from './load.ts';
import { openTrunk } from './trunk.ts';

const VISITS_MAX = 400;
const SETTLE_MS = 2_000;
const AIM = '≤ 20 ms more at p99';

export const firstAudioBenchmark: Benchmark = {
  name: 'first-audio',
  about:
    'calls on a real Asterisk: time to the first sound, against a dialplan that plays the same file',
  needs: ['packages', 'asterisk'],
  run: measure,
};

async function measure({ isQuick, folder, progress }: Run): Promise<Result> {
  progress('importing the demo company, making its speech');
  const port = await freeTcpPort();
  await using bare = startChild(new URL('../visits/bare-ding-dong.ts', import.meta.url));
  const { port: barePort } = await bare.told<{ port: number }>('ready');
  const { employees } = demoCompany({ seed: 1, now: new Date() });
  await using office = await startOffice({
    nodes: [`127.0.0.1:${port}`],
    hints: freeTelephones(employees),
    trunkAddress: TRUNK_ADDRESS,
    dialplan: baselines(barePort),
  });
  const { address, sipPort, amiPort } = office.place;
  await using product = await startProduct({ folder, port, visitsMax: VISITS_MAX, amiPort });
  const callers = callersOf(product);
  const lines = await dialogues(port, callers);
  bare.tell({ kind: 'lines', lines });
  for (const [i, { number }] of callers.entries()) {
    const Variable = `BENCH_FILE_${staticNumber(i)}`;
    await office.ami.action('Setvar', { Variable, Value: promptOf(lines[number]!)! });
  }
  office.ami.close(); // thousands of events a second would be read in the process that listens to the calls
  await using trunk = await openTrunk(TRUNK_ADDRESS, { host: address, port: sipPort });
  await using idle = startChild(new URL('../idle.ts', import.meta.url));
  await idle.told('ready');

  const ours = callers.map(({ number }) => ({ from: number, did: '74950000000' }));
  const dingDong = callers.map(({ number }) => ({ from: number, did: DING_DONG_NUMBER }));
  const plain = callers.map(({ number }, i) => ({ from: number, did: staticNumber(i) }));
  const lasting = isQuick
    ? { rounds: 3, calls: 15, lastsMs: 2_000 }
    : { rounds: 6, calls: 120, lastsMs: 8_000 };

  const both = (how: (dialling: Dialling) => Promise<Heard>, other: Dialling) =>
    inTurns(
      lasting.rounds,
      () => how(ours),
      () => how(other),
    );

  progress('one call at a time');
  await oneByOne(trunk, ours, 5);
  await oneByOne(trunk, dingDong, 5);
  const single = await both((dialling) => oneByOne(trunk, dialling, lasting.calls), plain);

  const unhurried = single[0]!.ours;
  const rateOf = async (who: string, dialling: Dialling): Promise<number> => {
    progress(`looking for the highest rate of calls: ${who}`);
    return highestRate(trunk, dialling, { lastsMs: lasting.lastsMs, unhurried, progress });
  };
  const rates = {
    ours: await rateOf('telefonistka', ours),
    dingDong: await rateOf('a bare ding-dong', dingDong),
    plain: await rateOf('the static dialplan', plain),
  };

  const busy = async (other: Dialling): Promise<Busy> => {
    await sleep(SETTLE_MS); // what piled up while we looked for the limit
    await product.process.gauges();
    await idle.gauges();
    const pairs = await both(
      (dialling) => atRate(trunk, dialling, { perSecond: rates.ours, lastsMs: lasting.lastsMs }),
      other,
    );
    const delay = (await product.process.gauges()).loopDelay;
    return { pairs, delay, idleDelay: (await idle.gauges()).loopDelay };
  };
  progress(`${rates.ours} calls a second, against the static dialplan`);
  const besidePlain = await busy(plain);
  progress(`${rates.ours} calls a second, against a bare ding-dong`);
  const besideDingDong = await busy(dingDong);
  return resultOf({ single, rates, besidePlain, besideDingDong }, lasting);
}

interface Busy {
  readonly pairs: readonly Pair<Heard>[];
  readonly delay: LoopDelay;
  readonly idleDelay: LoopDelay;
}

interface Measured {
  readonly single: readonly Pair<Heard>[];
  readonly rates: { readonly ours: number; readonly dingDong: number; readonly plain: number };
  readonly besidePlain: Busy;
  readonly besideDingDong: Busy;
}

function resultOf(
  { single, rates, besidePlain, besideDingDong }: Measured,
  lasting: { readonly rounds: number; readonly calls: number; readonly lastsMs: number },
): Result {
  const when = `${rates.ours} calls/s`;
  const held = `event loop of the service held up, ${when}`;
  const { pairs, delay, idleDelay } = besidePlain;
  return {
    baseline: 'a static dialplan (Answer, Playback of the same file) on the same Asterisk',
    rows: [
      ...rowsOf(single, 'one call at a time'),
      { ...alone('highest rate sustained', 'calls/s', rates.ours), baseline: rates.plain },
      ...rowsOf(pairs, when),
      {
        ...alone(`calls without sound, ${when}`, '', silent(pairs, 'ours')),
        baseline: silent(pairs, 'baseline'),
      },
      { ...alone(`${held}, most`, 'ms', delay.maxMs, '≤ 20 ms'), baseline: idleDelay.maxMs },
      { ...alone(`${held}, p99`, 'ms', delay.p99Ms), baseline: idleDelay.p99Ms },
      {
        what: 'visits sustained, against a bare ding-dong',
        unit: '1/s',
        ours: rates.ours,
        baseline: rates.dingDong,
        compared: { as: 'ratio', ...spreadOf([rates.ours / rates.dingDong]) },
        aim: '≥ 0.8 ×',
      },
      row(besideDingDong.pairs, firstAudio, `answer to first audio, ${when}, bare ding-dong`),
      row(besideDingDong.pairs, firstAudio, `answer to first audio, ${when}, bare ding-dong`, 0.99),
    ],
    notes: [
      `Callers on a SIP trunk of ours; times are of packets as they arrive there: INVITE sent, 200 OK, first RTP packet. ${lasting.calls} calls a round one by one, ${lasting.lastsMs / 1000} s a round at a rate, ${lasting.rounds} rounds, A B B A …. Differences are of p50 and p99 of neighbouring rounds. The service is connected to AMI.`,
      `A rate is sustained when in two rounds of ${lasting.lastsMs / 1000} s each every call is heard and the p99 from the answer on is at most 20 ms above that of one of our calls alone; the callers run on the same machine.`,
      'The bare ding-dong stands behind the same dialplan in the place of the service, and says to each caller the lines that the product said: all that differs is the AGI server.',
      'Event loop: the baseline is an idle process at the same time, that is what the machine itself holds up.',
    ],
  };
}

function rowsOf(pairs: readonly Pair<Heard>[], when: string): Row[] {
  return [
    row(pairs, firstAudio, `answer to first audio, ${when}`),
    row(pairs, firstAudio, `answer to first audio, ${when}`, 0.99, AIM),
    row(pairs, fromDialling, `dialling to first audio, ${when}`),
    row(pairs, fromDialling, `dialling to first audio, ${when}`, 0.99),
  ];
}

function silent(pairs: readonly Pair<Heard>[], pick: 'ours' | 'baseline'): number {
  return pairs.reduce((sum, pair) => sum + pair[pick].failed, 0);
}

function row(
  pairs: readonly Pair<Heard>[],
  pick: (heard: Heard, share: number) => number,
  what: string,
  share = 0.5,
  aim?: string,
): Row {
  return compare(pairs, (heard) => pick(heard, share), {
    what: `${what}, ${share === 0.5 ? 'p50' : 'p99'}`,
    unit: 'ms',
    as: 'difference',
    ...(aim === undefined ? {} : { aim }),
  });
}

/** What callers of the baselines dial, and telephones that nobody uses. */
function baselines(dingDongPort: number): string {
  return `
[from-trunk](+)
exten => _900XXX,1,Answer()
 same => n,Playback(\${BENCH_FILE_\${EXTEN}})
 same => n,Hangup()
exten => ${DING_DONG_NUMBER},1,Set(TEL_NODE1=127.0.0.1:${dingDongPort})
 same => n,Goto(telefonistka,s,1)
[free-telephones]
exten => _X.,1,Wait(60)
`;
}

const DING_DONG_NUMBER = '901000';

function freeTelephones(employees: readonly SourceEmployee[]): Record<string, string> {
  const numbers = employees.flatMap(({ extension }) => (extension === null ? [] : [extension]));
  return Object.fromEntries(numbers.map((number) => [number, `Local/${number}@free-telephones`]));
}

/** Of the caller with that index. */
function staticNumber(i: number): string {
  return String(900_000 + i);
}
