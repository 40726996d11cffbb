import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CallReceipt } from '#ports/journal.ts';
import { demoCompany, writeDemoCompany, type DemoCompany } from '#scripts/demo-company.ts';
import type { AsteriskInstance } from './asterisk.ts';
import { freeTcpPort } from './free-port.ts';
import { CALLER_CONTEXT, OfficeCall } from './office-call.ts';
import { startOffice, type OfficeOptions } from './office.ts';
import { startService, type RunningService, type ServiceOptions } from './service.ts';

const SHORT_PHRASES = fileURLToPath(new URL('../fixtures/phrases/short.ru.yaml', import.meta.url));
const RECEIPT_WITHIN_MS = 15_000;

/** Until a lease runs out: the step itself, what the product adds to it, and what a busy machine may add. */
export const LEASE_SLACK_MS = 2_000 + 1_500;
/** The dialplan's first lease, likewise. */
export const FIRST_LEASE_MS = 5_000 + 1_500;
/** What should cost nothing. */
export const AT_ONCE_MS = 1_500;

/** A small office with the product in it, for breaking. */
export interface FaultStage extends AsyncDisposable {
  readonly office: AsteriskInstance;
  readonly service: RunningService;
  /** Numbers of callers whose offers are known: scripts/demo-company/scenarios.ts. */
  readonly callers: DemoCompany['scenarios'];
  /** A caller without SIP. */
  place(from: string, how?: { name?: string; context?: string; did?: string }): Promise<OfficeCall>;
  /** When the service began to say something to this caller, and for how long it will. */
  prompt(
    call: Pick<OfficeCall, 'uniqueid'>,
    which?: number,
  ): Promise<{ atMs: number; lastsMs: number }>;
  /** Everything that was said to this caller so far, in milliseconds. */
  saidMs(call: OfficeCall): readonly number[];
  /** What the journal keeps of the call, as `telefonistka explain` tells it, once it has so many visits. */
  receipt(call: OfficeCall, visits?: number): Promise<CallReceipt>;
}

export interface FaultStageOptions {
  /** As ServiceOptions.settings; merged over the short menu of the bed, section by section. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly service?: Omit<ServiceOptions, 'settings' | 'imports'>;
  readonly office?: Partial<OfficeOptions>;
  /** What is different in the AMI settings, once Asterisk's port is known. */
  readonly ami?: (port: number) => Promise<Readonly<Record<string, unknown>>>;
  /** Changes the company before it is imported. */
  readonly company?: (company: DemoCompany) => DemoCompany;
}

/** What a telephone may do, a context each: the hint of somebody who is busy is `Local/34@busy/n`. */
const EMPLOYEES = `
[busy]
exten => _X.,1,Busy(5)
[congestion]
exten => _X.,1,Congestion(5)
[rings]
exten => _X.,1,Ringing()
 same => n,Wait(60)
[answers]
exten => _X.,1,Answer()
 same => n,Wait(120)
`;

/** Whom the bed's callers are offered; every telephone answers unless a test says otherwise. */
export const HINTS: Readonly<Record<string, string>> = Object.fromEntries(
  ['34', '35', '36', '115', '116'].map((extension) => [extension, `Local/${extension}@answers/n`]),
);

/** Starts an office, and in it the product with a company of a few people; answers when it takes calls. */
export async function startFaultStage(options: FaultStageOptions = {}): Promise<FaultStage> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'tel-faults-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const company = (options.company ?? ((same) => same))(smallCompany());
  await writeDemoCompany(join(folder, 'company'), company);

  const agiPort = await freeTcpPort();
  const office = stack.use(
    await startOffice({
      nodes: [`127.0.0.1:${agiPort}`],
      hints: HINTS,
      ...options.office,
      dialplan: `${CALLER_CONTEXT}${EMPLOYEES}${options.office?.dialplan ?? ''}`,
    }),
  );
  // Asterisk works hints out before the contexts that their Local channels lead to are there, and keeps that.
  await office.cli('dialplan reload');
  const { amiPort } = office.place;
  const ami = { port: amiPort, ...(await options.ami?.(amiPort)) };
  await mkdir(join(folder, 'service'));
  const service = stack.use(
    await startService({
      folder: join(folder, 'service'),
      ...options.service,
      imports: [await inOneFile(join(folder, 'company'))],
      settings: settingsFor({ port: agiPort }, ami, options.settings ?? {}),
    }),
  );
  const parts = stack.move();

  return {
    office,
    service,
    callers: company.scenarios,
    place: (from, how = {}) => OfficeCall.place(office, { from, ...how }),
    async prompt({ uniqueid }, which = 0) {
      let seen = -1;
      const line = await service.line(
        ({ msg, linkedid }) => msg === 'saying' && linkedid === uniqueid && ++seen === which,
      );
      return { atMs: performance.now(), lastsMs: Number(line['ms']) };
    },
    saidMs: ({ uniqueid }) =>
      service.lines.flatMap(({ msg, linkedid, ms }) =>
        msg === 'saying' && linkedid === uniqueid ? [Number(ms)] : [],
      ),
    receipt: ({ uniqueid }, visits = 1) => receiptOf(service, uniqueid, visits),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** The people and callers of the demo whose outcome is known, without the crowd around them. */
function smallCompany(): DemoCompany {
  const company = demoCompany({ seed: 1, now: new Date() });
  const isMade = ({ clientId }: { readonly clientId: string }): boolean =>
    clientId.startsWith('demo-');
  return {
    ...company,
    clients: company.clients.filter(({ id }) => isMade({ clientId: id })),
    events: company.events.filter(isMade),
  };
}

/** Each import starts a process: one is enough. */
async function inOneFile(folder: string): Promise<string> {
  const names = ['employees', 'clients', 'events'];
  const parts = names.map((name) => readFile(join(folder, `${name}.jsonl`), 'utf8'));
  const file = join(folder, 'all.jsonl');
  await writeFile(file, (await Promise.all(parts)).join(''));
  return file;
}

function settingsFor(
  agi: Readonly<Record<string, unknown>>,
  ami: Readonly<Record<string, unknown>>,
  wanted: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const short: Readonly<Record<string, object>> = {
    agi,
    ami: { enabled: true, user: 'telefonistka', secret: 'bed', ...ami },
    menu: { key_wait_seconds: 1, ring_seconds: 5 },
    voice: { engines: [{ kind: 'espeak', words_per_minute: 300 }] },
  };
  const merged = Object.entries(wanted).map(([name, value]) => {
    const isSection = typeof value === 'object' && value !== null && !Array.isArray(value);
    return [name, isSection ? { ...short[name], ...value } : value] as const;
  });
  return { phrases_file: SHORT_PHRASES, ...short, ...Object.fromEntries(merged) };
}

async function receiptOf(
  service: RunningService,
  linkedid: string,
  visits: number,
): Promise<CallReceipt> {
  const deadline = performance.now() + RECEIPT_WITHIN_MS;
  for (;;) {
    const { exit, output } = await service.cli('explain', linkedid, '--json');
    const json = output.split('\n').find((line) => line.startsWith('{"linkedid"'));
    if (exit === 0 && json !== undefined) {
      const receipt = JSON.parse(json) as CallReceipt;
      if (receipt.visits.length >= visits) return receipt;
    }
    if (performance.now() > deadline) throw new Error(`no receipt of ${linkedid}:\n${output}`);
  }
}
