import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { LoadingPlaces } from './loading-places.ts';

const forEver = new AbortController().signal;

test('no more go on at a time than there are places, and all of them come to their turn', async () => {
  const places = new LoadingPlaces(2);
  let going = 0;
  const seen: number[] = [];
  const done = await Promise.all(
    [0, 1, 2, 3, 4].map((each) =>
      places.within(forEver, async () => {
        going += 1;
        seen.push(going);
        await sleep(1);
        going -= 1;
        return each;
      }),
    ),
  );
  expect(done).toEqual([0, 1, 2, 3, 4]);
  expect(Math.max(...seen)).toBe(2);
});

test('who fails, or no longer waits, takes nobody else their place', async () => {
  const places = new LoadingPlaces(1);
  const end = new AbortController();
  const first = places.within(forEver, async () => {
    await sleep(5);
    throw new Error('broken');
  });
  const impatient = places.within(end.signal, () => Promise.resolve('never'));
  const patient = places.within(forEver, () => Promise.resolve('done'));
  end.abort(new Error('ended'));
  await expect(impatient).rejects.toThrow('ended');
  await expect(first).rejects.toThrow('broken');
  await expect(patient).resolves.toBe('done');
});
