import { z } from 'zod';
import { isZone } from './zone.ts';

/** One CRM that events, employees and clients are read from. What its records mean stands in the mapping. */
export const crmSourceSchema = z.strictObject({
  /** Events are kept under it: another name is another source. */
  name: z.string().regex(/^[a-z][a-z\d_-]{0,39}$/, '@source_name'),
  kind: z.enum(['one-c-odata', 'http-json', 'bitrix24', 'amocrm']),
  url: z.string().min(1).max(2048).nullable().default(null),
  url_file: z.string().min(1).max(1024).nullable().default(null),
  /** Basic authentication. */
  user: z.string().min(1).max(200).nullable().default(null),
  password: z.string().min(1).max(4096).nullable().default(null),
  password_file: z.string().min(1).max(1024).nullable().default(null),
  /** Or a bearer token. */
  token: z.string().min(1).max(8192).nullable().default(null),
  token_file: z.string().min(1).max(1024).nullable().default(null),
  /** What the CRM's own messages (webhooks) must bear. */
  hook_token: z
    .string()
    .regex(/^(?:[\w-]{16,100}|\$\{\w+\})$/, '@hook_token')
    .nullable()
    .default(null),
  hook_token_file: z.string().min(1).max(1024).nullable().default(null),
  /** What means what; null: the ready-made one of Bitrix24 or amoCRM. */
  mapping: z.string().min(1).max(1024).nullable().default(null),
  /** Of times without one; null: the office's. */
  zone: z.string().max(100).refine(isZone, '@zone').nullable().default(null),
  ca_file: z.string().min(1).max(1024).nullable().default(null),
  every_minutes: z.int().min(1).max(1440).default(5),
  overlap_minutes: z.int().min(0).max(1440).default(10),
  history_days: z.int().min(1).max(3650).default(730),
  rescan_days: z.int().min(0).max(366).default(30),
  stale_after_minutes: z.int().min(5).max(10_080).default(60),
  timeout_seconds: z.int().min(1).max(300).default(60),
});

export type CrmSourceSettings = z.output<typeof crmSourceSchema>;
