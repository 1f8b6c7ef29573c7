import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compilePolicies, type PolicySet } from './compile-policy.ts';
import type { Obligation, PolicyDocument, Rule } from './language/policy-document.ts';
import { MASKS } from './obligations/mask-kinds.ts';
import { smallGraph } from './testing/small-graph.ts';
import { SUBJECTS, TODAY } from './testing/shipped-policies.ts';
import {
  type Decision,
  type FieldCoordinate,
  type MaskKind,
  type PurposeId,
  type RuleId,
  type Subject,
  type Use,
  USES,
} from './vocabulary.ts';

const { catalogue } = smallGraph();
const AUDIT = 'audit' as PurposeId;
const CARE = 'care' as PurposeId;
const purposes = [AUDIT, CARE].map((id) => ({
  id,
  title: { en: id, zh: id },
  legalBasis: ['law'],
  subjects: { roles: ['auditor', 'steward'] },
  isEmergency: false,
  allowsHistory: false,
  sweepers: null,
}));
const PLATE = 'Car.plate' as FieldCoordinate;
const BASE: Rule = {
  id: 'vehicles/base' as RuleId,
  effect: 'permit',
  title: { en: 'a', zh: '一' },
  legalBasis: ['law 1'],
  purposes: [AUDIT],
  subjects: { roles: ['auditor'] },
  resources: [{ type: 'Car', fields: '*' }],
  uses: ['project', 'filter-eq', 'order'],
  obligations: [],
  needsCase: false,
  validFrom: null,
  validTo: null,
};
const rule = (changes: Partial<Rule>, index = 0): Rule => ({
  ...BASE,
  id: `vehicles/r${index}` as RuleId,
  ...changes,
});
const forbid = (changes: Partial<Rule>): Rule =>
  rule({ effect: 'forbid', id: 'vehicles/no' as RuleId, ...changes });
const masked = (mask: string): readonly Obligation[] => [{ mask: mask as MaskKind, fields: [PLATE] }];
const REGION: Obligation = { rows: 'region' };

function compile(...rules: readonly Rule[]): PolicySet {
  const document: PolicyDocument = { agency: 'vehicles', subgraphs: ['vehicles'], rules, derivations: [] };
  return compilePolicies({ documents: [document], purposes, catalogue });
}
function decide(
  rules: readonly Rule[],
  use: Use = 'project',
  subject: Subject = SUBJECTS.auditor,
  at = TODAY,
): Decision {
  return compile(...rules)
    .table(subject, AUDIT, at, false)
    .decide(PLATE, use);
}
const outcome = (rules: readonly Rule[]) => {
  const decision = decide(rules);
  return decision.effect === 'permit' ? [decision.mask, decision.rows.length] : 'deny';
};

describe('decisions', () => {
  test('deny what no rule permits, without a reason', () => {
    expect(decide([])).toEqual({ effect: 'deny', rules: [], lacks: null });
    expect(decide([BASE], 'group')).toEqual({ effect: 'deny', rules: [], lacks: null });
    expect(compile(BASE).table(SUBJECTS.auditor, CARE, TODAY, false).decide(PLATE, 'project').effect).toBe(
      'deny',
    );
    expect(
      compile(BASE)
        .table(SUBJECTS.auditor, AUDIT, TODAY, false)
        .decide('Car.engine' as FieldCoordinate, 'project').effect,
    ).toBe('deny');
  });

  test('permit with the rules and their legal basis', () => {
    expect(decide([BASE, rule({ legalBasis: ['law 0'] }, 2)])).toEqual({
      effect: 'permit',
      rules: ['vehicles/base', 'vehicles/r2'],
      legalBasis: ['law 0', 'law 1'],
      mask: null,
      rows: [],
      limits: [],
      smallestGroup: null,
    });
  });

  test('forbid over every permit, naming the rule that forbids', () => {
    const no = forbid({ purposes: 'all', subjects: 'everybody', uses: 'all' });
    expect(decide([BASE, no])).toEqual({ effect: 'deny', rules: ['vehicles/no'], lacks: null });
  });

  test('depend on every condition on the subject', () => {
    const conditioned = rule({
      subjects: {
        departments: ['audit-office'],
        roles: ['auditor', 'chief'],
        applications: ['auditor'],
        regions: ['230000'],
      },
    });
    expect(decide([conditioned]).effect).toBe('permit');
    for (const changed of [
      { department: 'police' },
      { roles: [] },
      { application: 'x' as Subject['application'] },
      { region: '110000' as Subject['region'] },
    ])
      expect(decide([conditioned], 'project', { ...SUBJECTS.auditor, ...changed }).effect).toBe('deny');
  });

  test.each([
    ['no region', { region: undefined }],
    ['a region that is none', { region: 'everywhere' }],
    ['roles that are no list', { roles: 'auditor' }],
    ['a role that is no text', { roles: ['auditor', 7] }],
    ['an empty department', { department: '' }],
  ])('permit nothing to a subject with %s', (_, changed) => {
    const subject = { ...SUBJECTS.auditor, ...changed } as unknown as Subject;
    const set = compile(BASE);
    expect(set.table(subject, AUDIT, TODAY, false).decide(PLATE, 'project').effect).toBe('deny');
    expect(set.purposesOf(subject, TODAY)).toEqual([]);
  });
});

