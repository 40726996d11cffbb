import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { FallbackReason } from '#domain/call/destination.ts';
import { calibrationMetrics, type CalibrationMetrics } from './calibration-metrics.ts';

/** One CRM source, for a gauge. */
export interface CrmGauges {
  readonly name: string;
  /** Since it was last read to its end; null: never. */
  readonly ageMs: number | null;
  readonly isStale: boolean;
}

/** How calls fare, in figures about ourselves. */
export interface Metrics extends CalibrationMetrics {
  readonly registry: Registry;
  /** A visit is over; `end` as the server saw it, the times from its start. */
  visitEnded(visit: {
    readonly end: string;
    readonly script: string;
    readonly firstAudioMs: number | null;
    readonly tookMs: number;
  }): void;
  /** A call was sent to the queue, and why. */
  fellBack(reason: FallbackReason): void;
  /** A caller talks with the person he wanted, so long after the call came in. */
  personReached(afterMs: number): void;
  /** A reading of a CRM source is over. */
  crmRead(source: string, ok: boolean): void;
  /** The sources' state, read whenever somebody looks. */
  watchCrm(states: () => readonly CrmGauges[]): void;
  /** A length that is read whenever somebody looks. */
  watchQueue(name: string, length: () => number): void;
}

/** Seconds; docs aim at 20 ms more than a static dialplan to first audio. */
const AUDIO_BUCKETS = [0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const PERSON_BUCKETS = [2, 5, 10, 15, 20, 30, 45, 60, 90, 120];
const VISIT_BUCKETS = [0.1, 0.5, 1, 2, 5, 10, 20, 30, 60];

/** A registry of its own: tests and two houses in one process do not meet in it. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  // Event-loop delay, memory, open handles.
  collectDefaultMetrics({ register: registry, prefix: 'tel_' });

  const visits = new Counter({
    name: 'tel_visits_total',
    help: 'Visits by script and end',
    labelNames: ['script', 'end'],
    registers,
  });
  const fallbacks = new Counter({
    name: 'tel_fallbacks_total',
    help: 'Calls sent to the queue, by reason',
    labelNames: ['reason'],
    registers,
  });
  const firstAudio = new Histogram({
    name: 'tel_first_audio_seconds',
    help: 'From the start of a visit to its first audio',
    buckets: AUDIO_BUCKETS,
    registers,
  });
  const visitTime = new Histogram({
    name: 'tel_visit_seconds',
    help: 'Length of a visit',
    buckets: VISIT_BUCKETS,
    registers,
  });
  const person = new Histogram({
    name: 'tel_person_seconds',
    help: 'From the start of a call to talking with an employee',
    buckets: PERSON_BUCKETS,
    registers,
  });
  const crmReads = new Counter({
    name: 'tel_crm_reads_total',
    help: 'Readings of a CRM source, by how they ended',
    labelNames: ['source', 'end'],
    registers,
  });
  let crmStates: () => readonly CrmGauges[] = () => [];
  registry.registerMetric(
    new Gauge({
      name: 'tel_crm_age_seconds',
      help: 'Since a CRM source was last read to its end; absent before the first time',
      labelNames: ['source'],
      registers: [],
      collect() {
        for (const { name, ageMs } of crmStates())
          if (ageMs !== null) this.set({ source: name }, ageMs / 1000);
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: 'tel_crm_stale',
      help: '1: the source was not read for longer than its stale_after_minutes',
      labelNames: ['source'],
      registers: [],
      collect() {
        for (const { name, isStale } of crmStates()) this.set({ source: name }, isStale ? 1 : 0);
      },
    }),
  );
  const queues = new Map<string, () => number>();
  registry.registerMetric(
    new Gauge({
      name: 'tel_queue_length',
      help: 'What waits to be done, by queue',
      labelNames: ['queue'],
      registers: [],
      collect() {
        for (const [name, length] of queues) this.set({ queue: name }, length());
      },
    }),
  );

  return {
    ...calibrationMetrics(registry),
    registry,
    visitEnded({ end, script, firstAudioMs, tookMs }) {
      visits.inc({ script, end });
      visitTime.observe(tookMs / 1000);
      if (firstAudioMs !== null) firstAudio.observe(firstAudioMs / 1000);
    },
    fellBack: (reason) => fallbacks.inc({ reason }),
    personReached: (afterMs) => person.observe(afterMs / 1000),
    crmRead: (source, ok) => crmReads.inc({ source, end: ok ? 'read' : 'failed' }),
    watchCrm: (states) => void (crmStates = states),
    watchQueue: (name, length) => void queues.set(name, length),
  };
}
