import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compiledAudit, testGraph, testThresholds } from '../testing/audit-fixtures.ts';
import { askSmallProvince } from './testing/ask-small-province.ts';
import { randomProvince } from './testing/random-province.ts';
import { toldByRound, toldBySweep } from './testing/two-runs.ts';
import { RelationFailure } from './read/relation-failure.ts';
import type { AskRelation } from './read/ask-relation.ts';

const surroundings = { graph: testGraph(), thresholds: testThresholds() };
const AUDITS = ['barred-vehicle', 'company-control', 'dead-and-paid'].map((name) =>
  compiledAudit(name, surroundings.graph),
);

test('a round finds what its audits find alone, of every random province', async () => {
  await fc.assert(
    fc.asyncProperty(randomProvince, async (province) => {
      const ask = askSmallProvince(province, 'AssistanceFamily');
      const together = await toldByRound(AUDITS, ask, surroundings);
      const alone = [];
      for (const audit of AUDITS) alone.push(await toldBySweep(audit, ask, surroundings));
      expect(together).toEqual(alone);
    }),
    { numRuns: 8 },
  );
});

/** The questions that are asked of a province in which something is always told. */
async function askedOf(
  answers: (question: string) => Error | null,
): Promise<{ readonly asked: readonly string[]; readonly round: Awaited<ReturnType<typeof toldByRound>> }> {
  const [province] = fc.sample(randomProvince, { numRuns: 1, seed: 1 });
  const ask = askSmallProvince(province!, 'AssistanceFamily');
  const asked: string[] = [];
  const watched: AskRelation = (request) => {
    asked.push(request.question.query);
    const failure = answers(request.question.query);
    return failure === null ? ask(request) : Promise.reject(failure);
  };
  return { asked, round: await toldByRound(AUDITS, watched, surroundings) };
}

const MEMBERS = /\{ nodes \{ members \{ [^{}]*(?:person \{ id \})?[^{}]*\} \} \} \}$/u;

test('what several audits ask alike is asked once', async () => {
  const { asked } = await askedOf(() => null);
  expect(asked.filter((query) => MEMBERS.test(query))).toHaveLength(1);
  expect(asked).toHaveLength(new Set(asked).size);
});

test('T4 a source that is away leaves the rules that need it unverified, and the other audits whole', async () => {
  const { round } = await askedOf((query) =>
    query.includes('vehicles') ? new RelationFailure('SOURCE_DOWN') : null,
  );
  const { round: whole } = await askedOf(() => null);
  const missing = new Map([['barred-vehicle.owned', 'Vehicle']]);
  expect(round).toEqual([{ told: [], missing, failed: null }, ...whole.slice(1)]);
});

test('what is refused for all together is asked for each, and only who may not have it goes without', async () => {
  const { round } = await askedOf((query) =>
    MEMBERS.test(query) && query.includes('BarredVehicle') ? new RelationFailure('FIELD_DENIED') : null,
  );
  const { round: whole } = await askedOf(() => null);
  expect(round).toEqual([{ told: [], missing: new Map(), failed: 'FIELD_DENIED' }, ...whole.slice(1)]);
});
