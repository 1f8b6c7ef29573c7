import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isErrorCode, type ErrorCode } from '../../../errors/error-table.ts';
import { askSmallProvince } from '../sweep/testing/ask-small-province.ts';
import { randomProvince } from '../sweep/testing/random-province.ts';
import { toldBySweep } from '../sweep/testing/two-runs.ts';
import type { AskRelation, RelationAnswer } from '../sweep/read/ask-relation.ts';
import { RelationFailure } from '../sweep/read/relation-failure.ts';
import { compiledAudit, testGraph, testThresholds } from '../testing/audit-fixtures.ts';
import { RunFailure } from '../store/run-failure.ts';
import { unverifiableRules } from './unverifiable-rules.ts';

const graph = testGraph();
const audit = compiledAudit('barred-vehicle', graph);
const surroundings = { graph, thresholds: testThresholds() };
const [province] = fc.sample(randomProvince, { numRuns: 1, seed: 7 });
const healthy = askSmallProvince(province!, 'AssistanceFamily');

const WORDS: Readonly<Record<string, RegExp>> = { vehicles: /vehicles/u, population: /nodes \{ [^{]*\} \}/u };

/** As `healthy`, but for one relation, which is not as it should be. */
function trouble(which: string, answer: (healthy: RelationAnswer) => RelationAnswer): AskRelation {
  return async (asked) =>
    WORDS[which]?.test(asked.question.query) === true ? answer(await healthy(asked)) : healthy(asked);
}

const failing = (which: string, code: ErrorCode): AskRelation =>
  trouble(which, () => {
    throw new RelationFailure(code);
  });

const aged = (which: string, asOf: string | null): AskRelation =>
  trouble(which, (answer) => ({ ...answer, state: { ...answer.state, asOf, isFresh: false } }));

const byCases = (ask: AskRelation): Promise<ReadonlyMap<string, string>> =>
  unverifiableRules(
    audit,
    { parentExchange: 'parent', asOf: null },
    { graph, askRelation: ask, backoffMs: [], signal: new AbortController().signal },
  );
const bySweep = async (ask: AskRelation): Promise<ReadonlyMap<string, string>> => {
  const { missing, failed } = await toldBySweep(audit, ask, surroundings);
  if (isErrorCode(failed)) throw new RunFailure(failed, '');
  return missing;
};

const WAYS = [
  ['case by case', byCases],
  ['set by set', bySweep],
] as const;

test.each(WAYS)('%s, sources that are there and recent leave every rule', async (_, missing) => {
  expect(await missing(healthy)).toEqual(new Map());
});

test.each(WAYS)(
  '%s, a source that is down, too old or of unknown age costs its rules',
  async (_, missing) => {
    const unverifiable = new Map([['barred-vehicle.owned', 'Vehicle']]);
    expect(await missing(failing('vehicles', 'SOURCE_DOWN'))).toEqual(unverifiable);
    expect(await missing(aged('vehicles', '2020-01-01T00:00:00Z'))).toEqual(unverifiable);
    expect(await missing(aged('vehicles', null))).toEqual(unverifiable);
  },
);

test.each(WAYS)('%s, a source that lacks a column which its rules read costs these', async (_, missing) => {
  // As an agency does that can not name the column: whoever asks without it is answered.
  const without: AskRelation = (asked) => {
    if (/vehicles \{[^}]*\buse\b/u.test(asked.question.query)) throw new RelationFailure('SOURCE_ERROR');
    return healthy(asked);
  };
  expect(await missing(without)).toEqual(new Map([['barred-vehicle.owned', 'Vehicle']]));
});

test.each(WAYS)('%s, a population that is too old costs the rules and not the run', async (_, missing) => {
  expect(await missing(aged('population', '2020-01-01T00:00:00Z'))).toEqual(
    new Map([['barred-vehicle.owned', 'AssistanceFamily']]),
  );
});

test.each(WAYS)('%s, a population that can not be had fails the run', async (_, missing) => {
  await expect(missing(failing('population', 'SOURCE_DOWN'))).rejects.toMatchObject({
    name: 'RunFailure',
    code: 'SOURCE_DOWN',
  });
});

test.each(WAYS)('%s, what policy refuses fails the run', async (_, missing) => {
  await expect(missing(failing('vehicles', 'FIELD_DENIED'))).rejects.toMatchObject({
    name: 'RunFailure',
    code: 'FIELD_DENIED',
  });
});
