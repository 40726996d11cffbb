import { readFile } from 'node:fs/promises';
import { authorizationOf, isWebAddress } from './crm.ts';
import type { Secret } from './secret.ts';
import type { Complain, Secrets } from './secrets.ts';
import type { Settings } from './settings.ts';
import { said } from './words.ts';

/** Where a CRM answers with a menu of its own making. */
export interface CrmMenu {
  readonly url: Secret;
  readonly authorization: Secret | null;
  /** PEM. */
  readonly ca: string | null;
  readonly budgetMs: number;
  readonly freshMs: number;
  readonly staleMs: number;
}

export async function crmMenuFrom(
  menu: Settings['crm_menu'],
  secrets: Secrets,
  complain: Complain,
): Promise<CrmMenu | null> {
  const secret = (key: 'url' | 'password' | 'token') =>
    secrets.one(['crm_menu', key], menu[key], menu[`${key}_file`]);
  const [url, password, token] = [
    await secret('url'),
    await secret('password'),
    await secret('token'),
  ];
  if (url === null) return null;
  if (!isWebAddress(url.reveal())) complain(['crm_menu', 'url'], said.noWebAddress);
  if (menu.user !== null && token !== null) complain(['crm_menu', 'user'], said.userAndToken);
  const ca =
    menu.ca_file === null
      ? null
      : await readFile(menu.ca_file, 'utf8').catch((error: NodeJS.ErrnoException) => {
          complain(['crm_menu', 'ca_file'], said.unreadable(error.code ?? 'EIO'));
          return null;
        });
  return {
    url,
    authorization: authorizationOf(menu.user, password, token),
    ca,
    budgetMs: menu.budget_ms,
    freshMs: menu.fresh_seconds * 1000,
    staleMs: menu.stale_seconds * 1000,
  };
}
