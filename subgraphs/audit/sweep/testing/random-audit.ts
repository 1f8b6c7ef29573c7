import fc from 'fast-check';
import type { AuditDefinition } from '../../definition/audit-definition.ts';

/**
 * Random audits over the types of `randomProvince`: an operation that selects other lists under other names each time, in
 * another order, and a rule that walks, collects, compares and exempts at random. All of them compile.
 */

const RECORD = 'recordKey recordedAt qualityFlag';
const AGES = {
  AssistanceFamily: 900,
  AssistanceMember: 900,
  Payment: 900,
  Vehicle: 900,
  Holding: 900,
};

/** What rules may walk to, with conditions over its records as an author may write them. */
interface Walk {
  /** Bindings below `family`, the last being that of the records. */
  readonly steps: readonly { readonly binding: string; readonly path: string }[];
  readonly types: readonly (keyof typeof AGES)[];
  readonly conditions: readonly string[];
  /** What may be added up or taken the least of, held to one month where it is of months. */
  readonly measured: readonly {
    readonly take: 'sum' | 'min' | 'max';
    readonly of: string;
    readonly where?: string;
  }[];
  /** Of which the different values are counted. */
  readonly counted: readonly string[];
}

const MEMBER = { binding: 'member', path: 'family.members' };
const WALKS: Readonly<Record<string, Walk>> = {
  member: {
    steps: [MEMBER],
    types: ['AssistanceMember'],
    conditions: ['!has(member.validTo)', 'member.relation == "HEAD"', 'has(member.relation)'],
    measured: [{ take: 'max', of: 'member.validTo' }],
    counted: ['member.relation'],
  },
  payment: {
    steps: [{ binding: 'payment', path: 'family.payments' }],
    types: ['Payment'],
    conditions: [
      'payment.status == "PAID"',
      'payment.paidAmount > 50',
      'payment.payMonth >= "2026-03"',
      '!has(payment.validTo) || payment.validTo > family.appliedOn',
    ],
    measured: [
      { take: 'sum', of: 'payment.paidAmount', where: 'payment.payMonth == "2026-03"' },
      { take: 'sum', of: 'payment.paidAmount * 2', where: 'payment.payMonth == "2026-10"' },
      { take: 'max', of: 'payment.paidAmount' },
      { take: 'min', of: 'payment.payMonth' },
    ],
    counted: ['payment.payMonth', 'payment.status'],
  },
  vehicle: {
    steps: [MEMBER, { binding: 'vehicle', path: 'member.person.vehicles' }],
    types: ['AssistanceMember', 'Vehicle'],
    conditions: [
      'vehicle.use in ["PRIVATE", "TAXI"]',
      'vehicle.status == "NORMAL" && vehicle.vehicleKind != "MOBILITY_SCOOTER"',
      'vehicle.firstRegisteredOn < family.appliedOn',
      '!has(member.validTo)',
    ],
    measured: [
      { take: 'min', of: 'vehicle.firstRegisteredOn' },
      { take: 'max', of: 'vehicle.firstRegisteredOn' },
    ],
    counted: ['vehicle.vehicleKind'],
  },
  holding: {
    steps: [MEMBER, { binding: 'holding', path: 'member.person.holdings' }],
    types: ['AssistanceMember', 'Holding'],
    conditions: ['holding.role == "CONTROLLER"', 'holding.sharePercent >= 49.99', 'has(holding.validTo)'],
    measured: [
      { take: 'sum', of: 'holding.sharePercent' },
      { take: 'max', of: 'holding.sharePercent' },
    ],
    counted: ['holding.role'],
  },
};

const OF_FAMILY = [
  'family.status == "ACTIVE"',
  'family.memberCount >= 2',
  'family.appliedOn < "2026-06-01"',
  'has(family.appliedOn)',
  'family.setting == "URBAN"',
  'family.monthlyAmount % 7 == 0',
  'family.monthlyAmount / family.memberCount > 20000',
  'within(family.division, "230100")',
];

const walkName = fc.constantFrom(...Object.keys(WALKS));
const condition = (of: readonly string[]): fc.Arbitrary<string> =>
  fc
    .array(fc.tuple(fc.constantFrom(...of), fc.boolean()), { minLength: 1, maxLength: 3 })
    .chain((parts) =>
      fc
        .array(fc.constantFrom('&&', '||'), { minLength: parts.length, maxLength: parts.length })
        .map((joins) =>
          parts
            .map(([text, isNegated]) => (isNegated ? `!(${text})` : `(${text})`))
            .reduce((left, right, at) => `(${left} ${joins[at] ?? '&&'} ${right})`),
        ),
    );

interface Collected {
  readonly walk: Walk;
  readonly take: 'count' | 'sum' | 'min' | 'max';
  readonly of: string | null;
  readonly where: string | null;
  /** What is asked of it, `X` standing for its name. */
  readonly asks: string;
}

const QUESTIONS: Readonly<Record<string, readonly string[]>> = {
  number: ['X > 0', 'X >= 2', 'X == 0', 'X * 3 > 100', 'X < 60 || X > 20000'],
  day: ['X >= "2026-03-01"', 'daysBetween(X, asOf) > 100'],
  month: ['X >= "2026-01"', 'X == "2025-12"'],
};

function kindOf(of: string): string {
  if (of.endsWith('On') || of.endsWith('validTo')) return 'day';
  return of.endsWith('Month') ? 'month' : 'number';
}

