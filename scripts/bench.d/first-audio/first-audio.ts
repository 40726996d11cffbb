import type { SourceEmployee } from '#ports/events.ts';
import { demoCompany } from '#scripts/demo-company.ts';
import { freeTcpPort } from '#test/bed/free-port.ts';
import { startOffice } from '#test/bed/office.ts';
import { TRUNK_ADDRESS } from '#test/bed/city-conf.ts';
import { alone, compare, inTurns, type Benchmark, type Result, type Run } from '../benchmark.ts';
import { startChild } from '../child.ts';
import { watchLoop } from '../loop-delay.ts';
import { startProduct } from '../product.ts';
import { callersOf, dialogues, promptOf } from '../visits/dialogues.ts';
import { atRate, firstAudio, fromDialling, highestRate, oneByOne, type Heard } from './load.ts';
import { openTrunk } from './trunk.ts';

const VISITS_MAX = 400;
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
  const { employees } = demoCompany({ seed: 1, now: new Date() });
  await using office = await startOffice({
    nodes: [`127.0.0.1:${port}`],
    hints: freeTelephones(employees),
    trunkAddress: TRUNK_ADDRESS,
    dialplan: STATIC_DIALPLAN,
  });
  const { address, sipPort, amiPort } = office.place;
  await using product = await startProduct({ folder, port, visitsMax: VISITS_MAX, amiPort });
  const callers = callersOf(product);
  const lines = await dialogues(port, callers);
  for (const [i, { number }] of callers.entries()) {
    const Variable = `BENCH_FILE_${staticNumber(i)}`;
    await office.ami.action('Setvar', { Variable, Value: promptOf(lines[number]!)! });
  }
  office.ami.close(); // thousands of events a second would be read in the process that listens to the calls
  await using trunk = await openTrunk(TRUNK_ADDRESS, { host: address, port: sipPort });
  await using idle = startChild(new URL('../idle.ts', import.meta.url));
  await idle.told('ready');

  const ours = callers.map(({ number }) => ({ from: number, did: '74950000000' }));
  const plain = callers.map(({ number }, i) => ({ from: number, did: staticNumber(i) }));
  const lasting = isQuick
    ? { rounds: 3, calls: 15, lastsMs: 2_000 }
    : { rounds: 6, calls: 120, lastsMs: 8_000 };

  progress('one call at a time');
  await oneByOne(trunk, ours, 5);
  const unhurried = await oneByOne(trunk, plain, lasting.calls);
  await product.process.gauges();
  await idle.gauges();
  const single = await inTurns(
    lasting.rounds,
    () => oneByOne(trunk, ours, lasting.calls),
    () => oneByOne(trunk, plain, lasting.calls),
  );
  progress('looking for the highest rate of calls');
  const perSecond = await highestRate(trunk, plain, { lastsMs: lasting.lastsMs / 2, unhurried });
  progress(`${perSecond} calls a second`);
  const rate = { perSecond, lastsMs: lasting.lastsMs };
  await atRate(trunk, ours, rate);
  await product.process.gauges();
  await idle.gauges();
  const readOwnDelay = watchLoop();
  const many = await inTurns(
    lasting.rounds,
    () => atRate(trunk, ours, rate),
    () => atRate(trunk, plain, rate),
  );
  const { loopDelay } = await product.process.gauges();
  const { loopDelay: idleDelay } = await idle.gauges();
  const failed = (pick: 'ours' | 'baseline'): number =>
    [...single, ...many].reduce((sum, pair) => sum + pair[pick].failed, 0);

  const rows = (pairs: typeof single, when: string) => [
    row(pairs, firstAudio, `answer to first audio, ${when}`),
    row(pairs, firstAudio, `answer to first audio, ${when}`, 0.99, AIM),
    row(pairs, fromDialling, `dialling to first audio, ${when}`),
    row(pairs, fromDialling, `dialling to first audio, ${when}`, 0.99),
  ];
  return {
    baseline: 'a static dialplan (Answer, Playback of the same file) on the same Asterisk',
    rows: [
      ...rows(single, 'one call at a time'),
      ...rows(many, `${perSecond} calls/s`),
      { ...alone('calls without sound', '', failed('ours')), baseline: failed('baseline') },
      {
        ...alone('event loop of the service held up at most', 'ms', loopDelay.maxMs, '≤ 20 ms'),
        baseline: idleDelay.maxMs,
      },
      {
        ...alone('event loop of the service held up, p99', 'ms', loopDelay.p99Ms),
        baseline: idleDelay.p99Ms,
      },
    ],
    notes: [
      `Callers on a SIP trunk of ours; times are of packets as they arrive there: INVITE sent, 200 OK, first RTP packet. ${lasting.calls} calls a round one by one, ${lasting.lastsMs / 1000} s a round at ${perSecond} calls/s, ${lasting.rounds} rounds, A B B A ….`,
      `${perSecond} calls/s is the highest of our steps that the static dialplan sustains on this machine with the callers on it as well. Differences are of medians and of p99 of neighbouring rounds.`,
      `Event loop: the baseline is an idle process at the same time. The callers' own loop was held up by ${readOwnDelay().maxMs.toFixed(1)} ms at most; that is in the p99 of both.`,
    ],
  };
}

function row(
  pairs: Parameters<typeof compare<Heard>>[0],
  pick: (heard: Heard, share: number) => number,
  what: string,
  share = 0.5,
  aim?: string,
): ReturnType<typeof compare> {
  return compare(pairs, (heard) => pick(heard, share), {
    what: `${what}, ${share === 0.5 ? 'p50' : 'p99'}`,
    unit: 'ms',
    as: 'difference',
    ...(aim === undefined ? {} : { aim }),
  });
}

/** The baseline, and telephones that nobody uses. */
const STATIC_DIALPLAN = `
[from-trunk](+)
exten => _900XXX,1,Answer()
 same => n,Playback(\${BENCH_FILE_\${EXTEN}})
 same => n,Hangup()
[free-telephones]
exten => _X.,1,Wait(60)
`;

function freeTelephones(employees: readonly SourceEmployee[]): Record<string, string> {
  const numbers = employees.flatMap(({ extension }) => (extension === null ? [] : [extension]));
  return Object.fromEntries(numbers.map((number) => [number, `Local/${number}@free-telephones`]));
}

/** Of the caller with that index. */
function staticNumber(i: number): string {
  return String(900_000 + i);
}
