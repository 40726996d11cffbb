import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { EventTypeRule, Weights } from '#domain/ranking/weights.ts';

/** config/ranking.yaml; docs/ranking.md, 6.2. A type without a life has half_life_days: 90. */
const HALF_LIFE_DAYS = 90;
const days = z.number().min(0.01).max(36_500);
const about = (description: string) => ({ description });

const eventType = z
  .strictObject({
    weight: z
      .number()
      .min(0)
      .max(100)
      .meta(
        about(
          'What a fresh event counts; 1 is an ordinary contact, 0 does not count. Steps: 0, 0.25, 0.5, 1, 2, 4, 8.',
        ),
      ),
    half_life_days: days
      .optional()
      .meta(about('After so many days an event counts half; 90 unless said.')),
    valid_for_days: days
      .optional()
      .meta(about('The same in other words: valid for 180 days is half_life_days 90.')),
    handled: z
      .boolean()
      .default(false)
      .meta(about('The employee dealt with the client, and was not only mentioned.')),
  })
  .refine(
    (type) => type.half_life_days === undefined || type.valid_for_days === undefined,
    '@one_life',
  );

export const rankingSchema = z.strictObject({
  prior: z
    .number()
    .min(0.001)
    .max(1000)
    .default(5)
    .meta(
      about(
        'How many fresh contacts weigh as much as knowing nothing; more offers names less often.',
      ),
    ),
  company_prior: z
    .number()
    .min(0)
    .max(100)
    .default(0.3)
    .meta(about("What an employee's share in the events of the caller's whole company weighs.")),
  min_gap_minutes: z
    .number()
    .min(0)
    .max(10_080)
    .default(60)
    .meta(
      about('The same event with the same employee again within so many minutes does not count.'),
    ),
  max_fresh: z
    .number()
    .min(1)
    .max(1000)
    .default(5)
    .meta(
      about(
        'More fresh events of one type than these do not count: mass mailings, faults of an exchange.',
      ),
    ),
  event_types: z
    .record(z.string().regex(/^\w{1,64}$/, '@event_type'), eventType)
    .refine((types) => Object.keys(types).length > 0, '@no_event_types')
    .meta(about('Types of events, named as the CRM sources name them.')),
});

export function weightsFrom(ranking: z.output<typeof rankingSchema>): Weights {
  const eventTypes = new Map<string, EventTypeRule>();
  for (const [name, type] of Object.entries(ranking.event_types).toSorted(byName)) {
    const { weight, half_life_days, valid_for_days, handled } = type;
    // A quarter is left when the validity ends (docs/ranking.md, 6.2).
    const halfLifeDays = half_life_days ?? (valid_for_days ?? 2 * HALF_LIFE_DAYS) / 2;
    eventTypes.set(name, { weight, halfLifeDays, handled });
  }
  const numbers = {
    prior: ranking.prior,
    companyPrior: ranking.company_prior,
    minGapMinutes: ranking.min_gap_minutes,
    maxFresh: ranking.max_fresh,
  };
  return {
    version: fingerprint({ ...numbers, eventTypes: [...eventTypes] }),
    ...numbers,
    eventTypes,
  };
}

/** Of what counts: a comment or another order of the lines makes no other version. */
function fingerprint(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 8);
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