describe('obligations', () => {
  const bare = rule({}, 1);
  const bareRegion = rule({ obligations: [REGION] }, 2);
  const plate = rule({ obligations: masked('plate') }, 3);
  const hidden = rule({ obligations: masked('id.full') }, 4);
  const hiddenRegion = rule({ obligations: [...masked('id.full'), REGION] }, 5);

  test('a permit without obligations frees the field', () => {
    expect(outcome([plate, bare, hiddenRegion])).toEqual([null, 0]);
  });

  test('without such a permit the obligations of all permits hold at once', () => {
    expect(outcome([plate, hidden])).toEqual(['id.full', 0]);
    expect(outcome([bareRegion, hiddenRegion])).toEqual(['id.full', 1]);
    expect(outcome([bareRegion, plate])).toEqual(['plate', 1]);
  });

  test('a rule that masks permits no filter and no ordering; a rule of its own does', () => {
    for (const use of ['filter-eq', 'order'] as const) {
      expect(decide([plate], use).effect).toBe('deny');
      expect(decide([plate, rule({ uses: ['filter-eq'] }, 6)], use).effect).toBe(
        use === 'filter-eq' ? 'permit' : 'deny',
      );
    }
    expect(outcome([plate, rule({ uses: ['filter-eq'] }, 6)])).toEqual(['plate', 0]);
  });

  test('a row condition is the same for every region', () => {
    const decision = decide([bareRegion], 'project', {
      ...SUBJECTS.auditor,
      region: '230100' as Subject['region'],
    });
    expect(decision).toMatchObject({ rows: ['region'] });
  });

  test('rows of a type are filtered as soon as any of its fields is', () => {
    const table = (...rules: readonly Rule[]) =>
      compile(...rules).table(SUBJECTS.auditor, AUDIT, TODAY, false);
    expect(table(bareRegion).rowsOf('Car')).toEqual(['region']);
    const keysOnly = rule({ resources: [{ type: 'Car', fields: ['key'] }], obligations: [REGION] }, 7);
    const plates = rule({ resources: [{ type: 'Car', fields: ['plate'] }] }, 8);
    expect(table(keysOnly, plates).rowsOf('Car')).toEqual(['region']);
    expect(table(plates).rowsOf('Car')).toEqual([]);
    expect(table(bareRegion).rowsOf('Boat')).toEqual([]);
  });

  test('conditions on a way through what has no rows hold for the rows that it leads to, and for no others', () => {
    const rowsBy = (...fields: readonly string[]) => {
      const way = rule({ resources: [{ type: 'Query', fields }], obligations: [REGION] }, 9);
      const table = compile(way).table(SUBJECTS.auditor, AUDIT, TODAY, false);
      return ['Car', 'Boat', 'Person'].filter((type) => table.rowsOf(type).includes('region'));
    };
    expect(rowsBy('car')).toEqual(['Car']);
    expect(rowsBy('things')).toEqual(['Car', 'Boat']);
  });

  test('masks by tag and by field meet in the strictest', () => {
    const both = rule({
      obligations: [{ mask: 'plate' as MaskKind, tags: ['plate'] }, ...masked('id.full')],
    });
    expect(outcome([both])).toEqual(['id.full', 0]);
  });
});

describe('validity', () => {
  const dated = rule({ validFrom: '2026-11-01', validTo: '2026-12-01' });

  test('is half open, in China Standard Time', () => {
    const at = (instant: string) => decide([dated], 'project', SUBJECTS.auditor, new Date(instant)).effect;
    expect(at('2026-10-31T15:59:59.999Z')).toBe('deny');
    expect(at('2026-10-31T16:00:00Z')).toBe('permit');
    expect(at('2026-11-30T15:59:59.999Z')).toBe('permit');
    expect(at('2026-11-30T16:00:00Z')).toBe('deny');
  });

  test('a table says when the next one holds', () => {
    const until = (at: string) =>
      compile(dated).table(SUBJECTS.auditor, AUDIT, new Date(at), false).validUntil?.toISOString();
    expect(until('2026-01-01T00:00:00Z')).toBe('2026-10-31T16:00:00.000Z');
    expect(until('2026-11-01T00:00:00Z')).toBe('2026-11-30T16:00:00.000Z');
    expect(until('2027-01-01T00:00:00Z')).toBeUndefined();
  });

  test('a purpose is offered only while some permit for it holds', () => {
    const set = compile(dated, rule({ purposes: [CARE] }, 2));
    expect(set.purposesOf(SUBJECTS.auditor, TODAY)).toEqual([AUDIT, CARE]);
    expect(set.purposesOf(SUBJECTS.auditor, new Date('2027-01-01T00:00:00Z'))).toEqual([CARE]);
    expect(set.purposesOf(SUBJECTS.hospital, TODAY)).toEqual([]);
  });
});

