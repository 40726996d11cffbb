import type { MenuPolicy } from '#domain/menu/plan.ts';
import type { Employee } from '#domain/people/employee.ts';

/** An employee as good as any, with what a test wants to be different. */
export function employee(different: Partial<Employee> = {}): Employee {
  return {
    id: 'anna',
    name: { first: 'Анна', middle: 'Ивановна', last: 'Петрова' },
    spokenName: null,
    extension: '34',
    department: 'Продажи',
    dismissed: false,
    technical: false,
    allowed: true,
    external: false,
    numbers: [],
    absences: [],
    ...different,
  };
}

/** The shipped menu policy, with what a test wants to be different. */
export function menuPolicy(different: Partial<MenuPolicy> = {}): MenuPolicy {
  return {
    keys: 'extension',
    peopleMax: 3,
    threshold: 0.5,
    slotProbabilityMin: 0.1,
    directFrom: 0.85,
    directLead: 4,
    savedSeconds: 30,
    listenCostSeconds: 3,
    triesMax: 3,
    silencesMax: 2,
    keyWaitMs: 4000,
    interDigitMs: 1500,
    ringSeconds: 20,
    ...different,
  };
}
