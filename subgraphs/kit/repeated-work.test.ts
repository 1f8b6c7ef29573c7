import { expect, test } from '@jest/globals';
import { RepeatedWork } from './repeated-work.ts';

const never = { everyMs: 3_600_000, onError: () => undefined };

/** Work of which each round is ended by hand. */
function rounds(): {
  readonly work: () => Promise<void>;
  readonly begun: () => number;
  readonly end: () => void;
} {
  let begun = 0;
  let end = (): void => undefined;
  return {
    work: () => {
      begun += 1;
      return new Promise((resolve) => (end = resolve));
    },
    begun: () => begun,
    end: () => end(),
  };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));

test('begins at once, and again when it is asked for', async () => {
  const { work, begun, end } = rounds();
  const repeated = new RepeatedWork(work, never);
  expect(begun()).toBe(1);
  end();
  await settle();
  expect(begun()).toBe(1);
  repeated.wake();
  await settle();
  expect(begun()).toBe(2);
  end();
  await repeated.stop();
});

test('what is asked for during a round is done in one more', async () => {
  const { work, begun, end } = rounds();
  const repeated = new RepeatedWork(work, never);
  repeated.wake();
  repeated.wake();
  expect(begun()).toBe(1);
  end();
  await settle();
  expect(begun()).toBe(2);
  end();
  await settle();
  expect(begun()).toBe(2);
  await repeated.stop();
});

test('is done every so often by itself, also after it failed', async () => {
  let begun = 0;
  const errors: unknown[] = [];
  const repeated = new RepeatedWork(
    () => {
      begun += 1;
      return Promise.reject(new Error('always'));
    },
    { everyMs: 5, onError: (error) => errors.push(error) },
  );
  while (begun < 3) await new Promise((resolve) => setTimeout(resolve, 5));
  await repeated.stop();
  expect(errors).toHaveLength(begun);
});

test('is not done any more once it was stopped', async () => {
  const { work, begun, end } = rounds();
  const repeated = new RepeatedWork(work, never);
  repeated.wakeIn(5);
  const stopped = repeated.stop();
  end();
  await stopped;
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(begun()).toBe(1);
});

test('goes on at once while there is more', async () => {
  const left = [true, true, false];
  let begun = 0;
  const repeated = new RepeatedWork(() => {
    begun += 1;
    return Promise.resolve(left.shift());
  }, never);
  while (left.length > 0) await settle();
  await settle();
  expect(begun).toBe(3);
  await repeated.stop();
});

test('begins later where that is wanted, and a round is told that it is to end', async () => {
  const told: AbortSignal[] = [];
  const repeated = new RepeatedWork(
    (stopping) => {
      told.push(stopping);
      return new Promise((resolve) => stopping.addEventListener('abort', () => resolve(false)));
    },
    { ...never, firstAfterMs: 3_600_000 },
  );
  await settle();
  expect(told).toEqual([]);
  repeated.wake();
  while (told.length === 0) await settle();
  await repeated.stop();
  expect(told).toMatchObject([{ aborted: true }]);
});
