import { expect, test } from '@jest/globals';
import { lineOf } from './lift.ts';

test('what came of lifting is said in both languages, with the models that speak again', () => {
  const of = { site: 'demonstration', label: 'pneumothorax' };
  expect(lineOf({ ...of, lifted: ['chest-demonstration'] })).toBe(
    'pneumothorax speaks again at demonstration 已解除静默: chest-demonstration',
  );
  expect(lineOf({ ...of, lifted: [] })).toBe('pneumothorax is not made silent at demonstration 未处于静默');
});
