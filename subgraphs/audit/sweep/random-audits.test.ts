import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compileAudit, type CompiledAudit } from '../definition/compile-audit.ts';
import type { Expression, RuleCollection } from '../rules/collection.ts';
import { testGraph, testThresholds } from '../testing/audit-fixtures.ts';
import { celValueOf } from '../testing/cel-oracle.ts';
import { askSmallProvince } from './testing/ask-small-province.ts';
import { randomAudit } from './testing/random-audit.ts';
import { randomProvince } from './testing/random-province.ts';
import { toldByCases, toldBySweep } from './testing/two-runs.ts';

const surroundings = { graph: testGraph(), thresholds: testThresholds() };
const AS_OF = new Map([['asOf', '2026-11-01']]);

/** The same audit, each of whose conditions is asked of cel-js. */
function byCel(audit: CompiledAudit): CompiledAudit {
  const asked = ({ typed }: Expression): Expression => ({
    typed,
    evaluate: (frame) => celValueOf(typed, frame),
  });
  const collection = (each: RuleCollection): RuleCollection => ({
    ...each,
    where: each.where && asked(each.where),
    of: each.of && asked(each.of),
  });
  return {
    ...audit,
    rules: audit.rules.map((rule) => ({
      ...rule,
      when: asked(rule.when),
      exempt: rule.exempt.map((one) => ({ ...one, when: asked(one.when) })),
      collections: rule.collections.map(collection),
    })),
  };
}

test('one meaning: closures, cel-js and DuckDB say the same of random audits over random provinces', async () => {
  const seen = { YES: 0, CANNOT_TELL: 0, nothing: 0 };
  await fc.assert(
    fc.asyncProperty(randomAudit, randomProvince, async (definition, province) => {
      const audit = compileAudit(definition, AS_OF, surroundings.graph, surroundings.thresholds);
      const cases = toldByCases(audit, province, surroundings);
      expect(toldByCases(byCel(audit), province, surroundings)).toEqual(cases);
      const ask = askSmallProvince(province, 'AssistanceFamily');
      const { told, missing } = await toldBySweep(audit, ask, surroundings);
      expect(missing).toEqual(new Map());
      expect(told).toEqual(cases);
      if (cases.length === 0) seen.nothing += 1;
      for (const outcome of ['YES', 'CANNOT_TELL'] as const)
        if (cases.some((line) => line.includes(`"${outcome}"`))) seen[outcome] += 1;
    }),
    { numRuns: 30, seed: 20_261_122 },
  );
  // A generator whose rules never said anything would prove nothing.
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(3);
}, 60_000);
