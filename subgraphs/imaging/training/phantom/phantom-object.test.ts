/** @jest-environment ./hub/testing/jest/outer-arrays-environment.ts */
import { expect, test } from '@jest/globals';
import { decodeFrame } from '../../dicom/decode-frame.ts';
import { readPart10 } from '../../dicom/read-part10.ts';
import { imageFacts } from '../../inference/image-facts.ts';
import { preprocess } from '../../inference/preprocess.ts';
import { CHEST_INPUT } from '../data-set.ts';
import { phantomObject } from './phantom-object.ts';

test.each([128, 512])('a phantom of %s pixels a side is read as the model learnt it', async (side) => {
  const { phantom, bytes } = phantomObject({ seed: 3, index: 4, side });
  const object = readPart10(bytes);
  expect(imageFacts(object.dataSet)).toEqual({
    modality: 'DX',
    view: 'PA',
    bodyPart: 'CHEST',
    laterality: null,
    ageYears: phantom.age,
    sex: phantom.sex,
    burnedInText: false,
  });
  const read = preprocess(await decodeFrame(object), CHEST_INPUT);
  const drawn = preprocess(
    {
      rows: 128,
      columns: 128,
      bitsStored: 16,
      values: phantom.values,
      photometric: 'MONOCHROME2',
      spacingMm: [3, 3],
    },
    CHEST_INPUT,
  );
  if (typeof read === 'string' || typeof drawn === 'string') throw new Error('it can not be read');
  expect(read.spacingMm).toEqual([3, 3]);
  // Twelve bits, of the middle 98 hundredths.
  const apart = read.tensor.map((value, at) => Math.abs(value - drawn.tensor[at]!));
  expect(Math.max(...apart)).toBeLessThan(0.005);
});
