import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { HmacLanes, LONGEST_IN_LANE, writeMessage } from './hmac-lanes.ts';

test.each([0, 1, 31, 32, 63, 64])(
  'with a key of %p bytes, messages of every length are as Node has them',
  (length) => {
    const key = createSecretKey(randomBytes(length));
    const lanes = HmacLanes.of(key);
    const blocks = Buffer.alloc(4 * 64, 0xff);
    for (let size = 0; size <= LONGEST_IN_LANE; size += 1) {
      const messages = [size, 0, LONGEST_IN_LANE, LONGEST_IN_LANE - size].map((bytes) => randomBytes(bytes));
      for (const [lane, message] of messages.entries())
        writeMessage(blocks, lane, message, [0, message.length]);
      const expected = messages.map((message) => createHmac('sha256', key).update(message).digest());
      expect(Buffer.from(lanes.macs(blocks))).toEqual(Buffer.concat(expected));
    }
  },
);

test('each key has its own', () => {
  const [one, other] = [3, 4].map((byte) => createSecretKey(Buffer.alloc(32, byte)));
  const blocks = Buffer.alloc(4 * 64);
  const text = Buffer.from('an RID:239901');
  for (const lane of [0, 1, 2, 3]) writeMessage(blocks, lane, text, [3, text.length]);
  const keys = [one!, other!, one!];
  const macs = keys.map((key) => Buffer.from(HmacLanes.of(key).macs(blocks)));
  const expected = keys.map((key) => createHmac('sha256', key).update('RID:239901').digest());
  expect(macs).toEqual(expected.map((mac) => Buffer.concat([mac, mac, mac, mac])));
  expect(macs[1]).not.toEqual(macs[0]);
  expect(macs[2]).toEqual(macs[0]);
  expect(HmacLanes.of(one!)).toBe(HmacLanes.of(one!));
});

test('a key longer than a block is refused', () => {
  expect(() => HmacLanes.of(createSecretKey(Buffer.alloc(65)))).toThrow('a block');
});
