import { expect, test } from '@jest/globals';
import { operationsConcern, type Operations } from './operations.ts';

const WELL: Operations = { jobs: 100, canceled: 0, abstained: 10, p95Seconds: 2 };

test.each<[string, Partial<Operations>, readonly string[]]>([
  ['well', {}, []],
  ['one in a hundred fails', { canceled: 1 }, []],
  ['one in ten fails', { canceled: 10 }, ['canceled']],
  ['most images are not answered', { abstained: 80 }, ['abstained']],
  ['a minute goes by', { p95Seconds: 61 }, ['p95_seconds']],
  ['too few to say', { jobs: 19, canceled: 19 }, []],
  ['all at once', { canceled: 50, abstained: 90, p95Seconds: 600 }, ['canceled', 'abstained', 'p95_seconds']],
])('work that goes: %s', (_, change, told) => {
  const concern = operationsConcern({ ...WELL, ...change });
  expect(Object.keys(concern?.figures ?? {}).filter((name) => name !== 'jobs')).toEqual(told);
});