const collected: fc.Arbitrary<Collected> = walkName.chain((name) => {
  const walk = WALKS[name];
  if (walk === undefined) throw new Error('a walk has a name');
  const counts = fc.record({
    walk: fc.constant(walk),
    take: fc.constant('count' as const),
    of: fc.constantFrom(null, null, ...walk.counted),
    where: fc.option(condition(walk.conditions)),
    asks: fc.constantFrom(...(QUESTIONS['number'] ?? [])),
  });
  const measures = fc.constantFrom(...walk.measured).chain(({ take, of, where }) =>
    fc.record({
      walk: fc.constant(walk),
      take: fc.constant(take),
      of: fc.constant(of),
      where: fc
        .option(condition(walk.conditions))
        .map(
          (more) => [where, more].filter((each) => each !== undefined && each !== null).join(' && ') || null,
        ),
      asks: fc.constantFrom(...(QUESTIONS[kindOf(of)] ?? [])),
    }),
  );
  return fc.oneof(counts, measures);
});

/** Other names for lists, so that what is read is known by its response name and not by the field's. */
const ALIASES = { members: ['members', 'kin: members'], payments: ['payments', 'paid: payments'] } as const;

export const randomAudit: fc.Arbitrary<AuditDefinition> = fc
  .record({
    own: fc.option(walkName, { freq: 1 }),
    collections: fc.array(collected, { minLength: 1, maxLength: 2 }),
    ofFamily: condition(OF_FAMILY),
    joins: fc.array(fc.constantFrom('&&', '||', '||'), { minLength: 3, maxLength: 3 }),
    exempt: fc.option(condition(OF_FAMILY), { freq: 1 }),
    members: fc.constantFrom(...ALIASES.members),
    payments: fc.constantFrom(...ALIASES.payments),
    isPaidFirst: fc.boolean(),
  })
  .map(auditOf);

interface Choice {
  readonly own: string | null;
  readonly collections: readonly Collected[];
  readonly ofFamily: string;
  readonly joins: readonly string[];
  readonly exempt: string | null;
  readonly members: string;
  readonly payments: string;
  readonly isPaidFirst: boolean;
}

function auditOf(choice: Choice): AuditDefinition {
  const { own, collections, ofFamily, joins, exempt } = choice;
  const walk = own === null ? null : (WALKS[own] ?? null);
  const named = (path: string): string =>
    path
      .replace('family.members', `family.${nameOf(choice.members)}`)
      .replace('family.payments', `family.${nameOf(choice.payments)}`);
  const collect = collections.map((each, at) => ({
    name: `taken${at}`,
    // A collection has bindings of its own: where the rule walks the same way, it walks it again under other names.
    ...renamedApart(each, at, named),
  }));
  const asks = collections.map(({ asks: question }, at) => `(${question.replaceAll('X', `taken${at}`)})`);
  const when = asks.reduce((left, right, at) => `(${left} ${joins[at] ?? '&&'} ${right})`, `(${ofFamily})`);
  const ownPart = walk === null ? when : `${when} && (${walk.conditions[0] ?? 'true'})`;
  const types = new Set([
    'AssistanceFamily',
    ...(walk?.types ?? []),
    ...collections.flatMap((each) => each.walk.types),
  ]);
  return {
    name: 'random',
    title: 'Random',
    titleChinese: '随机',
    owner: 'auditor',
    purpose: 'assistance-audit',
    parameters: [],
    operation: operationOf(choice),
    rules: [
      {
        id: 'random.rule',
        version: 1,
        statute: '社会救助暂行办法 第九条',
        statement: 'A test.',
        statementChinese: '测试。',
        nature: 'REVIEW',
        owner: 'audit-office',
        validFrom: '2014-05-01',
        validTo: null,
        maxAgeHours: Object.fromEntries(Object.entries(AGES).filter(([type]) => types.has(type))),
        forEach: [
          { binding: 'family', path: 'nodes' },
          ...(walk?.steps ?? []).map(({ binding, path }) => ({ binding, path: named(path) })),
        ],
        collect,
        define: [],
        about: 'family.head',
        when: ownPart,
        exempt:
          exempt === null
            ? []
            : [{ id: 'random', statute: 's', statement: 's', statementChinese: '例外', when: exempt }],
        evidence: ['family.status'],
      },
    ],
  };
}

function nameOf(selection: string): string {
  return selection.split(':')[0] ?? '';
}

function renamedApart(
  { walk, take, of, where }: Collected,
  at: number,
  named: (path: string) => string,
): Omit<AuditDefinition['rules'][number]['collect'][number], 'name'> {
  const apart = (text: string): string =>
    walk.steps.reduce(
      (done, { binding }) => done.replaceAll(new RegExp(`\\b${binding}\\.`, 'gu'), `${binding}${at}.`),
      text,
    );
  return {
    forEach: walk.steps.map(({ binding, path }) => ({
      binding: `${binding}${at}`,
      path: apart(named(path)),
    })),
    take,
    of: of === null ? null : apart(of),
    where: where === null ? null : apart(where),
  };
}

function operationOf({ members, payments, isPaidFirst }: Choice): string {
  const person = `person { id
    vehicles { ${RECORD} vehicleKind use status firstRegisteredOn validTo }
    holdings { ${RECORD} role sharePercent validTo } }`;
  const lists = [
    `${members} { ${RECORD} validTo relation ${person} }`,
    `${payments} { ${RECORD} status payMonth paidAmount validTo }`,
  ];
  return `query Random($first: Int, $after: Cursor) {
    assistanceFamilies(first: $first, after: $after) {
      nodes {
        ${RECORD} caseNumber division status setting memberCount monthlyAmount appliedOn
        head { id }
        ${(isPaidFirst ? lists.toReversed() : lists).join('\n')}
      }
      pageInfo { hasNextPage endCursor }
    }
  }`;
}
