import { describe, expect, test } from '@jest/globals';
import { compilePolicies, type PolicySource } from '../compile-policy.ts';
import type { Rule } from '../language/policy-document.ts';
import { SUBJECTS, TODAY } from '../testing/shipped-policies.ts';
import { smallPolicies, smallRule } from '../testing/small-rules.ts';
import type { FieldCoordinate, MaskKind, PurposeId } from '../vocabulary.ts';
import { explainDecision, type Explanation, type Question } from './explain-decision.ts';
import { explanationLines } from './explanation-words.ts';

const PLATE = 'Car.plate' as FieldCoordinate;
const CARE = 'care' as PurposeId;
const HAS_CAR = 'Person.hasCar' as FieldCoordinate;
const QUESTION: Question = {
  subject: SUBJECTS.auditor,
  purpose: 'audit' as PurposeId,
  at: TODAY,
  coordinate: PLATE,
  use: 'project',
  hasCase: false,
};
const MASKED: Partial<Rule> = {
  resources: [{ type: 'Car', fields: ['plate'] }],
  obligations: [{ mask: 'plate' as MaskKind }],
};

/** The small graph, where `Person.hasCar` concludes from plates. */
function policiesOf(rules: readonly Rule[]): PolicySource {
  const source = smallPolicies(...rules);
  const catalogue = new Map(source.catalogue);
  const entry = catalogue.get('Car.madeOn' as FieldCoordinate)!;
  catalogue.set(HAS_CAR, {
    ...entry,
    type: 'Person',
    field: 'hasCar',
    output: 'Boolean',
    concludesFrom: [PLATE],
  });
  return { ...source, catalogue };
}

function explain(rules: readonly Rule[], question: Partial<Question> = {}): Explanation {
  const source = policiesOf(rules);
  return explainDecision({ ...QUESTION, ...question }, source, compilePolicies(source));
}
const ways = ({ suffices }: Explanation) =>
  suffices.map(({ coordinate, way, mask, needsCase }) => [coordinate, way, mask, needsCase]);
const lacks = ({ nearest }: Explanation) => nearest.map((near) => [near.rule.id, near.lacks]);

test('the rules that decided are named', () => {
  const { decision, decidedBy } = explain([
    smallRule('a'),
    smallRule('b'),
    smallRule('c', { uses: ['order'] }),
  ]);
  expect(decision.effect).toBe('permit');
  expect(decidedBy.map(({ id }) => id)).toEqual(['vehicles/a', 'vehicles/b']);
});

test('a forbid is named, and the permit that it stands above lacks nothing', () => {
  const found = explain([smallRule('a'), smallRule('no', { effect: 'forbid' })]);
  expect(found.decidedBy.map(({ id }) => id)).toEqual(['vehicles/no']);
  expect(lacks(found)).toEqual([['vehicles/a', []]]);
});

describe('what a rule that nearly permits lacks', () => {
  test.each<readonly [string, Partial<Rule>, Partial<Question>, readonly unknown[]]>([
    ['a role', { subjects: { roles: ['x'] } }, {}, [{ lacks: 'roles', needs: ['x'] }]],
    [
      'a department and a clearance',
      { subjects: { departments: ['x'], clearance: 3 } },
      {},
      [
        { lacks: 'departments', needs: ['x'] },
        { lacks: 'clearance', needs: 3 },
      ],
    ],
    ['a region', { subjects: { regions: ['110000'] } }, {}, [{ lacks: 'regions', needs: ['110000'] }]],
    ['a purpose', { purposes: [CARE] }, {}, [{ lacks: 'purpose', needs: [CARE] }]],
    [
      'the right to declare it',
      { purposes: [CARE] },
      { purpose: CARE },
      [{ lacks: 'declaration', needs: CARE }],
    ],
    ['a use', { uses: ['order'] }, {}, [{ lacks: 'use', needs: ['order'] }]],
    [
      'a bare value',
      { ...MASKED, uses: ['filter-eq'] },
      { use: 'filter-eq' },
      [{ lacks: 'bare-value', needs: 'plate' }],
    ],
    ['a case', { needsCase: true }, {}, [{ lacks: 'case' }]],
    [
      'a later day',
      { validFrom: '2026-11-02' },
      {},
      [{ lacks: 'validity', needs: { day: '2026-11-02', isOver: false } }],
    ],
    [
      'an earlier day',
      { validTo: '2026-11-01' },
      {},
      [{ lacks: 'validity', needs: { day: '2026-11-01', isOver: true } }],
    ],
  ])('%s', (_, changes, question, expected) => {
    const found = explain([smallRule('near', changes)], question);
    expect(found.decision.effect).toBe('deny');
    expect(lacks(found)).toEqual([['vehicles/near', expected]]);
  });

  test('the rule that lacks least comes first', () => {
    const far = smallRule('a', { subjects: { roles: ['x'] }, uses: ['order'] });
    expect(lacks(explain([far, smallRule('b', { uses: ['order'] })])).map(([id]) => id)).toEqual([
      'vehicles/b',
      'vehicles/a',
    ]);
  });
});

