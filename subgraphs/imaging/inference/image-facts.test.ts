import { expect, test } from '@jest/globals';
import { readPart10 } from '../dicom/read-part10.ts';
import { syntheticObject, type Given } from '../dicom/testing/synthetic-object.ts';
import { imageFacts } from './image-facts.ts';

const facts = (elements: readonly Given[], without: readonly string[] = []) =>
  imageFacts(readPart10(syntheticObject({ elements, without })).dataSet);

test('what an object says of itself', () => {
  const elements: readonly Given[] = [
    ['00185101', 'CS', 'PA'],
    ['00280301', 'CS', 'NO'],
    ['00200062', 'CS', 'L'],
  ];
  expect(facts(elements)).toEqual({
    modality: 'DX',
    view: 'PA',
    bodyPart: 'CHEST',
    laterality: 'L',
    ageYears: 65,
    sex: 'F',
    burnedInText: false,
  });
});

test('what it does not say is not known', () => {
  expect(facts([], ['00080060', '00180015', '00100030', '00100040'])).toEqual({
    modality: null,
    view: null,
    bodyPart: null,
    laterality: null,
    ageYears: null,
    sex: null,
    burnedInText: null,
  });
});

test.each([
  ['on the day before the birthday', '20081102', '', 17],
  ['on the birthday', '20081101', '', 18],
  ['as stated', '', '017Y', 17],
  ['stated in months', '', '018M', 1],
  ['in weeks', '', '003W', 0],
  ['the lesser of two that disagree', '19610304', '005Y', 5],
  ['of a birth after the study', '20300101', '', null],
  ['that is none', 'yesterday', '17', null],
])('the age %s', (_, born, stated, age) => {
  const elements: readonly Given[] = [
    ['00100030', 'DA', born],
    ['00101010', 'AS', stated],
  ];
  expect(facts(elements).ageYears).toBe(age);
});

test.each([
  ['YES', true],
  ['NO', false],
  ['no ', false],
  ['MAYBE', true],
  ['', null],
])('text is burnt in where the object says `%s`: %s', (said, burnedInText) => {
  expect(facts([['00280301', 'CS', said]]).burnedInText).toBe(burnedInText);
});
