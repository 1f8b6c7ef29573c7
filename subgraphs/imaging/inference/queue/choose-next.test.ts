import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chooseNext, type Turns, type WaitingJob } from './choose-next.ts';

const TURNS: Turns = { now: 0, serviceMs: 10, workers: 1, agedAfterMs: 10_000, running: new Map() };

function job(id: string, deadlineAt: number, more: Partial<WaitingJob> = {}): WaitingJob {
  return { id, hospital: 'one', priority: 'ROUTINE', requestedAt: 0, deadlineAt, ...more };
}
const critical = (id: string, deadlineAt: number): WaitingJob =>
  job(id, deadlineAt, { priority: 'CRITICAL' });

test('nothing waits', () => {
  expect(chooseNext([], TURNS)).toBeNull();
});

test.each([
  ['critical ones come first', [job('a', 500), critical('b', 900)], 'b'],
  ['then the earliest deadline', [job('a', 500), job('b', 400)], 'b'],
  ['of critical ones too', [critical('a', 500), critical('b', 400)], 'b'],
  ['unless one could not be in time any more', [job('a', 15), critical('b', 900)], 'a'],
  [
    'or one further back',
    [job('a', 100), job('b', 102), job('c', 25), job('d', 29), critical('e', 900)],
    'c',
  ],
  ['what is late already holds nobody up', [job('a', 5), critical('b', 900)], 'b'],
  [
    'what waited long is as urgent as any',
    [job('a', 500, { requestedAt: -10_000 }), critical('b', 900)],
    'a',
  ],
])('%s', (_, waiting, id) => {
  expect(chooseNext(waiting, TURNS)?.id).toBe(id);
});

/** Which of the jobs are late where one worker does them all in the order of `choose`. */
function lateOnes(
  jobs: readonly WaitingJob[],
  choose: (waiting: readonly WaitingJob[], now: number) => WaitingJob,
) {
  const late = new Set<string>();
  let waiting = jobs;
  for (let now = 0; waiting.length > 0; now += TURNS.serviceMs) {
    const next = choose(waiting, now);
    if (now + TURNS.serviceMs > next.deadlineAt) late.add(next.id);
    waiting = waiting.filter((one) => one !== next);
  }
  return late;
}

test('urgency never pushes a job past its deadline that would have been in time', () => {
  const jobs = fc.array(
    fc.record({ deadlineAt: fc.integer({ min: 10, max: 250 }), isCritical: fc.boolean() }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(jobs, (drawn) => {
      const all = drawn.map(({ deadlineAt, isCritical }, at) =>
        isCritical ? critical(`j${at}`, deadlineAt) : job(`j${at}`, deadlineAt),
      );
      const plain = lateOnes(
        all,
        (waiting) => [...waiting].sort((left, right) => left.deadlineAt - right.deadlineAt)[0]!,
      );
      // Where all deadlines can be kept, all are.
      fc.pre(plain.size === 0);
      expect(lateOnes(all, (waiting, now) => chooseNext(waiting, { ...TURNS, now })!)).toEqual(new Set());
    }),
    { numRuns: 500 },
  );
});

/** Thirty of one hospital by 200, of which nineteen can be in time, and two of another by 210. */
const FLOOD = Array.from({ length: 30 }, (_, at) => job(`flood${at}`, 200));
const FEW = [1, 2].map((at) => job(`few${at}`, 210, { hospital: 'other' }));

test('where not all can be in time, one hospital’s thousands make their own wait', () => {
  const late = lateOnes([...FLOOD, ...FEW], (waiting, now) => chooseNext(waiting, { ...TURNS, now })!);
  expect([...late].filter((id) => id.startsWith('few'))).toEqual([]);
  expect(late.size).toBe(12);
});

test('one hospital that calls thousands critical keeps no other’s from ageing', () => {
  const flood = Array.from({ length: 30 }, (_, at) => critical(`flood${at}`, 200));
  const turns = { ...TURNS, agedAfterMs: 100 };
  const waited = (requestedAt: number, deadlineAt: number) =>
    job('few', deadlineAt, { hospital: 'other', requestedAt });
  expect(chooseNext([...flood, waited(-99, 500)], turns)?.hospital).toBe('one');
  expect(chooseNext([...flood, waited(-100, 500)], turns)?.hospital).toBe('other');
  expect(chooseNext([...flood, waited(-100, -1)], turns)?.hospital).toBe('other');
  expect(chooseNext([...flood, job('own', 5, { requestedAt: -100 })], turns)?.id).not.toBe('own');
});

test('of them the one goes on of which fewer are worked on, and critical ones before all', () => {
  const running = new Map([['other', 1]]);
  expect(chooseNext([...FLOOD, ...FEW], { ...TURNS, running })?.hospital).toBe('one');
  expect(chooseNext([...FLOOD, ...FEW, critical('c', 300)], TURNS)?.id).toBe('c');
});
