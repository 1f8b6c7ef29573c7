import { setImmediate } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { interruption, type Interruption } from './interruption.ts';

function interrupted(): {
  readonly of: Interruption;
  readonly did: string[];
  readonly answer: (isMeant: boolean) => void;
} {
  const did: string[] = [];
  const question = Promise.withResolvers<boolean>();
  const of = interruption({
    runId: 'run-1',
    output: { answer: () => undefined, progress: (line) => did.push(line) },
    confirm: (signal) => {
      signal.addEventListener('abort', () => question.reject(new Error('taken back')));
      return question.promise;
    },
    cancel: () => Promise.resolve(did.push('cancelled')),
    leave: () => did.push('left'),
  });
  return { of, did, answer: question.resolve };
}

test('Ctrl-C cancels what is meant to be cancelled', async () => {
  const { of, did, answer } = interrupted();
  of.onInterrupt();
  answer(true);
  await setImmediate();
  expect(did).toEqual(['cancelling 正在取消', 'cancelled']);
});

test('another while the first is asked about leaves the run going', () => {
  const { of, did } = interrupted();
  of.onInterrupt();
  of.onInterrupt();
  expect(did).toEqual(['left going 已保留运行: run-1', 'left']);
});

test('a question that the end of the run overtakes is taken back without a word', async () => {
  const { of, did } = interrupted();
  of.onInterrupt();
  of.over();
  await setImmediate();
  expect(did).toEqual([]);
});