test('equal policies have equal versions, and every change makes another', () => {
  expect(compile(BASE).version).toBe(compile({ ...BASE }).version);
  expect(compile(BASE).version).not.toBe(compile(rule({ validTo: '2030-01-01' })).version);
  const regraded = new Map([...catalogue].map(([key, entry]) => [key, { ...entry, grade: 4 as const }]));
  const document: PolicyDocument = {
    agency: 'vehicles',
    subgraphs: ['vehicles'],
    rules: [BASE],
    derivations: [],
  };
  const other = compilePolicies({ documents: [document], purposes, catalogue: regraded });
  expect(other.version).not.toBe(compile(BASE).version);
});

describe('whatever the rules are', () => {
  const subsetOf = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1 });
  const anyObligations = fc.subarray<Obligation>(
    [...masked('plate'), ...masked('id.full'), ...masked('const'), REGION],
    { maxLength: 3 },
  );
  const anyPermit = fc.record({
    purposes: subsetOf([AUDIT, CARE]),
    roles: subsetOf(['auditor', 'steward']),
    fields: subsetOf(['plate', 'key', 'owner']),
    uses: subsetOf(USES),
    obligations: anyObligations,
  });
  const permits = fc
    .array(anyPermit, { maxLength: 6 })
    .map((drafts) =>
      drafts.map(({ roles, fields, ...draft }, index) =>
        rule({ ...draft, subjects: { roles }, resources: [{ type: 'Car', fields }] }, index),
      ),
    );
  const cell = fc.record({
    use: fc.constantFrom(...USES),
    field: fc.constantFrom('Car.plate', 'Car.key', 'Car.owner'),
  });
  type Cell = { readonly use: Use; readonly field: string };
  const ask = (rules: readonly Rule[], { use, field }: Cell) =>
    compile(...rules)
      .table(SUBJECTS.auditor, AUDIT, TODAY, false)
      .decide(field as FieldCoordinate, use);

  /** How much a permit shows of a field: its mask and whether rows are left out. */
  const amount = (decision: Decision): readonly [number, number] => {
    if (decision.effect === 'deny') return [-1, -1];
    return [
      decision.mask === null ? 100 : (MASKS.get(decision.mask)?.discloses ?? 0),
      decision.rows.length === 0 ? 1 : 0,
    ];
  };

  test('their order does not matter', () => {
    fc.assert(
      fc.property(permits, cell, fc.infiniteStream(fc.nat(1000)), (rules, at, keys) => {
        const shuffled = rules
          .map((each) => [keys.next().value as number, each] as const)
          .toSorted(([a], [b]) => a - b)
          .map(([, each]) => each);
        expect(ask(shuffled, at)).toEqual(ask(rules, at));
      }),
    );
  });

  test('one forbid is enough', () => {
    fc.assert(
      fc.property(permits, cell, (rules, at) => {
        const no = forbid({ resources: [{ type: 'Car', fields: [at.field.slice(4)] }], uses: [at.use] });
        expect(ask([...rules, no], at)).toEqual({ effect: 'deny', rules: ['vehicles/no'], lacks: null });
      }),
    );
  });

  test('another permit never turns a permit into a denial, another forbid never a denial into a permit', () => {
    fc.assert(
      fc.property(permits, permits, cell, (rules, more, at) => {
        const renamed = more.map((each, index) => ({ ...each, id: `vehicles/m${index}` as RuleId }));
        if (ask(rules, at).effect === 'permit') expect(ask([...rules, ...renamed], at).effect).toBe('permit');
        const no = forbid({ uses: ['order'] });
        if (ask(rules, at).effect === 'deny') expect(ask([...rules, no], at).effect).toBe('deny');
      }),
    );
  });

  test('together they show no more than one of them shows alone', () => {
    fc.assert(
      fc.property(permits, cell, (rules, at) => {
        const [clear, rows] = amount(ask(rules, at));
        const alone = rules.map((each) => amount(ask([each], at)));
        expect(clear === -1 || alone.some(([a, b]) => clear <= a && rows <= b)).toBe(true);
      }),
    );
  });

  test('narrowing one rule never shows more', () => {
    fc.assert(
      fc.property(permits, cell, anyObligations, fc.nat(), (rules, at, added, which) => {
        const narrowed = rules.map((each, index) =>
          index === which % rules.length ? { ...each, obligations: [...each.obligations, ...added] } : each,
        );
        const [before, after] = [amount(ask(rules, at)), amount(ask(narrowed, at))];
        expect(after[0]).toBeLessThanOrEqual(before[0]);
        expect(after[1]).toBeLessThanOrEqual(before[1]);
      }),
    );
  });
});
