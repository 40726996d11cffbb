import { Counter, Gauge, type Registry } from 'prom-client';
import type { Arm } from '#domain/learning/arm.ts';
import type { Calibration } from '#domain/learning/calibration.ts';

/** What calls taught about the probabilities of one ranking. */
export interface CalibrationGauges {
  readonly arm: Arm;
  readonly weightsVersion: string;
  readonly calibration: Calibration;
}

export interface CalibrationMetrics {
  /** The corrections were made anew, or could not be: then the last ones stay. */
  calibrated(ok: boolean): void;
  /** The rankings that decide now, read whenever somebody looks. */
  watchCalibrations(states: () => readonly CalibrationGauges[]): void;
}

const LABELS = ['arm', 'weights', 'evidence', 'figure'] as const;

export function calibrationMetrics(registry: Registry): CalibrationMetrics {
  let states: () => readonly CalibrationGauges[] = () => [];
  const refits = new Counter({
    name: 'tel_calibrations_total',
    help: 'Looks at what calls taught, by how they ended',
    labelNames: ['end'],
    registers: [registry],
  });
  for (const [name, part, help] of [
    [
      'labels',
      'labels',
      'Calls with a known end behind a correction; below 200 nothing is corrected',
    ],
    ['intercept', 'a', 'Correction of log-odds, a + b × what the ranking told: a'],
    ['slope', 'b', 'Correction of log-odds, a + b × what the ranking told: b'],
  ] as const)
    registry.registerMetric(
      new Gauge({
        name: `tel_calibration_${name}`,
        help,
        labelNames: LABELS,
        registers: [],
        collect() {
          // Versions that decide no more are gone.
          this.reset();
          for (const { arm, weightsVersion, calibration } of states())
            for (const evidence of ['own', 'company'] as const)
              for (const figure of ['first', 'two', 'three'] as const)
                this.set(
                  { arm, weights: weightsVersion, evidence, figure },
                  calibration[evidence][figure][part],
                );
        },
      }),
    );
  return {
    calibrated: (ok) => refits.inc({ end: ok ? 'made' : 'failed' }),
    watchCalibrations: (current) => void (states = current),
  };
}
