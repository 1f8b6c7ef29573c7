import { expect, test } from '@jest/globals';
import { repeatWork } from './repeated-work.ts';

test('work is done again and again, also after it failed, and no more once it is stopped', async () => {
  const errors: unknown[] = [];
  let count = 0;
  let onThird: () => void = () => undefined;
  const third = new Promise<void>((resolve) => (onThird = resolve));
  const repeated = repeatWork(
    () => {
      count += 1;
      if (count === 3) onThird();
      return count === 1 ? Promise.reject(new Error('once')) : Promise.resolve();
    },
    { everyMs: 1, onError: (error) => errors.push(error) },
  );
  await third;
  await repeated.stop();
  const stoppedAt = count;
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(count).toBe(stoppedAt);
  expect(errors).toEqual([new Error('once')]);
});
