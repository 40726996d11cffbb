import { portalTime, type Bench } from './portal.ts';

/** A record as people see it; what it looks like on the wire, and what should be kept of it, follow from this. */
export interface Fact {
  readonly kind: 'letter' | 'deal' | 'won' | 'closed' | 'call';
  readonly id: number;
  readonly daysAgo: number;
  readonly client: number;
  readonly employee: number;
  readonly isEvent: boolean;
}

export type Deed =
  | { readonly do: 'write'; readonly fact: Fact }
  | { readonly do: 'delete'; readonly kind: Fact['kind']; readonly id: number }
  | { readonly do: 'nothing' };

export const FACT_KINDS = ['letter', 'deal', 'won', 'closed', 'call'] as const;
/** Only what these facts need, so that a run is short. */
export const factMapping = {
  employees: { departments: false },
  clients: {
    contacts: { enabled: false },
    companies: { enabled: false },
    leads: { enabled: false },
  },
  items: [
    { name: 'deal', type: 'deal_opened', entity_type_id: 2, except: { stageId: ['NONE'] } },
    {
      name: 'won',
      type: 'deal_won',
      entity_type_id: 7,
      date: 'movedTime',
      only: { stageSemanticId: ['S'] },
    },
    {
      name: 'closed',
      type: 'deal_won',
      entity_type_id: 31,
      date: 'closedate',
      only: { stageSemanticId: ['S'] },
    },
  ],
};

/** What people see, and the portal that shows it. */
export class World {
  readonly facts = new Map<string, Fact>();
  readonly bench: Bench;
  /** Calls are written down once, when they end, under a new id. */
  #callId = 0;

  constructor(bench: Bench) {
    this.bench = bench;
  }

  does(deed: Deed): void {
    if (deed.do === 'nothing') return;
    if (deed.do === 'delete') {
      this.facts.delete(`${deed.kind}:${deed.id}`);
      this.bench.portal.remove(TABLE[deed.kind], deed.id);
      return;
    }
    const { kind } = deed.fact;
    if (kind === 'call') this.#callId += 1;
    const told = { ...deed.fact, id: kind === 'call' ? this.#callId : deed.fact.id };
    this.facts.set(`${kind}:${told.id}`, told);
    this.bench.portal.put(TABLE[kind], told.id, wire(told));
  }

  get expected(): Readonly<Record<string, string>> {
    const live = [...this.facts.values()].filter(({ isEvent }) => isEvent);
    return Object.fromEntries(live.map((told) => [idOf(told), text(told)]));
  }
}

const TABLE = {
  letter: 'activity',
  deal: 'item:2',
  won: 'item:7',
  closed: 'item:31',
  call: 'call',
} as const;
const TYPE = {
  letter: 'letter_sent',
  deal: 'deal_opened',
  won: 'deal_won',
  closed: 'deal_won',
  call: 'call_answered',
};
const START = Date.UTC(2026, 10, 20, 9) / 1000;

function secondsOf({ kind, daysAgo, id }: Fact): number {
  // A date alone: midnight on the portal's clock, three hours ahead of UTC.
  return kind === 'closed' ? START - (daysAgo + 0.5) * 86_400 : START - daysAgo * 86_400 + id;
}

function idOf({ kind, id }: Fact): string {
  return `${kind === 'letter' ? 'activity' : kind}:${id}`;
}

function text(told: Fact): string {
  const at = new Date(secondsOf(told) * 1000).toISOString();
  return `${TYPE[told.kind]} contact:${told.client} user:${told.employee} ${at}`;
}

function wire(told: Fact) {
  const time = portalTime(secondsOf(told));
  const { kind, client, employee, isEvent } = told;
  if (kind === 'letter')
    return {
      TYPE_ID: isEvent ? '4' : '5',
      DIRECTION: '2',
      START_TIME: time,
      RESPONSIBLE_ID: String(employee),
      OWNER_TYPE_ID: '3',
      OWNER_ID: String(client),
    };
  if (kind === 'call')
    return {
      PORTAL_USER_ID: String(employee),
      CALL_TYPE: isEvent ? '2' : '5',
      CALL_DURATION: '10',
      CALL_FAILED_CODE: '200',
      CALL_START_DATE: time,
      CRM_ENTITY_TYPE: 'CONTACT',
      CRM_ENTITY_ID: String(client),
    };
  return {
    createdTime: time,
    movedTime: time,
    closedate: time,
    assignedById: employee,
    contactId: client,
    stageId: isEvent ? 'NEW' : 'NONE',
    stageSemanticId: isEvent ? 'S' : 'P',
  };
}
