import { z } from 'zod';
import type { ReadyOption } from '#ports/ready-menus.ts';

const PEOPLE_MAX = 10;
const who = z.union([z.string().min(1).max(128), z.int().min(10).max(9999)]).transform(String);
const phrase = z.string().max(300).nullable().default(null);
const person = z.union([
  who.transform((name) => ({ who: name, phrase: null })),
  z
    .object({ extension: who.optional(), employee_id: who.optional(), phrase })
    .refine(({ extension, employee_id }) => (extension ?? employee_id) !== undefined)
    .transform((one) => ({ who: one.extension ?? one.employee_id ?? '', phrase: one.phrase })),
]);
const people = z.array(person).max(PEOPLE_MAX);

/**
 * What a CRM answers to `GET …?number=+79161234567`: a list of people, best first, or an object with it under `people`.
 * A person is an extension, an id of the CRM, or `{extension | employee_id, phrase}`. An empty list: no menu.
 */
export const readyMenuSchema = z.union([
  people,
  z.object({ people }).transform((one) => one.people),
]);

/** Null: not as agreed. */
export function optionsFrom(json: unknown): readonly ReadyOption[] | null {
  return readyMenuSchema.safeParse(json).data ?? null;
}
