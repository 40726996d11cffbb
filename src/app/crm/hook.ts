import { createHash, timingSafeEqual } from 'node:crypto';
import { noticeFrom } from '#adapters/crm/amocrm/webhook.ts';
import { readWebhook } from '#adapters/crm/bitrix24/webhook.ts';
import { deletion } from '#adapters/crm/connector.ts';
import type { SourceClient, SourceEvent } from '#ports/events.ts';
import type { CrmSource } from '../config/crm.ts';

/** What a CRM's own message tells at once; the rest is what a reading finds. */
export interface HookNews {
  readonly isWorthReading: boolean;
  /** Deletions: in most CRMs nobody can ask for those later. */
  readonly events: readonly SourceEvent[];
  readonly clients: readonly SourceClient[];
}

const NOTHING: HookNews = { isWorthReading: false, events: [], clients: [] };
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
      if (news.kind === 'read-again') return news.streams.length > 0 ? READ_AGAIN : NOTHING;
      const at = now.getTime() / 1000;
      return { ...NOTHING, events: news.externalIds.map((id) => deletion(name, id, at)) };
    }
    case 'amocrm': {
      const notice = noticeFrom(body);
      if (notice.kind === 'nothing') return NOTHING;
      return notice.kind === 'deleted' ? { ...READ_AGAIN, clients: notice.clients } : READ_AGAIN;
    }
    case 'one-c-odata':
    case 'http-json':
      return READ_AGAIN;
    default:
      return how satisfies never;
  }
}

/** In constant time: digests are of one length. */
function isSameSecret(known: string, offered: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(known), digest(offered));
}
