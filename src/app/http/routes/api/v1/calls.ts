import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { Failure } from '#ports/failure.ts';
import type { CallReceipt } from '#ports/journal.ts';
import type { HttpHouse } from '../../../house.ts';
import { problems } from '../../../problem.ts';
import { linkedid, outcome, visit } from './receipt-schema.ts';

const receipt = z.object({
  linkedid: z.string(),
  visits: z.array(visit),
  outcome: outcome.nullable(),
});

/** The receipt of one call. */
export function calls(api: FastifyInstance, house: Pick<HttpHouse, 'journal'>): void {
  const schema = {
    params: z.object({ linkedid }),
    response: { ...problems, 200: receipt },
  };
  api
    .withTypeProvider<ZodTypeProvider>()
    .get('/calls/:linkedid', { schema }, async ({ params }) => {
      const found = await house.journal.receiptOf(params.linkedid);
      if (found === null) throw new Failure('not-found', 'the journal has no such call');
      return writable(found);
    });
}

/** The schema's type is not readonly; the value is its own copy. */
function writable(found: CallReceipt): z.input<typeof receipt> {
  return structuredClone(found) as z.input<typeof receipt>;
}
