import { describe, expect, test } from 'vitest';
import { planOffer, runnersUp, withDeputies, type Prospect } from '#domain/menu/plan.ts';
import { employee, menuPolicy } from '#test/fakes/people.ts';

function prospect(
  id: string,
  probability: number,
  notOffered: Prospect['notOffered'] = null,
): Prospect {
  const whom = employee({ id, extension: String(30 + id.length) });
  return { employee: whom, probability, inherited: 0, notOffered };
}

const names = (people: readonly { employeeId: string }[]) =>
  people.map(({ employeeId }) => employeeId);

function offered(
  prospects: readonly Prospect[],
  policy = menuPolicy(),
): readonly string[] | string {
  const plan = planOffer(prospects, policy);
  return plan.kind === 'menu' ? names(plan.people) : plan.kind;
}

describe('who is named', () => {
  test('the two or three whom the caller most likely wants', () => {
    expect(
      offered([
        prospect('a', 0.4),
        prospect('bb', 0.2),
        prospect('ccc', 0.15),
        prospect('dddd', 0.1),
      ]),
    ).toEqual(['a', 'bb', 'ccc']);
    expect(offered([prospect('a', 0.4), prospect('bb', 0.2), prospect('ccc', 0.05)])).toEqual([
      'a',
      'bb',
    ]);
  });

  test('one alone when the second is hardly possible', () => {
    expect(offered([prospect('a', 0.62), prospect('bb', 0.09)])).toEqual(['a']);
  });

  test('nobody when we know too little: .49 of the threshold .5', () => {
    expect(offered([prospect('a', 0.3), prospect('bb', 0.19)])).toBe('default');
    expect(offered([prospect('a', 0.3), prospect('bb', 0.2)])).toEqual(['a', 'bb']);
  });

  test('nobody is named who would cost more listening than they save', () => {
    // 0.1 × 10 s saved < 0.6 uncovered × 3 s of listening
    const stingy = menuPolicy({ savedSeconds: 10 });
    expect(offered([prospect('a', 0.4), prospect('bb', 0.1)], stingy)).toEqual(['a']);
  });

  test('the favourite is away: the next ones are named, measured among those who are there', () => {
    expect(
      offered([prospect('a', 0.6, 'absent'), prospect('bb', 0.09), prospect('ccc', 0.06)]),
    ).toEqual(['bb', 'ccc']);
  });

  test('everybody is away: the default menu', () => {
    expect(offered([prospect('a', 0.6, 'absent'), prospect('bb', 0.2, 'device-busy')])).toBe(
      'default',
    );
  });

  test('never more than the policy says', () => {
    const many = [prospect('a', 0.3), prospect('bb', 0.2), prospect('ccc', 0.2)];
    expect(offered(many, menuPolicy({ peopleMax: 2, threshold: 0.4 }))).toEqual(['a', 'bb']);
  });
});

describe('straight through', () => {
  test('only to a clear winner', () => {
    expect(planOffer([prospect('a', 0.86), prospect('bb', 0.05)], menuPolicy()).kind).toBe(
      'direct',
    );
    expect(planOffer([prospect('a', 0.84), prospect('bb', 0.05)], menuPolicy()).kind).toBe('menu');
  });

  test('never when the winner is away, however clear', () => {
    const plan = planOffer([prospect('a', 0.9, 'absent'), prospect('bb', 0.09)], menuPolicy());
    expect(plan.kind).toBe('menu');
  });

  test('not when the second is within the lead', () => {
    const policy = menuPolicy({ directFrom: 0.6 });
    expect(planOffer([prospect('a', 0.7), prospect('bb', 0.2)], policy).kind).toBe('menu');
  });
});

test('keys are positions where the administrator wants them', () => {
  const plan = planOffer(
    [prospect('a', 0.4), prospect('bb', 0.3)],
    menuPolicy({ keys: 'position' }),
  );
  expect(plan.kind === 'menu' && plan.people.map(({ keys }) => keys)).toEqual(['1', '2']);
});

test('after no answer the others are named without a threshold', () => {
  const prospects = [prospect('a', 0.3, 'already-tried'), prospect('bb', 0.1)];
  expect(planOffer(prospects, menuPolicy()).kind).toBe('default');
  expect(names(runnersUp(prospects, menuPolicy()))).toEqual(['bb']);
});

describe('a deputy', () => {
  const absent = employee({ id: 'a', absences: [{ fromMs: 0, toMs: 100, deputyId: 'd' }] });
  const deputy = employee({ id: 'd', extension: '99' });
  const byId = (id: string) => (id === 'd' ? deputy : undefined);
  const away: Prospect = { employee: absent, probability: 0.6, inherited: 0, notOffered: 'absent' };

  test('takes the place and the probability of the absent one', () => {
    const list = withDeputies([away, prospect('bb', 0.2)], byId, () => null, 50);
    expect(list.map(({ employee, probability }) => [employee.id, probability])).toEqual([
      ['d', 0.6],
      ['bb', 0.2],
      ['a', 0],
    ]);
  });

  test('who is a prospect too gets both probabilities and stands once', () => {
    const own: Prospect = { employee: deputy, probability: 0.1, inherited: 0, notOffered: null };
    const list = withDeputies([away, own], byId, () => null, 50);
    expect(list[0]?.probability).toBeCloseTo(0.7);
    expect(list).toHaveLength(2);
  });

  test('is asked for, never connected straight away, but for what speaks for the deputy alone', () => {
    const favourite = { ...away, probability: 0.9 };
    const list = withDeputies([favourite], byId, () => null, 50);
    expect(planOffer(list, menuPolicy()).kind).toBe('menu');
    const own: Prospect = { employee: deputy, probability: 0.86, inherited: 0, notOffered: null };
    const small = { ...away, probability: 0.02 };
    const both = withDeputies([own, small], byId, () => null, 50);
    expect(planOffer(both, menuPolicy()).kind).toBe('direct');
  });

  test('who is away too, or was tried already, takes nothing', () => {
    expect(withDeputies([away], byId, () => 'absent', 50)).toEqual([away]);
    const tried: Prospect = {
      employee: deputy,
      probability: 0.1,
      inherited: 0,
      notOffered: 'already-tried',
    };
    expect(withDeputies([away, tried], byId, () => null, 50)).toEqual([away, tried]);
  });
});
