import { z } from 'zod';
import { parseE164, type Region } from '#adapters/phone/e164.ts';
import { daysFrom } from '#domain/call/hours.ts';
import { secondsFrom } from '#adapters/crm/time-text.ts';
import { OBLIQUE_CASES, type CaseForms, type ObliqueCase } from '#domain/voice/cases.ts';
import type { Amendments, PersonAmendment } from '#domain/people/amendments.ts';

/** config/people.yaml: what the administrator knows better than the CRM. */
const about = (description: string) => ({ description });
const name = z.string().min(1).max(200);
const spoken = z.string().min(1).max(100);
const some = z.strictObject({
  departments: z.array(name).max(100).default([]).meta(about('Whole departments.')),
  people: z.array(name).max(1000).default([]).meta(about('Single people.')),
});
const days = z.string().refine((text) => isSpan(text), '@absence');
const absence = z.union(
  [
    days,
    z.strictObject({
      days: days.meta(about('2026-12-28..2027-01-15, or one day.')),
      deputy: name.nullable().default(null).meta(about('Who is offered instead.')),
    }),
  ],
  '@absence',
);

const person = z.strictObject({
  spoken_name: spoken
    .optional()
    .meta(about('How the name is spoken; U+0301 after the stressed vowel: Ле́вин.')),
  gender: z
    .enum(['male', 'female'])
    .optional()
    .meta(about('For names in cases, where neither the middle name nor the first tells.')),
  cases: z
    .strictObject(
      Object.fromEntries(
        OBLIQUE_CASES.map((one) => [
          one,
          spoken.optional().meta(about(`The name in the ${one}: {name:${one}} in the phrases.`)),
        ]),
      ) as Record<ObliqueCase, z.ZodOptional<typeof spoken>>,
    )
    .optional()
    .meta(about('The whole name in cases that no rule gets right.')),
  extension: z
    .string()
    .regex(/^\d{2,4}$/, '@extension')
    .optional()
    .meta(about('The extension, in quotes.')),
  department: name.optional().meta(about('The department.')),
  external: z
    .boolean()
    .optional()
    .meta(about('Answers outside the office: there is no telephone of ours to watch.')),
  technical: z.boolean().optional().meta(about('An account that is nobody.')),
  dismissed: z.boolean().optional().meta(about('Works here no more.')),
  numbers: z
    .array(z.string().refine((text) => parseE164(text, 'RU') !== null, '@phone'))
    .max(10)
    .optional()
    .meta(about('Telephones of their own: who calls from one is a colleague.')),
  absent: z
    .array(absence)
    .max(50)
    .optional()
    .meta(about('Days away: 2026-12-28..2027-01-15, or { days, deputy }.')),
  deputy: name.optional().meta(about('Who is offered during absences that name nobody.')),
});

export const peopleSchema = z.strictObject({
  allow: some.prefault({}).meta(about('Who may be offered; nobody named: everybody.')),
  deny: some.prefault({}).meta(about('Who may not, all the same.')),
  technical: z
    .array(name)
    .max(100)
    .default([])
    .meta(about('Accounts that are nobody; a star at the end stands for anything.')),
  people: z
    .record(name, person)
    .default({})
    .meta(about('By extension, by first and last name, or by id of the CRM.')),
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
        gender: told.gender,
        spokenCases: told.cases as CaseForms | undefined,
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
