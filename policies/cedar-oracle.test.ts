import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { classesUnder, domainOf } from './analyse/domain.ts';
import { compilePolicies, type PolicySet, type PolicySource } from './compile-policy.ts';
import type { Rule } from './language/policy-document.ts';
import { type Cell, createCedarOracle } from './testing/cedar-oracle.ts';
import { anyCell, anyRules, policiesOf } from './testing/random-policies.ts';
import { shippedPolicies, shippedSchema, SUBJECTS } from './testing/shipped-policies.ts';
import { type PurposeId, USES } from './vocabulary.ts';

const shipped = shippedPolicies(shippedSchema());
const domain = domainOf(shipped);
const DIAGNOSIS = 'diagnosis' as PurposeId;

/** Who asks, for what purpose, when: everything that a table depends on but the case. */
type Asked = Pick<Cell, 'subject' | 'purpose' | 'at'>;

/** One of each class under each purpose, at one instant of each interval; first somebody who may declare nothing. */
const ASKED: readonly Asked[] = domain.purposes.flatMap((purpose) =>
  [stranger(purpose), ...classesUnder(domain, shipped, purpose).map(({ example }) => example)].flatMap(
    (subject) => domain.instants.map((at) => ({ subject, purpose, at })),
  ),
);

function stranger(purpose: PurposeId) {
  return { ...SUBJECTS.hospital, department: `no department that declares ${purpose}`, roles: [] };
}

/** Every distinct cell: one field of each group, since all rules treat a group's fields alike, for every use. */
const distinctCells = (): readonly Cell[] =>
  ASKED.flatMap((asked) =>
    domain.groups.flatMap(({ fields: [coordinate] }) => USES.map((use) => ({ ...asked, coordinate, use }))),
  );

/** Every field by itself under every purpose, in case fields stand in one group that do not belong together. */
const everyField = (): readonly Cell[] =>
  [...new Map(ASKED.map((asked) => [asked.purpose, asked])).values()].flatMap((asked) =>
    [...shipped.catalogue.keys()].map((coordinate) => ({ ...asked, coordinate, use: 'project' as const })),
  );

/** So many cells share one that is judged by all policies, to see that those of other purposes are passed over. */
const WHOLE_EVERY = 60;

/** The policies as far as they speak of a purpose. */
function underPurpose(source: PolicySource, purpose: PurposeId): PolicySource {
  const documents = source.documents.map((document) => ({
    ...document,
    rules: document.rules.filter(({ purposes }) => purposes === 'all' || purposes.includes(purpose)),
  }));
  return { ...source, documents };
}

/**
 * What the two engines disagree about. Cedar looks at every policy for every cell, so it is given those of the cell's purpose;
 * `isWhole` gives it all of them.
 */
function disagreements(
  cells: readonly Cell[],
  {
    policies,
    judgedBy,
    isWhole = false,
  }: { readonly policies: PolicySet; readonly judgedBy: PolicySource; readonly isWhole?: boolean },
): readonly string[] {
  return [...Map.groupBy(cells, ({ purpose }) => purpose)].flatMap(([ofPurpose, itsCells]) => {
    const oracle = createCedarOracle(isWhole ? judgedBy : underPurpose(judgedBy, ofPurpose));
    return itsCells.flatMap((cell) => {
      const { subject, purpose, at } = cell;
      const [plain, withCase] = [false, true].map((hasCase) => policies.table(subject, purpose, at, hasCase));
      if (!plain || !withCase) throw new Error('two tables were asked for');
      return oracle.disagreement(cell, { plain, withCase }) ?? [];
    });
  });
}

describe('Cedar decides as Sluice does', () => {
  test('every distinct cell of the policies that ship', () => {
    const cells = [...distinctCells(), ...everyField()];
    const both = { policies: compilePolicies(shipped), judgedBy: shipped };
    expect(domain.isComplete).toBe(true);
    expect(disagreements(cells, both)).toEqual([]);
    const some = cells.filter((_, index) => index % WHOLE_EVERY === 0);
    expect(disagreements(some, { ...both, isWhole: true })).toEqual([]);
    expect(cells.length).toBeGreaterThan(10_000);
    process.stdout.write(`${cells.length} cells compared with Cedar, each with a case and without\n`);
  }, 600_000);

  test('whatever the policies are', () => {
    fc.assert(
      fc.property(anyRules, fc.array(anyCell, { minLength: 20, maxLength: 20 }), (rules, cells) => {
        const source = policiesOf(rules);
        expect(disagreements(cells, { policies: compilePolicies(source), judgedBy: source })).toEqual([]);
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});

describe('a mistake in the compiler would show', () => {
  const changeRule = (id: string, change: (rule: Rule) => Rule): PolicySource => ({
    ...shipped,
    documents: shipped.documents.map((document) => ({
      ...document,
      rules: document.rules.map((rule) => (rule.id === id ? change(rule) : rule)),
    })),
  });
  const found = (mistaken: PolicySource): readonly string[] => {
    const asked = new Set(['assistance-audit', 'diagnosis']);
    const cells = distinctCells().filter(({ purpose, use }) => asked.has(purpose) && use === 'project');
    return disagreements(cells, { policies: compilePolicies(mistaken), judgedBy: shipped });
  };

  test('a forbid taken for a permit', () => {
    const mistaken = changeRule('health/no-names-beside-illness', (rule) => ({
      ...rule,
      effect: 'permit',
      purposes: [DIAGNOSIS],
    }));
    const permitted = found(mistaken).filter((each) =>
      /Sluice says \[\["permit".*Cedar \[\["deny"/u.test(each),
    );
    expect(permitted[0]).toContain('health/no-names-beside-illness');
  });

  test('a condition on the purpose that is passed over', () => {
    const mistaken = changeRule('health/audit', (rule) => ({
      ...rule,
      purposes: [DIAGNOSIS],
    }));
    expect(found(mistaken)).not.toEqual([]);
  });

  test('a permit that begins too early', () => {
    const judgedBy = changeRule('health/audit', (rule) => ({ ...rule, validFrom: '2027-01-01' }));
    const cells = distinctCells().filter(
      ({ purpose, use }) => purpose === 'assistance-audit' && use === 'project',
    );
    expect(disagreements(cells, { policies: compilePolicies(shipped), judgedBy })).not.toEqual([]);
  });
});
