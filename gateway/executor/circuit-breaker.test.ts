import { expect, test } from '@jest/globals';
import { createCircuitBreaker } from './circuit-breaker.ts';

test('after failures in a row nothing is tried for a while, then one attempt finds out', () => {
  let now = 0;
  const breaker = createCircuitBreaker({ failures: 2, pauseMs: 100 }, () => now);
  breaker.failed();
  expect(breaker.mayTry()).toBe(true);
  breaker.succeeded();
  breaker.failed();
  expect(breaker.mayTry()).toBe(true);
  breaker.failed();
  expect(breaker.mayTry()).toBe(false);
  now = 100;
  expect([breaker.mayTry(), breaker.mayTry()]).toEqual([true, false]);
  breaker.failed();
  expect(breaker.mayTry()).toBe(false);
  now = 200;
  expect(breaker.mayTry()).toBe(true);
  breaker.succeeded();
  expect([breaker.mayTry(), breaker.mayTry()]).toEqual([true, true]);
});

test('a caller that goes away while finding out leaves the finding out to the next', () => {
  let now = 0;
  const breaker = createCircuitBreaker({ failures: 1, pauseMs: 100 }, () => now);
  breaker.failed();
  now = 100;
  expect(breaker.mayTry()).toBe(true);
  breaker.abandoned();
  expect(breaker.mayTry()).toBe(true);
});
