import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { settingsSchema } from '#app/config/settings.ts';

/** config/schema.json: what an editor needs to help while the settings are written. */
export function schemaJson(): string {
  const schema = z.toJSONSchema(settingsSchema, { io: 'input' });
  return `${JSON.stringify({ title: 'telefonistka', ...schema }, null, 2)}\n`;
}

export const SCHEMA_FILE = new URL('../config/schema.json', import.meta.url);

if (import.meta.main) await writeFile(SCHEMA_FILE, schemaJson());
