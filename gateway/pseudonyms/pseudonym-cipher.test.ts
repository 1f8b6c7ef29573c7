import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ApplicationId } from '../../policies/vocabulary.ts';
import { desk, eligibility, statistics } from '../testing/small-graph.ts';
import { fromBase32, toBase32 } from './base32.ts';
import { PseudonymCipher } from './pseudonym-cipher.ts';

const key = new Uint8Array(32).fill(7);
const cipher = new PseudonymCipher(key, 1);

test('every key comes back from its pseudonym, and from it alone', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 80 }), fc.string({ maxLength: 80 }), (one, other) => {
      const pseudonym = cipher.conceal(one, desk, eligibility);
      expect(cipher.reveal(pseudonym, desk, eligibility)).toBe(one);
      expect(cipher.conceal(other, desk, eligibility) === pseudonym).toBe(one === other);
    }),
  );
});

test('it means nothing to another application, purpose, epoch or hub', () => {
  const pseudonym = cipher.conceal('RID:1', desk, eligibility);
  const other = { ...desk, application: 'other' as ApplicationId };
  expect(cipher.reveal(pseudonym, other, eligibility)).toBeNull();
  expect(cipher.reveal(pseudonym, desk, statistics)).toBeNull();
  expect(new PseudonymCipher(key, 2).reveal(pseudonym, desk, eligibility)).toBeNull();
  expect(new PseudonymCipher(new Uint8Array(32), 1).reveal(pseudonym, desk, eligibility)).toBeNull();
});

test('one changed letter makes it nobody’s', () => {
  const pseudonym = cipher.conceal('RID:239901195001010016', desk, eligibility);
  for (let at = 0; at < pseudonym.length; at += 1) {
    const changed = pseudonym.slice(0, at) + (pseudonym[at] === 'Q' ? 'R' : 'Q') + pseudonym.slice(at + 1);
    expect(cipher.reveal(changed, desk, eligibility)).toBeNull();
  }
  for (const text of ['', 'PSN:', 'PSN:A', 'RID:1', `${pseudonym}A`, pseudonym.toLowerCase()])
    expect(cipher.reveal(text, desk, eligibility)).toBeNull();
});

test('its length does not tell the kind of identity', () => {
  const lengths = ['RID:239901195001010016', 'HMT:H12345678', 'PASSPORT:UTO-L898902C3'].map(
    (personKey) => cipher.conceal(personKey, desk, eligibility).length,
  );
  expect(new Set(lengths).size).toBe(1);
});

test('a token is stable under one purpose and epoch, for whoever asks, and unlinkable beyond them', () => {
  const token = cipher.token('RID:1', eligibility);
  expect(token).toMatch(/^[A-Z2-7]{26}$/u);
  expect(cipher.token('RID:1', eligibility)).toBe(token);
  const others = [
    cipher.token('RID:2', eligibility),
    cipher.token('RID:1', statistics),
    new PseudonymCipher(key, 2).token('RID:1', eligibility),
    new PseudonymCipher(new Uint8Array(32), 1).token('RID:1', eligibility),
  ];
  expect(new Set([token, ...others]).size).toBe(5);
  for (const text of ['', '欧阳', '\u{1F600}']) expect(cipher.token(text, eligibility)).toHaveLength(26);
});

test('base32 is that of RFC 4648, and each value has one spelling', () => {
  expect(toBase32(Buffer.from('foobar'))).toBe('MZXW6YTBOI');
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
      expect(fromBase32(toBase32(bytes))).toEqual(bytes);
    }),
  );
  for (const text of ['MZXW6YTBOJ', 'MZ1', 'mzxw6', 'A']) expect(fromBase32(text)).toBeNull();
});

test('a short key is refused', () => {
  expect(() => new PseudonymCipher(new Uint8Array(31), 1)).toThrow(RangeError);
});
