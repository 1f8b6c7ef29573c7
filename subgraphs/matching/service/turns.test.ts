import { expect, test } from '@jest/globals';
import { Turns } from './turns.ts';

/** Work that goes on until it is let go. */
function held(log: string[], name: string) {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const work = async (): Promise<string> => {
    log.push(name);
    return promise;
  };
  return { work, end: () => resolve(name), fail: () => reject(new Error(name)) };
}
const settled = () => new Promise((done) => setImmediate(done));

test('what one caller asks is done in its order, and others do not wait for it', async () => {
  const [turns, log]: [Turns, string[]] = [new Turns(40), []];
  const [first, second, other] = [held(log, 'first'), held(log, 'second'), held(log, 'other')];
  const answers = [
    turns.take('one', first.work),
    turns.take('one', second.work),
    turns.take('two', other.work),
  ];
  await settled();
  expect(log).toEqual(['first', 'other']);
  first.end();
  await settled();
  expect(log).toEqual(['first', 'other', 'second']);
  second.end();
  other.end();
  expect(await Promise.all(answers)).toEqual(['first', 'second', 'other']);
});

test('what fails is told to whoever asked it, and the next goes on', async () => {
  const [turns, log]: [Turns, string[]] = [new Turns(40), []];
  const [first, second] = [held(log, 'first'), held(log, 'second')];
  const answers = Promise.allSettled([turns.take('one', first.work), turns.take('one', second.work)]);
  first.fail();
  second.end();
  expect(await answers).toMatchObject([
    { status: 'rejected', reason: { message: 'first' } },
    { status: 'fulfilled', value: 'second' },
  ]);
});

test('too much of one caller is refused before it is begun; of another, and later, it is taken', async () => {
  const [turns, log]: [Turns, string[]] = [new Turns(40), []];
  const first = held(log, 'first');
  const asked = Array.from({ length: 60 }, () => turns.take('one', first.work));
  const answers = Promise.allSettled(asked);
  expect(await turns.take('two', () => Promise.resolve('taken'))).toBe('taken');
  first.end();
  const refused = (await answers).filter((answer) => answer.status === 'rejected');
  expect(refused).toHaveLength(20);
  for (const { reason } of refused) expect(reason).toMatchObject({ code: 'CALLER_BUSY' });
  expect(log).toHaveLength(40);
  expect(await turns.take('one', () => Promise.resolve('later'))).toBe('later');
});

test('work that weighs more than may wait is taken alone, and nothing beside it', async () => {
  const turns = new Turns(100);
  const heavy = held([], 'heavy');
  const taken = turns.take('one', heavy.work, 1_000);
  await expect(turns.take('one', () => Promise.resolve('light'), 1)).rejects.toMatchObject({
    code: 'CALLER_BUSY',
  });
  heavy.end();
  expect(await taken).toBe('heavy');
  const both = [60, 40].map((weight) => turns.take('one', () => Promise.resolve(weight), weight));
  await expect(turns.take('one', () => Promise.resolve(1), 1)).rejects.toMatchObject({
    code: 'CALLER_BUSY',
  });
  expect(await Promise.all(both)).toEqual([60, 40]);
});
