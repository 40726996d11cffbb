import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { amoMappingSchema } from '#adapters/crm/amocrm/mapping.ts';
import { bitrixMappingSchema } from '#adapters/crm/bitrix24/mapping.ts';
import { answerSchema } from '#adapters/crm/http-json/answer.ts';
import { readyMenuSchema } from '#adapters/crm/ready-menu/answer.ts';
import { oneCMappingSchema } from '#adapters/crm/one-c/mapping.ts';
import { namesSchema } from '#app/config/names-file.ts';
import { peopleSchema } from '#app/config/people-file.ts';
import { rankingSchema } from '#app/config/ranking-file.ts';
import type { HttpHouse } from '#app/http/house.ts';
import { buildServer } from '#app/http/server.ts';
import { settingsSchema } from '#app/config/settings.ts';

/** Files that are made of the code, by their place in the project: what editors and other programs read. */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  const schemas: readonly (readonly [file: string, title: string, schema: z.ZodType])[] = [
    ['config/schema.json', 'telefonistka', settingsSchema],
    ['config/ranking.schema.json', 'telefonistka: ranking.yaml', rankingSchema],
    ['config/names.schema.json', 'telefonistka: names.yaml', namesSchema],
    ['config/people.schema.json', 'telefonistka: people.yaml', peopleSchema],
    ['config/crm/one-c.schema.json', 'telefonistka: what means what in 1C', oneCMappingSchema],
    ['config/crm/bitrix24.schema.json', 'telefonistka: Bitrix24', bitrixMappingSchema],
    ['config/crm/amocrm.schema.json', 'telefonistka: amoCRM', amoMappingSchema],
    ['docs/crm/ready-menu.schema.json', 'telefonistka: menu made by a CRM', readyMenuSchema],
    ['docs/crm/http-json.schema.json', 'telefonistka: answer of a CRM service', answerSchema],
  ];
  return new Map([
    ...schemas.map(([file, title, schema]) => [file, schemaJson(title, schema)] as const),
    ['docs/crm/openapi.json', await openApiJson()] as const,
  ]);
}

function schemaJson(title: string, schema: z.ZodType): string {
  return json({ title, ...z.toJSONSchema(schema, { io: 'input' }) });
}

/** The routes describe themselves; who stands behind them does not matter for that. */
async function openApiJson(): Promise<string> {
  await using server = await buildServer({ tokens: [], log: console } as unknown as HttpHouse);
  await server.ready();
  return json(server.swagger());
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

export const PROJECT = new URL('../', import.meta.url);

if (import.meta.main)
  for (const [file, text] of await generatedFiles()) await writeFile(new URL(file, PROJECT), text);
