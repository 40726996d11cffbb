import { expect, test } from 'vitest';
import { createMetrics } from '#app/metrics.ts';
import { NO_CALIBRATION } from '#domain/learning/calibration.ts';
import { RAISED } from '#test/fakes/calls.ts';

const visit = { script: 'personal-ivr', end: 'routed', firstAudioMs: 30, tookMs: 4000 };

test('visits are counted by their end, with the time to first audio where there was any', async () => {
  const metrics = createMetrics();
  metrics.visitEnded(visit);
  metrics.visitEnded({ ...visit, end: 'hangup', firstAudioMs: null });
  const text = await metrics.registry.metrics();
  expect(text).toContain('tel_visits_total{script="personal-ivr",end="routed"} 1');
  expect(text).toContain('tel_visits_total{script="personal-ivr",end="hangup"} 1');
  expect(text).toContain('tel_first_audio_seconds_bucket{le="0.02"} 0');
  expect(text).toContain('tel_first_audio_seconds_bucket{le="0.05"} 1');
  expect(text).toContain('tel_first_audio_seconds_count 1');
  expect(text).toContain('tel_visit_seconds_count 2');
});

test('falls to the queue are counted by reason, and people by the wait for them', async () => {
  const metrics = createMetrics();
  metrics.fellBack('no-input');
  metrics.fellBack('no-input');
  metrics.personReached(12_000);
  const text = await metrics.registry.metrics();
  expect(text).toContain('tel_fallbacks_total{reason="no-input"} 2');
  expect(text).toContain('tel_person_seconds_bucket{le="15"} 1');
});

test('queues are as long as they are when somebody looks, and the event loop is watched', async () => {
  const metrics = createMetrics();
  let length = 1;
  metrics.watchQueue('journal', () => length);
  length = 7;
  const text = await metrics.registry.metrics();
  expect(text).toContain('tel_queue_length{queue="journal"} 7');
  expect(text).toMatch(/tel_nodejs_eventloop_lag_p99_seconds \d/);
});

test('what calls taught is told for each ranking that decides now, and how often it was looked at', async () => {
  const metrics = createMetrics();
  metrics.calibrated(true);
  metrics.calibrated(true);
  metrics.calibrated(false);
  let canary = 'trial';
  metrics.watchCalibrations(() => [
    { arm: 'main', weightsVersion: 'usual', calibration: RAISED },
    { arm: 'canary', weightsVersion: canary, calibration: NO_CALIBRATION },
  ]);
  const text = await metrics.registry.metrics();
  expect(text).toContain('tel_calibrations_total{end="made"} 2');
  expect(text).toContain('tel_calibrations_total{end="failed"} 1');
  const main = 'arm="main",weights="usual",evidence="own",figure="three"';
  expect(text).toContain(`tel_calibration_labels{${main}} 200`);
  expect(text).toContain(`tel_calibration_intercept{${main}} 1`);
  expect(text).toContain(`tel_calibration_slope{${main}} 1`);
  const company = 'arm="canary",weights="trial",evidence="company",figure="first"';
  expect(text).toContain(`tel_calibration_labels{${company}} 0`);
  canary = 'next';
  expect(await metrics.registry.metrics()).not.toContain('weights="trial"');
});

test('two houses in one process do not share figures', async () => {
  createMetrics().visitEnded(visit);
  expect(await createMetrics().registry.metrics()).not.toContain('end="routed"');
});
