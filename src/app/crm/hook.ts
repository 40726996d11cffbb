import { isNoticeForUs } from '#adapters/crm/amocrm/webhook.ts';
import { readWebhook } from '#adapters/crm/bitrix24/webhook.ts';
import { deletion } from '#adapters/crm/connector.ts';
import { isSameSecret } from '#adapters/crm/same-secret.ts';
import type { SourceEvent } from '#ports/events.ts';
import type { CrmSource } from '../config/crm.ts';

/** What a CRM's own message tells at once; the rest is what a reading finds. */
export interface HookNews {
  readonly isWorthReading: boolean;
  /** Deletions that nobody can ask for later. */
  readonly events: readonly SourceEvent[];
}

const NOTHING: HookNews = { isWorthReading: false, events: [] };
const READ_AGAIN: HookNews = { ...NOTHING, isWorthReading: true };

/** Null: not from that CRM, or not with its token. */
export function hookNews(
  { name, how, hookToken }: Pick<CrmSource, 'name' | 'how' | 'hookToken'>,
  token: string,
  body: string,
  now: Date,
): HookNews | null {
  if (hookToken === null || !isSameSecret(hookToken.reveal(), token)) return null;
  switch (how.kind) {
    case 'bitrix24': {
      const news = readWebhook(body, hookToken.reveal(), how.mapping);
      if (news.kind === 'refused') return null;
      if (news.kind !== 'deleted') return news.kind === 'read-again' ? READ_AGAIN : NOTHING;
      const at = now.getTime() / 1000;
      return { ...NOTHING, events: news.externalIds.map((id) => deletion(name, id, at)) };
    }
    case 'amocrm':
      return isNoticeForUs(body) ? READ_AGAIN : NOTHING;
    case 'one-c-odata':
    case 'http-json':
      return READ_AGAIN;
    default:
      return how satisfies never;
  }
}
