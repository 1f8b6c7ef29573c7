import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compiledAudit, testGraph, testThresholds } from '../testing/audit-fixtures.ts';
import { askSmallProvince } from './testing/ask-small-province.ts';
import { randomProvince } from './testing/random-province.ts';
import { toldByCases, toldBySweep } from './testing/two-runs.ts';

const surroundings = { graph: testGraph(), thresholds: testThresholds() };

test.each(['barred-vehicle', 'company-control', 'dead-and-paid'])(
  'one meaning, two runs: %s says the same of every random province',
  async (name) => {
    const audit = compiledAudit(name, surroundings.graph);
    await fc.assert(
      fc.asyncProperty(randomProvince, async (province) => {
        const ask = askSmallProvince(province, 'AssistanceFamily');
        const { told, missing } = await toldBySweep(audit, ask, surroundings);
        expect(missing).toEqual(new Map());
        expect(told).toEqual(toldByCases(audit, province, surroundings));
      }),
      { numRuns: 8 },
    );
  },
);
