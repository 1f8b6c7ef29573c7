import { expect, test } from '@jest/globals';
import { compiledAudit, testGraph } from '../testing/audit-fixtures.ts';
import type { EventJudgement } from '../../kit/following/judge-event.ts';
import { judgeEvents } from './judge-event.ts';

const graph = testGraph();
const judge = judgeEvents(compiledAudit('barred-vehicle', graph).operation.node, graph);

test.each<[EventJudgement, 'CHANGE' | 'RESYNC', string, readonly string[]]>([
  ['concerns', 'CHANGE', 'vehicles', ['Vehicle']],
  ['concerns', 'CHANGE', 'civil-affairs', ['AssistanceMember']],
  ['concerns', 'RESYNC', 'vehicles', []],
  ['concerns', 'RESYNC', 'civil-affairs', []],
  ['other-matter', 'CHANGE', 'housing', ['Home']],
  ['other-matter', 'RESYNC', 'housing', []],
  ['not-believed', 'CHANGE', 'housing', ['Vehicle']],
  ['not-believed', 'CHANGE', 'vehicles', ['Vehicle', 'AssistanceFamily']],
  ['not-believed', 'CHANGE', 'vehicles', ['Person']],
  ['not-believed', 'CHANGE', 'vehicles', ['NoSuchType']],
])('an event %s: %s of %s about %p', (judgement, kind, agency, types) => {
  expect(judge({ kind, agency, types })).toBe(judgement);
});

test('what an agency computes of an entity concerns all that the agency changes', () => {
  const fieldName = 'hasVehicle';
  const computed = judgeEvents(
    { typeName: 'Person', fields: new Map([[fieldName, { kind: 'leaf', fieldName, typeName: 'Boolean' }]]) },
    graph,
  );
  expect(computed({ kind: 'CHANGE', agency: 'vehicles', types: ['Vehicle'] })).toBe('concerns');
  expect(computed({ kind: 'CHANGE', agency: 'housing', types: ['Home'] })).toBe('other-matter');
});

test('what rests on a conclusion rests on whatever the agencies change', () => {
  const concluded = judgeEvents({ typeName: 'Conclusion', fields: new Map() }, graph);
  expect(concluded({ kind: 'CHANGE', agency: 'housing', types: ['Home'] })).toBe('concerns');
  expect(concluded({ kind: 'CHANGE', agency: 'housing', types: ['Vehicle'] })).toBe('not-believed');
});
