import { expect, test } from '@jest/globals';
import type { PixelFrame } from '../dicom/pixel-frame.ts';
import { preprocess, type InputSpec, type PreparedImage } from './preprocess.ts';

const INPUT: InputSpec = {
  name: 'image',
  height: 4,
  width: 4,
  range: [-1, 1],
  window: 'percentile-1-99',
  fit: 'letterbox',
};

function frame(rows: number, columns: number, valueOf: (row: number, column: number) => number): PixelFrame {
  const values = Float32Array.from({ length: rows * columns }, (_, at) =>
    valueOf(Math.floor(at / columns), at % columns),
  );
  return { rows, columns, bitsStored: 12, values, photometric: 'MONOCHROME2', spacingMm: [0.5, 0.5] };
}

function prepared(given: PixelFrame, input = INPUT): PreparedImage {
  const result = preprocess(given, input);
  if (typeof result === 'string') throw new Error(result);
  return result;
}

test('cells are means over areas, also where pixels lie across their borders', () => {
  const even = prepared(frame(8, 8, (row, column) => Math.floor(row / 2) * 4 + Math.floor(column / 2)));
  const sorted = [...even.tensor];
  expect(sorted).toEqual([...sorted].sort((left, right) => left - right));
  expect(even.spacingMm).toEqual([1, 1]);
  // Six columns on four cells: one and a half each.
  const odd = prepared(frame(6, 6, (_, column) => column));
  const means = [1 / 3, 5 / 3, 10 / 3, 14 / 3];
  const [low, high] = [means[0]!, means[3]!];
  expect(odd.tensor[1]).toBeCloseTo(-1 + (2 * (means[1]! - low)) / (high - low), 5);
  expect(odd.tensor[2]).toBeCloseTo(-1 + (2 * (means[2]! - low)) / (high - low), 5);
});

test('bone is bright in either photometric interpretation', () => {
  const bright = frame(4, 4, (row, column) => row * 4 + column);
  const inverted = {
    ...frame(4, 4, (row, column) => 4095 - row * 4 - column),
    photometric: 'MONOCHROME1',
  } as const;
  expect([...prepared(inverted).tensor]).toEqual([...prepared(bright).tensor]);
  expect(prepared(bright).tensor[15]).toBe(1);
});

test('brightness and contrast of the machine do not matter; the brightest and darkest hundredth are cut off', () => {
  const large: InputSpec = { ...INPUT, height: 20, width: 20 };
  const one = frame(20, 20, (row, column) => row * 20 + column);
  const other = frame(20, 20, (row, column) => 100 + 4 * (row * 20 + column));
  expect([...prepared(other, large).tensor]).toEqual([...prepared(one, large).tensor]);
  const glare = frame(20, 20, (row, column) => (row === 0 && column < 3 ? 1e6 : row * 20 + column));
  expect(prepared(glare, large).tensor[399]).toBe(1);
});

test('a wide image gets air above and below, or loses its sides', () => {
  const wide = frame(4, 8, (_, column) => column);
  const boxed = prepared(wide);
  expect([...boxed.tensor.subarray(0, 4)]).toEqual([-1, -1, -1, -1]);
  expect(boxed.spacingMm).toEqual([1, 1]);
  const cropped = prepared(wide, { ...INPUT, fit: 'centre-crop' });
  expect([cropped.tensor[0], cropped.tensor[3]]).toEqual([-1, 1]);
  expect(cropped.spacingMm).toEqual([0.5, 0.5]);
});

test('padding is air, and how much of it there is is said', () => {
  const padded = prepared(frame(4, 4, (row, column) => (row === 0 ? Number.NaN : column)));
  expect([...padded.tensor.subarray(0, 4)]).toEqual([-1, -1, -1, -1]);
  expect(padded.paddingShare).toBe(0.25);
});

test('torchxrayvision’s scale reaches from −1024 to 1024 over all that the bits can say', () => {
  const xrv: InputSpec = { ...INPUT, range: [-1024, 1024], window: 'stored-range', fit: 'centre-crop' };
  const values = frame(4, 4, (row, column) => (row * 4 + column) * 273);
  expect([...prepared(values, xrv).tensor.subarray(14)]).toEqual([
    expect.closeTo(((2 * 14 * 273) / 4095 - 1) * 1024, 3),
    1024,
  ]);
});

test.each([
  ['NOT_FINITE', frame(4, 4, (row) => (row === 1 ? Infinity : row))],
  ['NOT_FINITE', frame(4, 4, () => Number.NaN)],
  ['NO_CONTRAST', frame(4, 4, () => 7)],
  ['SIZE_MISMATCH', { ...frame(4, 4, (row) => row), columns: 5 }],
] as const)('%s is told', (refusal, given) => {
  expect(preprocess(given, INPUT)).toBe(refusal);
});