describe('what would suffice', () => {
  const conclusion = smallRule('conclusion', { resources: [{ type: 'Person', fields: ['hasCar'] }] });
  const masked = smallRule('masked', MASKED);
  const lookUp = smallRule('look-up', {
    resources: [{ type: 'Car', fields: ['plate'] }],
    uses: ['filter-eq'],
  });

  test('a conclusion before a look-up before a masked value', () => {
    expect(ways(explain([masked, lookUp, conclusion], { use: 'order' }))).toEqual([
      [HAS_CAR, 'conclusion', null, false],
      [PLATE, 'whole-value', null, false],
      [PLATE, 'masked', 'plate', false],
    ]);
  });

  test('where the question is permitted, only what tells less than it', () => {
    expect(ways(explain([masked, lookUp, conclusion]))).toEqual([
      [HAS_CAR, 'conclusion', null, false],
      [PLATE, 'whole-value', null, false],
    ]);
    expect(ways(explain([smallRule('all')], { use: 'project' }))).toEqual([]);
  });

  test('what needs a case comes last, and only where it adds something', () => {
    const underCase = smallRule('case', { needsCase: true });
    expect(ways(explain([underCase, lookUp], { use: 'order' }))).toEqual([
      [PLATE, 'whole-value', null, false],
      [PLATE, 'bare', null, true],
    ]);
  });

  test('a conclusion that may not be had is named as one to apply for', () => {
    const found = explain([lookUp]);
    expect(ways(found)).toEqual([[PLATE, 'whole-value', null, false]]);
    expect(found.closedConclusions).toEqual([HAS_CAR]);
    expect(explain([lookUp, conclusion]).closedConclusions).toEqual([]);
  });
});

describe('in words', () => {
  const rules = [
    smallRule('masked', MASKED),
    smallRule('conclusion', { resources: [{ type: 'Person', fields: ['hasCar'] }] }),
    smallRule('care', { purposes: [CARE] }),
  ];
  const lines = (language: 'en' | 'zh', question: Partial<Question> = {}) => {
    const source = policiesOf(rules);
    const asked = { ...QUESTION, ...question };
    return explanationLines(
      asked,
      explainDecision(asked, source, compilePolicies(source)),
      language,
      source.purposes,
    );
  };

  test('a refusal in English', () => {
    expect(lines('en', { use: 'order' })).toEqual([
      'May auditor, for “audit”, sort by Car.plate?',
      'Refused: no rule permits it.',
      'Rules that nearly permit it:',
      '  vehicles/masked (a): lacks use: it permits to be shown',
      '  vehicles/care (a): lacks purpose care; use: it permits to be shown',
      'What may be had, what discloses least first:',
      '  1. Person.hasCar: a conclusion, which answers yes, no or cannot tell',
      '  2. Car.plate, masked (number plate, first two and last character)',
      'This follows from the policies alone; it does not tell whether any record exists.',
    ]);
  });

  test('a permit in Chinese', () => {
    expect(lines('zh')).toEqual([
      'auditor为“audit”可否查看 Car.plate？',
      '允许；脱敏为号牌号码（保留前二后一位）；依据：law 1。',
      '  vehicles/masked: 角色auditor的主体为“audit”，可查看：Car (plate)；脱敏为号牌号码（保留前二后一位）；依据：law 1。',
      '接近适用的规则：',
      '  vehicles/care (一): 缺少使用目的 care',
      '可用的替代方式（披露最少者在前）：',
      '  1. Person.hasCar：结论（是、否或无法判定）',
      '以上仅依据策略得出，不表明任何记录是否存在。',
    ]);
  });
});
