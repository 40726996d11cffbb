import { z } from 'zod';
import { parseE164, type Region } from '#adapters/phone/e164.ts';
import { daysFrom } from '#domain/call/hours.ts';
import { secondsFrom } from '#adapters/crm/time-text.ts';
import type { Amendments, PersonAmendment } from '#domain/people/amendments.ts';

/** config/people.yaml: what the administrator knows better than the CRM. */
const name = z.string().min(1).max(200);
const some = z.strictObject({
  departments: z.array(name).max(100).default([]),
  people: z.array(name).max(1000).default([]),
});
const days = z.string().refine((text) => isSpan(text), '@absence');
const absence = z.union(
  [days, z.strictObject({ days, deputy: name.nullable().default(null) })],
  '@absence',
);

const person = z.strictObject({
  spoken_name: z.string().min(1).max(100).optional(),
  extension: z
    .string()
    .regex(/^\d{2,4}$/, '@extension')
    .optional(),
  department: name.optional(),
  external: z.boolean().optional(),
  technical: z.boolean().optional(),
  dismissed: z.boolean().optional(),
  numbers: z
    .array(z.string().refine((text) => parseE164(text, 'RU') !== null, '@phone'))
    .max(10)
    .optional(),
  absent: z.array(absence).max(50).optional(),
  deputy: name.optional(),
});

export const peopleSchema = z.strictObject({
  allow: some.prefault({}),
  deny: some.prefault({}),
  technical: z.array(name).max(100).default([]),
  people: z.record(name, person).default({}),
});

/** Days are those of the office's clock; the last one counts whole. */
export function amendmentsFrom(
  file: z.output<typeof peopleSchema>,
  { zone, region }: { readonly zone: string; readonly region: Region },
): Amendments {
  const { allow, deny, technical } = file;
  const people = new Map(
    Object.entries(file.people).map(([key, told]): [string, PersonAmendment] => [
      key,
      {
        spokenName: told.spoken_name,
        extension: told.extension,
        department: told.department,
        external: told.external,
        technical: told.technical,
        dismissed: told.dismissed,
        numbers: told.numbers?.flatMap((text) => parseE164(text, region) ?? []),
        deputy: told.deputy,
        absences: (told.absent ?? []).map((one) =>
          typeof one === 'string'
            ? { ...spanOf(one, zone), deputy: null }
            : { ...spanOf(one.days, zone), deputy: one.deputy },
        ),
      },
    ]),
  );
  return { allow, deny, technical, people };
}

const SPAN = /^\d{4}-\d\d-\d\d(?:\.\.\d{4}-\d\d-\d\d)?$/;

function isSpan(text: string): boolean {
  return SPAN.test(text) && daysFrom(text) !== null;
}

const DAY_SECONDS = 86_400;

function spanOf(text: string, zone: string): { fromMs: number; toMs: number } {
  const [first = '', last = first] = text.split('..');
  const nextDay = new Date(Date.parse(last) + DAY_SECONDS * 1000).toISOString().slice(0, 10);
  return {
    fromMs: (secondsFrom(first, zone) ?? 0) * 1000,
    toMs: (secondsFrom(nextDay, zone) ?? 0) * 1000,
  };
}
