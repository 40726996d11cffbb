import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AmiEvent } from '#test/bed/ami.ts';
import { startFaultStage, type FaultStage } from '#test/bed/fault-stage.ts';
import type { OfficeCall } from '#test/bed/office-call.ts';
import { postgresMissing, startPostgres, type PrivatePostgres } from '#test/bed/postgres.ts';
import { startService } from '#test/bed/service.ts';

// The office keeps what it knows in PostgreSQL: what callers notice when that dies or hangs, which is nothing.

const TOKEN = 'a-token-of-the-test-only';
/** The server lets everybody in; what stands in the address must not come out all the same. */
const PASSWORD = 'hush-nobody-may-read-this';
/** Until something is heard, on a busy machine. Who waits for PostgreSQL waits for seconds. */
const FIRST_AUDIO_MS = 500;
/** Longest pause between two tries of the copy and of the journal, after so short an absence, and some more. */
const CAUGHT_UP_MS = 15_000;

const missing = postgresMissing();
if (missing !== null) console.warn(`SKIPPED: calls over PostgreSQL: ${missing}`);

describe.skipIf(missing !== null)('with the office in PostgreSQL', () => {
  let server: PrivatePostgres;
  let url: string;
  let stage: FaultStage;
  beforeAll(async () => {
    server = await startPostgres();
    url = server.url.replace('telefonistka@', `telefonistka:${PASSWORD}@`);
    stage = await startFaultStage({
      settings: { storage: { url }, http: { tokens: [TOKEN] } },
    });
    await stage.service.line(({ msg }) => msg === 'AMI ready');
  });
  afterAll(async () => {
    await stage?.[Symbol.asyncDispose]();
    await server?.stop();
  });

  /** A known caller hears his menu, keys 34 and talks with her; answers with what he met on the way. */
  async function talksWith34() {
    const call = await stage.place(stage.callers.known.number);
    await stage.prompt(call);
    await call.press('34');
    expect((await call.step('answered')).fields['Extension']).toBe('34');
    await call.event(({ name }) => name === 'BridgeEnter');
    const asked = await call.event(isAsking);
    const heard = await call.event(isHearing);
    await call.leave();
    return {
      call,
      heardAfterMs: heard.atMs - asked.atMs,
      offer: [
        await stage.service.line(
          ({ msg, linkedid }) => msg === 'offer decided' && linkedid === call.uniqueid,
        ),
        await stage.service.line(
          ({ msg, linkedid }) => msg === 'saying' && linkedid === call.uniqueid,
        ),
      ].map(({ policy, offered, pii }) => ({ policy, offered, pii })),
    };
  }

  const absences: readonly [
    string,
    { begins: () => Promise<void>; ends: () => Promise<void> | void },
  ][] = [
    ['dies', { begins: () => server.kill(), ends: () => server.start() }],
    ['hangs', { begins: () => server.freeze(), ends: () => server.thaw() }],
  ];
  test.for(absences)(
    'PostgreSQL %s: the next caller hears the same names as soon, and the call is journalled once afterwards',
    async ([, absence]) => {
      const before = await talksWith34();
      expect(before.offer).toEqual([
        { policy: 'menu', offered: ['34', '35', '36'] },
        { pii: { text: expect.stringMatching(/Анна Петрова.*Пётр Смирнов.*Зоя Белых/u) } },
      ]);
      await absence.begins();
      const during: Awaited<ReturnType<typeof talksWith34>>[] = [];
      try {
        during.push(await talksWith34(), await talksWith34());
      } finally {
        await absence.ends();
      }
      expect(during.map(({ offer }) => offer)).toEqual([before.offer, before.offer]);
      for (const { heardAfterMs } of [before, ...during])
        expect(heardAfterMs).toBeLessThan(FIRST_AUDIO_MS);

      const calls = [before, ...during].map(({ call }) => call);
      await expect
        .poll(() => journalled(calls), { timeout: CAUGHT_UP_MS })
        .toEqual(calls.map(() => ({ visits: 1, reached: 'petrova' })));
      // Nothing is left that could be written a second time.
      await expect.poll(health, { timeout: 5_000 }).toContain('journal 0 queued, 0 dropped');
      const receipt = await stage.receipt(during[0]!.call);
      expect(receipt.visits).toMatchObject([{ policy: 'menu', keyed: '34', end: 'routed' }]);
    },
  );

  test('events that come while PostgreSQL is away are refused, and taken when it is back: the next offer knows them', async () => {
    const { number, clientId } = stage.callers.withoutHistory;
    expect(await offerOf(number)).toEqual([]);
    const at = Math.floor(Date.now() / 1000);
    const events = ['smirnov', 'belykh'].flatMap((employee, which) =>
      [0, 1, 2, 3].slice(which).map((day) => ({
        source: 'test',
        external_id: `${employee}-${day}`,
        at: at - day * 86_400 - 60,
        type: 'call_answered',
        client_id: clientId,
        employee_id: employee,
      })),
    );
    await server.kill();
    try {
      expect((await post(events)).status).toBe(503);
      expect(await offerOf(number)).toEqual([]);
    } finally {
      await server.start();
    }
    await expect
      .poll(async () => (await post(events)).status, { timeout: CAUGHT_UP_MS, interval: 250 })
      .toBe(200);
    await expect
      .poll(() => offerOf(number), { timeout: CAUGHT_UP_MS, interval: 250 })
      .toEqual(['35', '36']);
  });

  test('a second node knows what came in through the first, and the first what comes in through the second', async () => {
    const { office, service, callers } = stage;
    await using second = await startService({ settings: { storage: { url } }, cold: true });
    await expect.poll(() => readiness(second.httpPort), { timeout: 10_000 }).toBe(200);
    await office.ami.action('Setvar', {
      Variable: 'TEL_NODE1',
      Value: `127.0.0.1:${second.agiPort}`,
    });
    const call = await stage.place(callers.known.number);
    const offer = await second.line(
      ({ msg, linkedid }) => msg === 'offer decided' && linkedid === call.uniqueid,
    );
    expect(offer['offered']).toEqual(['34', '35', '36']);
    await call.leave();
    await office.ami.action('Setvar', {
      Variable: 'TEL_NODE1',
      Value: `127.0.0.1:${service.agiPort}`,
    });

    // Whom nobody has heard of calls from a number that the first node finds in its own copy a moment later.
    expect(await offerOf(callers.stranger.number)).toEqual([]);
    const file = join(second.folder, 'new-client.jsonl');
    await writeFile(file, clientOf('tsoi', callers.stranger.number));
    expect((await second.cli('import', file)).exit).toBe(0);
    await expect
      .poll(() => offerOf(callers.stranger.number), { timeout: CAUGHT_UP_MS, interval: 250 })
      .toEqual(['115']);
  });

  test('the password of the database stands in no line of the log', () => {
    const log = stage.service.process.output();
    expect(log).toContain('PostgreSQL is away');
    expect(log).not.toContain(PASSWORD);
  });

  /** Whom the next call of this number is offered by the first node. */
  async function offerOf(from: string): Promise<unknown> {
    const call = await stage.place(from);
    const line = await stage.service.line(
      ({ msg, linkedid }) => msg === 'offer decided' && linkedid === call.uniqueid,
    );
    await call.leave();
    return line['offered'];
  }

  function post(events: readonly object[]): Promise<Response> {
    return fetch(`http://127.0.0.1:${stage.service.httpPort}/api/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({ events }),
    });
  }

  async function health(): Promise<string> {
    return (await fetch(`http://127.0.0.1:${stage.service.httpPort}/health`)).text();
  }

  /** What PostgreSQL's own tables have of these calls. */
  async function journalled(calls: readonly OfficeCall[]): Promise<readonly object[]> {
    const client = new pg.Client(url);
    await client.connect();
    try {
      const { rows } = await client.query<{ visits: number; reached: string }>(
        `select (select count(*)::int from visit where visit.linkedid = call.linkedid) as visits,
                (select max(employee_id) from outcome where outcome.linkedid = call.linkedid) as reached
           from unnest($1::text[]) with ordinality as call (linkedid, nth) order by nth`,
        [calls.map(({ uniqueid }) => uniqueid)],
      );
      return rows;
    } finally {
      await client.end();
    }
  }
});

async function readiness(httpPort: number): Promise<number> {
  return (await fetch(`http://127.0.0.1:${httpPort}/health/ready`)).status;
}

/** The dialplan calls the service. */
function isAsking({ name, fields }: AmiEvent): boolean {
  return name === 'Newexten' && fields['Application'] === 'AGI';
}

/** Asterisk begins to play to the caller. */
function isHearing({ name, fields }: AmiEvent): boolean {
  return name === 'AGIExecStart' && (fields['Command'] ?? '').startsWith('STREAM FILE');
}

/** A client with this number, who talked with that employee lately. */
function clientOf(employee: string, number: string): string {
  const day = (ago: number): string => new Date(Date.now() - ago * 86_400_000).toISOString();
  const client = { kind: 'client', id: 'newcomer', name: 'Ю. Новиков', numbers: [number] };
  const events = [1, 2, 3, 4, 5].map((ago) => ({
    kind: 'event',
    source: 'test',
    id: `newcomer-${ago}`,
    at: day(ago),
    type: 'call_answered',
    client_id: client.id,
    employee_id: employee,
  }));
  return [client, ...events].map((line) => `${JSON.stringify(line)}\n`).join('');
}
