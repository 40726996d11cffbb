import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { SourceEmployee } from '#ports/events.ts';
import type { HttpHouse } from '../../../house.ts';
import { keptSchema, keySchema, moment, problems, textSchema } from './records.ts';

const RECORDS_MAX = 1000;
const ABSENCES_MAX = 50;
const NUMBERS_MAX = 50;

const absence = z
  .strictObject({
    from: moment,
    to: moment,
    deputy_id: keySchema.nullable().default(null),
  })
  .refine(({ from, to }) => from < to, { error: 'ends before it begins', path: ['to'] });

const employee = z.strictObject({
  id: keySchema,
  first: textSchema.default(''),
  middle: textSchema.default(''),
  last: textSchema.default(''),
  spoken_name: textSchema.min(1).nullable().default(null),
  extension: z
    .string()
    .regex(/^\d{2,4}$/, '2 to 4 digits, or null for a person without a telephone')
    .nullable()
    .default(null),
  department: textSchema.default(''),
  dismissed: z.boolean().default(false),
  technical: z.boolean().default(false),
  allowed: z.boolean().default(true),
  external: z.boolean().default(false),
  /** Telephones of their own: who calls from one is a colleague, no client. */
  numbers: z.array(z.string().max(100)).max(NUMBERS_MAX).default([]),
  absences: z.array(absence).max(ABSENCES_MAX).default([]),
});
const body = z.strictObject({ employees: z.array(employee).min(1).max(RECORDS_MAX) });

/** Takes in employees, all or none, each as it is now; repeating is harmless. */
export function employees(
  api: FastifyInstance,
  house: Pick<HttpHouse, 'events' | 'parseE164'>,
): void {
  api.withTypeProvider<ZodTypeProvider>().post(
    '/employees',
    {
      schema: {
        summary: 'Employees as they are now',
        tags: ['push'],
        body,
        response: { ...problems, 200: keptSchema },
      },
    },
    async ({ body }) =>
      house.events.keepEmployees(body.employees.map((one) => sourceEmployee(one, house.parseE164))),
  );
}

function sourceEmployee(
  told: z.output<typeof employee>,
  parseE164: HttpHouse['parseE164'],
): SourceEmployee {
  const { spoken_name, absences, numbers, ...rest } = told;
  return {
    ...rest,
    spokenName: spoken_name,
    numbers: numbers.flatMap((text) => parseE164(text) ?? []),
    absences: absences.map(({ from, to, deputy_id }) => ({
      fromMs: from * 1000,
      toMs: to * 1000,
      deputyId: deputy_id,
    })),
  };
}
