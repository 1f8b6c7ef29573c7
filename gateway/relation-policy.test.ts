import { expect, test, describe } from '@jest/globals';
import type { PolicySource } from '../policies/compile-policy.ts';
import type { Rule } from '../policies/language/policy-document.ts';
import type { MaskKind } from '../policies/vocabulary.ts';
import { openRelationHub } from './testing/relation-hub.ts';
import { grantOf, PEOPLE, refusalOf, until, VEHICLES } from './testing/relation-questions.ts';
import { writeHead } from './testing/wire-subgraph.ts';

describe('what policy gives only in part is refused whole', () => {
  const engineRule =
    (change: Partial<Rule>) =>
    (source: PolicySource): PolicySource => ({
      ...source,
      documents: source.documents.map((document) => ({
        ...document,
        rules: document.rules.map((rule) =>
          rule.id === 'vehicles/audit-engine' ? { ...rule, ...change } : rule,
        ),
      })),
    });

  test.each<[string, Partial<Rule>, string, object]>([
    [
      'under a mask',
      { obligations: [{ mask: 'const' as MaskKind, fields: ['Vehicle.status'] }] },
      'SWEEP_DENIED',
      { because: 'masked', fields: ['Vehicle.status'] },
    ],
    [
      'about those who consented',
      { obligations: [{ rows: 'consent' }] },
      'SWEEP_DENIED',
      { because: 'people' },
    ],
    ['under a case', { needsCase: true }, 'CASE_REQUIRED', {}],
    ['no more today than this', { obligations: [{ perDay: { exchanges: 0 } }] }, 'LIMIT_REACHED', {}],
  ])('%s', async (_, change, code, detail) => {
    const other = await openRelationHub(engineRule(change));
    try {
      const response = await other.ask({ query: VEHICLES }, { keys: PEOPLE });
      expect(await refusalOf(response)).toMatchObject({ code, ...detail });
      expect(other.subgraph.seen).toEqual([]);
    } finally {
      await other.close();
    }
  });

  test('people beyond the limit of the day do not leave', async () => {
    const other = await openRelationHub(engineRule({ obligations: [{ perDay: { people: 1 } }] }));
    other.subgraph.answer =
      ({ read }) =>
      (response) => {
        writeHead(response, read);
        response.write(`${PEOPLE[0]}\ta\tb\n`);
        setTimeout(() => response.end(`${PEOPLE[1]}\ta\tb\n\\.\n`), 100);
      };
    try {
      const response = await other.ask({ query: VEHICLES }, { keys: PEOPLE });
      await expect(response.text()).rejects.toThrow();
      await until(() => other.ledger.entries.length === 2);
      expect(other.ledger.entries[1]).toMatchObject({ outcomes: ['LIMIT_REACHED'] });
    } finally {
      await other.close();
    }
  });

  test('region and organisation go into the grant', async () => {
    const other = await openRelationHub(engineRule({ obligations: [{ rows: 'region' }] }));
    try {
      const response = await other.ask({ query: VEHICLES }, { keys: PEOPLE });
      expect(response.status).toBe(200);
      await response.text();
      const { rows } = grantOf(other.subgraph.seen[0]?.headers['sluice-grant']);
      expect(rows['Vehicle']).toEqual([{ kind: 'region', prefixes: ['23'] }]);
    } finally {
      await other.close();
    }
  });
});
