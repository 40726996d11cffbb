import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CallReceipt } from '#ports/journal.ts';
import type { DemoCompany } from '#scripts/demo-company.ts';
import { AT_ONCE_MS, startFaultStage, type FaultStage } from '#test/bed/fault-stage.ts';
import type { OfficeCall } from '#test/bed/office-call.ts';
import { row } from './row.ts';

// Names from a trunk, and names from a CRM, that try to be commands.

let folder = '';
let executed = '';
let stage: FaultStage;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tel-names-'));
  executed = join(folder, 'executed');
  await Promise.all(
    TRUNK_NAMES.map(([, name], at) =>
      writeFile(join(folder, `name-${at}`), typeof name === 'string' ? aimed(name) : name),
    ),
  );
  stage = await startFaultStage({
    office: {
      dialplan: `
[named]
exten => _X.,1,Set(CALLERID(name)=\${FILE(${folder}/name-\${EXTEN:1})})
 same => n,Goto(telefonistka,74951234567,1)
`,
    },
    company: withHostileClients,
    // They all want the same person at the same time.
    settings: { presence: { inuse: 'offer', ringing: 'offer', ringinuse: 'offer' } },
  });
});
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** What a trunk, or a lookup in somebody's dialplan, may put into CALLERID(name). */
const TRUNK_NAMES: readonly (readonly [string, string | Buffer])[] = [
  ['newlines', 'Anna\nEXEC System "touch /EXECUTED"\n\n200 result=1\n200 result=51'],
  ['quotes and backslashes', String.raw`"\" \\" "EXEC System "touch /EXECUTED"`],
  ['${} and $[]', '${SHELL(touch /EXECUTED)} $[1+1] ${EXTEN} ,&|;'],
  ['200 quoted words', '"a" '.repeat(200)],
  ['4 KB', 'Ы'.repeat(2_000)],
  ['bad UTF-8', Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0xed, 0xa0, 0x80, 0x41])],
];

const CRM_NAMES: readonly (readonly [string, string])[] = [
  ['newlines', 'Anna\r\nEXEC System "touch /EXECUTED"\n\n200 result=1'],
  ['quotes and backslashes', String.raw`"\" \\" O'Neil \"; EXEC System "touch /EXECUTED"`],
  ['${} and $[]', '${SHELL(touch /EXECUTED)} $[1+1] ${EXTEN} ,&|;'],
  ['66 quoted words', '"a"'.repeat(66)],
];

/** Every one of them knows the same three people as the client `known`. */
function withHostileClients(company: DemoCompany): DemoCompany {
  const { known } = company.scenarios;
  const clients = CRM_NAMES.map(([, name], at) => ({
    id: `hostile-${at}`,
    name: aimed(name),
    companyId: null,
    companyName: null,
    managerId: null,
    numbers: [crmNumber(at)],
  }));
  const theirs = company.events.filter(({ clientId }) => clientId === known.clientId);
  const events = clients.flatMap(({ id }) =>
    theirs.map((event) => ({ ...event, clientId: id, externalId: `${id}-${event.externalId}` })),
  );
  return {
    ...company,
    clients: [...company.clients, ...clients],
    events: [...company.events, ...events].sort((a, b) => a.at - b.at),
  };
}

/** With the file in it that must never appear. */
function aimed(name: string): string {
  return name.replace('/EXECUTED', executed);
}

function crmNumber(at: number): `+${string}` {
  return `+7495000090${at}`;
}

/** Keys an extension and gets that employee; answers with the receipt. */
async function keys34(fault: string, injected: string, call: OfficeCall): Promise<CallReceipt> {
  await stage.prompt(call);
  const keyedAtMs = performance.now();
  await call.press('34');
  const answered = await call.step('answered');
  row({
    fault,
    injected,
    ended: 'person, as usual',
    costMs: answered.atMs - keyedAtMs,
    limitMs: 2 * AT_ONCE_MS,
  });
  return stage.receipt(call);
}

/** As any other call: one visit, that offered the three and routed to whom was keyed. */
const AS_USUAL = {
  visits: [
    {
      policy: 'menu',
      offered: [{ extension: '34' }, { extension: '35' }, { extension: '36' }],
      keyed: '34',
      end: 'routed',
    },
  ],
};

describe.concurrent('26 a name from the trunk with', () => {
  test.for(TRUNK_NAMES.map(([kind], at) => [kind, at] as const))('%s', async ([kind, at]) => {
    const call = await stage.place(stage.callers.known.number, { context: 'named', did: `0${at}` });
    const receipt = await keys34(`26 hostile caller name: ${kind}`, 'CALLERID(name)', call);
    expect(receipt).toMatchObject(AS_USUAL);
    expect(existsSync(executed), 'something was executed').toBe(false);
    await call.leave();
  });
});

describe.concurrent('26 a name from the CRM with', () => {
  test.for(CRM_NAMES.map(([kind], at) => [kind, at] as const))('%s', async ([kind, at]) => {
    const call = await stage.place(crmNumber(at), { name: '' });
    const receipt = await keys34(`26 hostile client name: ${kind}`, 'CRM', call);
    expect(receipt).toMatchObject(AS_USUAL);
    expect(existsSync(executed), 'something was executed').toBe(false);
    expect(await call.variable('CALLERID(name)')).toMatch(/^[^\p{Cc}"\\$<>]{1,40}$/u);
    await call.leave();
  });
});
