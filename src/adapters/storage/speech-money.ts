import type { Spending } from '#ports/speech.ts';
import { inOneCommit, translated, type Store } from './database.ts';
import { storableInteger, storableKey } from './values.ts';

export async function spentOnSpeech(store: Store, account: string, month: string): Promise<number> {
  const row = await translated(store, () =>
    store.db
      .selectFrom('speech_money')
      .select('micros')
      .where('account', '=', account)
      .where('month', '=', month)
      .executeTakeFirst(),
  );
  return row?.micros ?? 0;
}

/** Looks and notes in one commit, so that two nodes together keep to the limit; never less than nothing. */
export async function spendOnSpeech(
  store: Store,
  { account, month, micros, limitMicros }: Spending,
): Promise<boolean> {
  const key = { account: storableKey(account), month: storableKey(month) };
  return inOneCommit(store, async (commit) => {
    const row = await commit
      .selectFrom('speech_money')
      .select('micros')
      .where('account', '=', account)
      .where('month', '=', month)
      .executeTakeFirst();
    const sum = Math.max(0, (row?.micros ?? 0) + storableInteger(micros));
    if (micros > 0 && limitMicros !== null && sum > limitMicros) return false;
    await commit
      .insertInto('speech_money')
      .values({ ...key, micros: sum })
      .onConflict((same) => same.columns(['account', 'month']).doUpdateSet({ micros: sum }))
      .execute();
    return true;
  });
}
