import { expect, test } from '@jest/globals';
import { NonceMemory } from './nonce-memory.ts';

test('a nonce is new once, for at least the time it is kept, and forgotten after twice that', () => {
  const memory = new NonceMemory(1_000);
  expect(memory.admit('a', 0)).toBe(true);
  expect(memory.admit('a', 1)).toBe(false);
  expect(memory.admit('b', 999)).toBe(true);
  expect(memory.admit('a', 1_000)).toBe(false);
  expect(memory.admit('b', 1_998)).toBe(false);
  expect(memory.admit('a', 3_000)).toBe(true);
});

test('however late in its generation a nonce came, it is remembered for the whole time', () => {
  for (let seen = 0; seen < 3_000; seen += 125) {
    const memory = new NonceMemory(1_000);
    memory.admit('first', 0);
    for (let now = 125; now < seen; now += 125) memory.admit(String(now), now);
    memory.admit('nonce', seen);
    for (let now = seen + 125; now < seen + 1_000; now += 125) expect(memory.admit('nonce', now)).toBe(false);
  }
});
