import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isLuhnValid, luhnCheckDigit } from '../../identifiers/luhn.ts';
import { AT_AGENCY } from '../testing/mask-contexts.ts';
import type { MaskKind } from '../vocabulary.ts';
import { applyMask } from './apply-mask.ts';
import { MASKS } from './mask-kinds.ts';

/** Masks under keys hide by cryptography; the cipher's own test speaks of them. */
const pure = [...MASKS.values()].filter(({ onlyOn }) => onlyOn === undefined).map(({ kind }) => kind);
const shown = (kind: MaskKind, value: unknown) => applyMask(kind, value, AT_AGENCY);

const digits = (length: number) => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`, 'u'));
const year = fc.integer({ min: 1900, max: 2025 });

/** Of each mask that keeps an end of a text: texts that fit it, and how many characters of either end it shows. */
const ENDS: Readonly<Record<string, { fitting: fc.Arbitrary<string>; prefix: number; suffix: number }>> = {
  'id.full': { fitting: digits(18), prefix: 0, suffix: 0 },
  const: { fitting: digits(18), prefix: 0, suffix: 0 },
  null: { fitting: digits(18), prefix: 0, suffix: 0 },
  exists: { fitting: digits(18), prefix: 0, suffix: 0 },
  'id.1-1': { fitting: fc.stringMatching(/^[0-9]{17}[0-9X]$/u), prefix: 1, suffix: 1 },
  'id.6-4': { fitting: fc.stringMatching(/^[0-9]{17}[0-9X]$/u), prefix: 6, suffix: 4 },
  'name.surname': { fitting: fc.stringMatching(/^[张王李欧𠮷][阳三丰𠮷]{1,5}$/u), prefix: 2, suffix: 0 },
  'name.last': { fitting: fc.stringMatching(/^[张王李欧𠮷][阳三丰𠮷]{1,5}$/u), prefix: 0, suffix: 1 },
  'phone.3-4': { fitting: fc.stringMatching(/^1[0-9]{10}$/u), prefix: 3, suffix: 4 },
  tel: { fitting: fc.stringMatching(/^0451-?[0-9]{8}$/u), prefix: 5, suffix: 2 },
  plate: { fitting: fc.stringMatching(/^黑[A-Z][0-9A-Z]{5}$/u), prefix: 2, suffix: 1 },
  'card.6-4': { fitting: digits(15).map((start) => start + luhnCheckDigit(start)), prefix: 6, suffix: 4 },
};

/** What a value can be made to look like by accident or on purpose: anything, or a fitting text with something in it. */
const almost = ({ fitting }: { fitting: fc.Arbitrary<string> }) => {
  const unit = fc.oneof(
    fc.string({ minLength: 1, maxLength: 3, unit: 'binary' }),
    fc.constantFrom('😀', '７', '\u0301', '\n', '*'),
  );
  const spoilt = fc
    .tuple(fitting, unit, fc.nat({ max: 20 }))
    .map(([text, inserted, at]) => `${text.slice(0, at)}${inserted}${text.slice(at)}`);
  return fc.oneof(fitting, spoilt, fc.string({ unit: 'binary', maxLength: 40 }));
};

/** Every run of that many code points of a text, runs of stars left out: those a mask puts there itself. */
function runs(text: string, length: number): readonly string[] {
  const points = Array.from(text);
  return points
    .slice(0, Math.max(0, points.length - length + 1))
    .map((_, at) => points.slice(at, at + length).join(''))
    .filter((run) => !run.includes('*'));
}

describe.each(Object.entries(ENDS))('%s', (name, ends) => {
  const kind = name as MaskKind;

  test('lets no run of the value survive that is longer than the end which it shows', () => {
    const longest = Math.max(ends.prefix, ends.suffix);
    fc.assert(
      fc.property(almost(ends), (value) => {
        const masked = shown(kind, value);
        if (typeof masked !== 'string' || masked === 'true') return;
        expect(runs(value, longest + 1).filter((run) => masked.includes(run))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('shows the same of two values that differ only in what it hides', () => {
    fc.assert(
      fc.property(ends.fitting, ends.fitting, (one, other) => {
        const [left, right] = [Array.from(one), Array.from(other)];
        const inside = right.slice(ends.prefix, right.length - ends.suffix);
        const mixed = [...left.slice(0, ends.prefix), ...inside, ...left.slice(left.length - ends.suffix)];
        // A name shows its length; whether a card number fits is decided by what is hidden, too.
        fc.pre(mixed.length === left.length && (name !== 'card.6-4' || isLuhnValid(mixed.join(''))));
        expect(shown(kind, mixed.join(''))).toBe(shown(kind, one));
      }),
    );
  });
});

test('every mask of texts is among those whose ends are known', () => {
  const ofTexts = pure.filter((kind) => MASKS.get(kind)?.fits.some((scalar) => scalar === 'String'));
  expect(Object.keys(ENDS).toSorted()).toEqual(ofTexts.toSorted());
});

test('a mask is total and determined: any value at all has one masked one, and lists stay lists', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...pure),
      fc.anything({ withBigInt: true, withDate: true }),
      (kind, value) => {
        const masked = shown(kind, value);
        expect(shown(kind, value)).toEqual(masked);
        expect(Array.isArray(masked)).toBe(Array.isArray(value));
        if (typeof value === 'object' && value !== null && !Array.isArray(value))
          expect(masked).not.toBe(value);
      },
    ),
    { numRuns: 1_000 },
  );
});

test('what is not of the type of a field is never passed on', () => {
  const wrong = fc.oneof(
    fc.integer({ min: 10 }),
    fc.double({ min: 10.5, noNaN: true }),
    fc.bigInt({ min: 10n }),
    fc.object(),
  );
  fc.assert(
    fc.property(fc.constantFrom(...pure), wrong, (kind, value) => {
      // Amounts are whole numbers, of which these masks show the leading digits.
      if (kind.startsWith('num.') && Number.isSafeInteger(value)) return;
      expect(String(shown(kind, value))).toMatch(/^(?:\*+|true|null)$/u);
    }),
  );
});

describe('what is generalised', () => {
  const day = fc
    .tuple(year, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
    .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join('-'));
  const dates = [
    'date.month',
    'date.quarter',
    'date.year',
    'date.5y',
    'age.band',
  ] as readonly string[] as MaskKind[];

  test('of a date is no day and can not be taken for one', () => {
    fc.assert(
      fc.property(fc.constantFrom(...dates), day, (kind, value) => {
        const masked = shown(kind, value);
        expect(masked).toMatch(/^(?:\d{4}-\d{2}|\d{4}-Q[1-4]|\d{4}|\d{4}–\d{4}|\d{1,2}–\d{1,2}|80\+)$/u);
        expect(shown('date.month' as MaskKind, masked)).toBeNull();
      }),
    );
  });

  test('of a place and of an amount is what it is generalised to already', () => {
    const places = ['addr.prefecture', 'addr.county', 'addr.township'] as readonly string[] as MaskKind[];
    fc.assert(
      fc.property(
        fc.constantFrom(...places),
        fc.stringMatching(/^23[0-9]{4}(?:[0-9]{3}){0,2}$/u),
        (kind, code) => {
          expect(shown(kind, shown(kind, code))).toBe(shown(kind, code));
        },
      ),
    );
    const amounts = ['num.bucket', 'num.round'] as readonly string[] as MaskKind[];
    fc.assert(
      fc.property(fc.constantFrom(...amounts), fc.integer(), (kind, amount) => {
        expect(shown(kind, shown(kind, amount))).toBe(shown(kind, amount));
      }),
    );
  });
});
