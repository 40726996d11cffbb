import { z } from 'zod';

type Schema = z.core.$ZodType;

/** The part of a schema that describes the value at `path`, without its default; undefined where there is none. */
function schemaAt(schema: Schema, path: readonly PropertyKey[]): Schema | undefined {
  const [key, ...rest] = path;
  const bare = bared(schema);
  if (key === undefined) return bare;
  const inner = innerSchema(bare, key);
  return inner === undefined ? undefined : schemaAt(inner, rest);
}

/** The keys that may stand at `path`. */
export function keysAt(schema: Schema, path: readonly PropertyKey[]): readonly string[] {
  const at = schemaAt(schema, path);
  if (at instanceof z.ZodUnion) return at.options.flatMap((one: Schema) => keysAt(one, []));
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}

/** The least and the most that is allowed at `path`: of a number, of a text's length, of a list's. */
export function limitsAt(
  schema: Schema,
  path: readonly PropertyKey[],
): { min: number | string; max: number | string } {
  const at = schemaAt(schema, path);
  if (at instanceof z.ZodNumber) return { min: at.minValue ?? '-∞', max: at.maxValue ?? '∞' };
  if (at instanceof z.ZodString) return { min: at.minLength ?? 0, max: at.maxLength ?? '∞' };
  if (at instanceof z.ZodArray) {
    const bounds = z.toJSONSchema(at);
    return { min: bounds.minItems ?? 0, max: bounds.maxItems ?? '∞' };
  }
  return { min: 0, max: '∞' };
}

/** Whether a change of the setting at `path` waits for a restart: the innermost description that says so decides. */
export function needsRestart(schema: Schema, path: readonly PropertyKey[]): boolean {
  const said = z.globalRegistry.get(schema)?.['needsRestart'];
  const [key, ...rest] = path;
  const inner = key === undefined ? undefined : innerSchema(bared(schema), key);
  if (inner !== undefined && said === undefined) return needsRestart(inner, rest);
  return said === true;
}

function innerSchema(schema: Schema, key: PropertyKey): Schema | undefined {
  if (schema instanceof z.ZodObject) return (schema.shape as Record<PropertyKey, Schema>)[key];
  if (schema instanceof z.ZodRecord) return schema.valueType;
  if (schema instanceof z.ZodArray) return schema.element;
  return undefined;
}

function bared(schema: Schema): Schema {
  return schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodOptional
    ? bared(schema.unwrap())
    : schema;
}
