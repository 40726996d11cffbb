import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { amoMappingSchema } from '#adapters/crm/amocrm/mapping.ts';
import { bitrixMappingSchema } from '#adapters/crm/bitrix24/mapping.ts';
import { oneCMappingSchema } from '#adapters/crm/one-c/mapping.ts';
import type { Region } from '#adapters/phone/e164.ts';
import type { SourceKind } from '../crm/source.ts';
import type { Mistake } from './mistake.ts';
import { readYaml } from './read.ts';
import { Secret } from './secret.ts';
import type { Complain, Secrets } from './secrets.ts';
import type { CrmSourceSettings } from './crm-settings.ts';
import { said } from './words.ts';

/** A CRM source as the settings and its mapping have it. */
export interface CrmSource {
  readonly name: string;
  readonly how: SourceKind;
  readonly url: Secret;
  /** Value of the header; null: none. */
  readonly authorization: Secret | null;
  readonly hookToken: Secret | null;
  /** PEM. */
  readonly ca: string | null;
  readonly zone: string;
  readonly region: Region;
  readonly timeoutMs: number;
  readonly everyMs: number;
  readonly staleAfterMs: number;
  readonly overlapSeconds: number;
  readonly historyDays: number;
  readonly rescanDays: number;
}

export interface CrmRead {
  readonly sources: readonly CrmSource[];
  readonly mistakes: readonly Mistake[];
  readonly files: readonly string[];
}

/** All sources with their mappings; every mistake at once. */
export async function readCrm(
  settings: readonly CrmSourceSettings[],
  office: { readonly zone: string; readonly region: Region },
  secrets: Secrets,
  complain: Complain,
): Promise<CrmRead> {
  const read = await Promise.all(
    settings.map((one, index) => readSource(one, index, { office, secrets, complain })),
  );
  const names = settings.map(({ name }) => name);
  for (const [index, name] of names.entries())
    if (names.indexOf(name) < index) complain(['crm', index, 'name'], said.sourceTwice(name));
  return {
    sources: read.flatMap(({ source }) => source ?? []),
    mistakes: read.flatMap(({ mistakes }) => mistakes),
    files: read.flatMap(({ files }) => files),
  };
}

async function readSource(
  one: CrmSourceSettings,
  index: number,
  around: {
    readonly office: { readonly zone: string; readonly region: Region };
    readonly secrets: Secrets;
    readonly complain: Complain;
  },
): Promise<{ source: CrmSource | null; mistakes: readonly Mistake[]; files: readonly string[] }> {
  const { office, secrets, complain } = around;
  const at = ['crm', index] as const;
  const secret = (key: 'url' | 'password' | 'token' | 'hook_token') =>
    secrets.one([...at, key], one[key], one[`${key}_file`]);
  const [url, password, token, hookToken] = [
    await secret('url'),
    await secret('password'),
    await secret('token'),
    await secret('hook_token'),
  ];
  if (one.url === null && one.url_file === null) complain([...at, 'name'], said.sourceWithoutUrl);
  if (url !== null && !isWebAddress(url.reveal())) complain([...at, 'url'], said.noWebAddress);
  if (one.user !== null && token !== null) complain([...at, 'user'], said.userAndToken);
  const ca = one.ca_file === null ? null : await textOf(one.ca_file, [...at, 'ca_file'], complain);
  const { how, mistakes, files } = await readMapping(one, [...at, 'mapping'], complain);
  const source =
    url === null || how === null
      ? null
      : {
          name: one.name,
          how,
          url,
          authorization: authorizationOf(one.user, password, token),
          hookToken,
          ca,
          zone: one.zone ?? office.zone,
          region: office.region,
          timeoutMs: one.timeout_seconds * 1000,
          everyMs: one.every_minutes * 60_000,
          staleAfterMs: one.stale_after_minutes * 60_000,
          overlapSeconds: one.overlap_minutes * 60,
          historyDays: one.history_days,
          rescanDays: one.rescan_days,
        };
  return { source, mistakes, files };
}

interface MappingRead {
  readonly how: SourceKind | null;
  readonly mistakes: readonly Mistake[];
  readonly files: readonly string[];
}

/** The mapping of the source's kind; without a file the ready-made one, where there is one for all. */
async function readMapping(
  { kind, mapping }: CrmSourceSettings,
  path: readonly PropertyKey[],
  complain: Complain,
): Promise<MappingRead> {
  const withFile = async <S extends z.ZodType>(
    schema: S,
    how: (mapping: z.output<S>) => SourceKind,
  ): Promise<MappingRead> => {
    if (mapping === null) return { how: how(schema.parse({})), mistakes: [], files: [] };
    const { value, mistakes } = await readYaml(mapping, schema);
    return { how: value === undefined ? null : how(value), mistakes, files: [mapping] };
  };
  switch (kind) {
    case 'one-c-odata':
      if (mapping !== null)
        return withFile(oneCMappingSchema, (value) => ({ kind, mapping: value }));
      complain(path, said.mappingNeeded);
      return { how: null, mistakes: [], files: [] };
    case 'bitrix24':
      return withFile(bitrixMappingSchema, (value) => ({ kind, mapping: value }));
    case 'amocrm':
      return withFile(amoMappingSchema, (value) => ({ kind, mapping: value }));
    case 'http-json':
      if (mapping !== null) complain(path, said.mappingNotNeeded);
      return { how: { kind }, mistakes: [], files: [] };
    default:
      return kind satisfies never;
  }
}

export function authorizationOf(
  user: string | null,
  password: Secret | null,
  token: Secret | null,
): Secret | null {
  if (token !== null) return new Secret(`Bearer ${token.reveal()}`);
  if (user === null) return null;
  const pair = Buffer.from(`${user}:${password?.reveal() ?? ''}`).toString('base64');
  return new Secret(`Basic ${pair}`);
}

async function textOf(
  file: string,
  path: readonly PropertyKey[],
  complain: Complain,
): Promise<string | null> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    complain(path, said.unreadable(error.code ?? 'EIO'));
    return null;
  });
}

export function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
