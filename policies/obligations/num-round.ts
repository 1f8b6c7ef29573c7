import { type Mask, maskKind } from './mask.ts';

/** 100 yuan in fen. */
const STEP_FEN = 10_000;

/** An amount in fen, to the nearest hundred yuan; null where the value is no whole number. */
export const numRound: Mask = {
  kind: maskKind('num.round'),
  discloses: 3,
  fits: ['Fen'],
  words: { en: 'amount, to the nearest hundred yuan', zh: '金额（四舍五入到百元）' },
  apply: (value) =>
    typeof value === 'number' && Number.isSafeInteger(value)
      ? // Halves away from zero, as amounts are rounded by hand; plus zero, since there is no amount of -0.
        Math.sign(value) * Math.round(Math.abs(value) / STEP_FEN) * STEP_FEN + 0
      : null,
};
