import { expect, test } from '@jest/globals';
import { CallerSlots, type Leave } from './caller-slots.ts';

const LONG = 60_000;
const never = new AbortController().signal;

test('of one caller so many are under way, the others follow in their order, and other callers wait for none', async () => {
  const slots = new CallerSlots(2);
  const entered: string[] = [];
  const leaves = new Map<string, Leave>();
  const enter = async (name: string, caller = 'one'): Promise<void> => {
    const leave = await slots.enter(caller, LONG, never);
    entered.push(name);
    leaves.set(name, leave!);
  };
  const all = ['a', 'b', 'c', 'd'].map((name) => enter(name));
  await enter('other', 'two');
  expect(entered).toEqual(['a', 'b', 'other']);
  leaves.get('b')!();
  await all[2];
  expect(entered).toEqual(['a', 'b', 'other', 'c']);
  leaves.get('a')!();
  leaves.get('c')!();
  await Promise.all(all);
  leaves.get('d')!();
  // Nothing is left over: as many enter at once as before.
  await Promise.all([enter('e'), enter('f')]);
  expect(entered.slice(4)).toEqual(['d', 'e', 'f']);
});

test('who waits too long is told so, and takes nobody’s place', async () => {
  const slots = new CallerSlots(1);
  const leave = await slots.enter('one', LONG, never);
  expect(await slots.enter('one', 5, never)).toBeNull();
  const next = slots.enter('one', LONG, never);
  leave!();
  expect(await next).not.toBeNull();
});

test('a caller that goes away while it waits is not waited for', async () => {
  const slots = new CallerSlots(1);
  const leave = await slots.enter('one', LONG, never);
  const caller = new AbortController();
  const gone = slots.enter('one', LONG, caller.signal);
  caller.abort(new Error('gone'));
  await expect(gone).rejects.toThrow('gone');
  leave!();
  expect(await slots.enter('one', LONG, never)).not.toBeNull();
});
