import { overridesInWords } from './override-words.ts';
import { fullName } from '#domain/people/employee.ts';
import type { Plan } from '#domain/menu/plan.ts';
import { beliefInWords, believedInWords, ON_TRIAL } from './belief-words.ts';
import { lookUp, type LookedUp } from './look-up.ts';
import { table } from './table.ts';
import type { Asked, Said, Verb } from './verb.ts';
import { inPlainWords } from './why-words.ts';

export const rank: Verb = {
  name: 'rank',
  operands: ['NUMBER'],
  flags: {},
  printsData: true,
  summary: {
    ru: 'кого скорее всего хочет услышать этот номер',
    en: 'whom this number most likely wants',
  },
  details: {
    ru: 'По нашей копии CRM, как при звонке; только телефоны сотрудников не спрашиваются.',
    en: 'By our copy of the CRM, as in a call; only the telephones are not looked at.',
  },
  async run(asked, house) {
    await using records = await house.openRecords();
    const found = await lookUp(asked.operands[0] ?? '', records, house.now());
    if (asked.asJson) asked.out.print(JSON.stringify(found && asData(found)));
    else
      for (const line of found === null ? [STRANGER[asked.language]] : inWords(found, asked))
        asked.out.print(line);
    return 0;
  },
};

const STRANGER: Said = {
  ru: 'Этого номера мы не знаем: звонящий услышит общее меню.',
  en: 'A stranger: this number hears the default menu.',
};

/** How probable each of them is as it came true so far. */
function trustedIn(believed: LookedUp['believed']): (employeeId: string) => number {
  const trusted = new Map(believed.map((one) => [one.employee.id, one.probability]));
  return (employeeId) => trusted.get(employeeId) ?? 0;
}

function asData(found: LookedUp) {
  const { arm, number, known, overrides, evidence, prospects, believed, belief, plan } = found;
  const trusted = trustedIn(believed);
  return {
    number,
    overrides,
    client: { id: known.clientId, name: known.clientName },
    company: known.companyId && { id: known.companyId, name: known.companyName },
    weights: evidence.weights.version,
    arm,
    candidates: prospects.map(({ employee, probability, notOffered }) => ({
      id: employee.id,
      name: fullName(employee),
      extension: employee.extension,
      probability,
      believed: trusted(employee.id),
      notOffered,
    })),
    belief,
    plan,
  };
}

function inWords(
  { arm, number, known, overrides, prospects, believed, belief, plan }: LookedUp,
  { language }: Asked,
): readonly string[] {
  const company = known.companyName === null ? '' : `, ${known.companyName}`;
  const trusted = trustedIn(believed);
  const rows = prospects.map(({ employee, probability, notOffered }, index) => [
    String(index + 1),
    believedInWords(probability, trusted(employee.id), language),
    employee.extension ?? '-',
    fullName(employee),
    notOffered === null ? '' : inPlainWords(notOffered)[language],
  ]);
  const taught = beliefInWords(belief);
  return [
    `${number}  ${known.clientName}${company}`,
    ...overridesInWords(overrides, language),
    ...table(rows),
    ...(arm === 'canary' ? [ON_TRIAL[language]] : []),
    ...(taught === null ? [] : [taught[language]]),
    offer(plan)[language],
  ];
}

function offer(plan: Plan): Said {
  switch (plan.kind) {
    case 'direct':
      return {
        ru: `Соединяем сразу: ${plan.person.extension}`,
        en: `Straight through: ${plan.person.extension}`,
      };
    case 'menu': {
      const keys = plan.people.map((person) => person.keys).join(', ');
      return { ru: `Меню: ${keys}`, en: `Menu: ${keys}` };
    }
    case 'default':
      return {
        ru: 'Общее меню: знаем слишком мало.',
        en: 'The default menu: too little is known.',
      };
    default:
      return plan satisfies never;
  }
}
