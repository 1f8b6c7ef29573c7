import { expect, test } from '@jest/globals';
import { WorkQueue } from './work-queue.ts';

interface Piece {
  readonly id: string;
  readonly end: (error?: Error) => void;
  readonly ended: Promise<undefined>;
}

function piece(id: string): Piece {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  return {
    id,
    ended: promise,
    end: (error) => (error === undefined ? resolve(undefined) : reject(error)),
  };
}

function queueOf(concurrency: number): {
  readonly queue: WorkQueue<Piece>;
  readonly begun: string[];
  readonly stuck: string[];
} {
  const begun: string[] = [];
  const stuck: string[] = [];
  const queue = new WorkQueue<Piece>({
    concurrency,
    carryOut: async ({ id, ended, end }, signal) => {
      begun.push(id);
      signal.addEventListener('abort', () => end());
      await ended;
    },
    onStuck: (id) => stuck.push(id),
  });
  return { queue, begun, stuck };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('so much goes on at a time, in order, and what fails holds up nothing', async () => {
  const { queue, begun, stuck } = queueOf(2);
  const pieces = ['a', 'b', 'c', 'd'].map(piece);
  for (const each of pieces) queue.add(each);
  expect(begun).toEqual(['a', 'b']);
  expect([queue.find('a'), queue.find('c'), queue.find('e')]).toEqual([pieces[0], pieces[2], undefined]);
  pieces[1]!.end(new Error('broken'));
  await settled();
  expect([begun, stuck]).toEqual([['a', 'b', 'c'], ['b']]);
  expect(queue.find('b')).toBeUndefined();
  await queue.stop();
});

test('a queue that is stopped ends what goes on and begins nothing more', async () => {
  const { queue, begun, stuck } = queueOf(1);
  for (const id of ['a', 'b']) queue.add(piece(id));
  await queue.stop();
  queue.add(piece('c'));
  expect([begun, stuck]).toEqual([['a'], []]);
});
