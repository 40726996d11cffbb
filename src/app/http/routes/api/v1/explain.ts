import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import { callerFrom } from '#domain/call/caller.ts';
import { Failure } from '#ports/failure.ts';
import type { CallExplained, NumberExplained, StrangerExplained } from '#ports/explaining.ts';
import type { HttpHouse } from '../../../house.ts';
import { problems } from '../../../problem.ts';
import { explained, question } from './explain-schema.ts';

type ExplainHouse = Pick<HttpHouse, 'now' | 'explaining' | 'parseE164' | 'momentFrom'>;
type Told = NumberExplained | StrangerExplained | CallExplained;

/** Why: of a number, now or at a moment, or of a call. The same data as `telefonistka explain --json`. */
export function explain(api: FastifyInstance, house: ExplainHouse): void {
  const schema = { querystring: question, response: { ...problems, 200: explained } };
  api
    .withTypeProvider<ZodTypeProvider>()
    .get('/explain', { schema }, async ({ query }) => writable(await told(query, house)));
}

async function told(
  { number, linkedid, at }: z.output<typeof question>,
  house: ExplainHouse,
): Promise<Told> {
  if ((number === undefined) === (linkedid === undefined))
    throw new Failure('invalid', 'one of number=… and linkedid=… is needed');
  if (number !== undefined)
    return house.explaining.ofNumber(numberFrom(number, house), momentFrom(at, house));
  if (at !== undefined) throw new Failure('invalid', 'at=… goes with number=…');
  const call = await house.explaining.ofCall(linkedid ?? '');
  if (call === null) throw new Failure('not-found', 'the journal has no such call');
  return call;
}

function numberFrom(text: string, house: Pick<HttpHouse, 'parseE164'>) {
  const caller = callerFrom(withPlus(text, /^ /), (raw) => house.parseE164(raw));
  if (caller.kind !== 'external') throw new Failure('invalid', "no caller's number");
  return caller.number;
}

/** Null: now. */
function momentFrom(
  text: string | undefined,
  house: Pick<HttpHouse, 'now' | 'momentFrom'>,
): number | null {
  if (text === undefined) return null;
  const at = house.momentFrom(text) ?? house.momentFrom(withPlus(text, / (?=\d\d:?\d\d$)/));
  if (at === null)
    throw new Failure('invalid', 'at: no time; e.g. 2026-01-31T09:00:00+03:00, 2026-01-31 9:00');
  if (at * 1000 > house.now().getTime()) throw new Failure('invalid', 'at: has not come yet');
  return at;
}

/** In an address a plus that nobody has escaped is a blank, and where one belongs nothing else was meant. */
function withPlus(text: string, blank: RegExp): string {
  return text.replace(blank, '+');
}

/** The schema's type is not readonly; the value is its own copy. */
function writable(value: Told): z.input<typeof explained> {
  return structuredClone(value) as z.input<typeof explained>;
}
