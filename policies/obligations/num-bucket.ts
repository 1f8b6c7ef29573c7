import { type Mask, maskKind } from './mask.ts';

/** Width of a bucket, 1,000 yuan in fen. */
const WIDTH_FEN = 100_000;

/** An amount in fen, down to whole thousands of yuan; null where the value is no whole number. */
export const numBucket: Mask = {
  kind: maskKind('num.bucket'),
  discloses: 2,
  fits: ['Fen'],
  words: { en: 'amount, to the thousand yuan below', zh: '金额（按千元区间）' },
  apply: (value) =>
    typeof value === 'number' && Number.isSafeInteger(value)
      ? Math.floor(value / WIDTH_FEN) * WIDTH_FEN
      : null,
};
