import { expect, test } from '@jest/globals';
import { bytesField, floatField, messageField, textField, varintField } from './protobuf-writer.ts';

/** The examples of the encoding's own guide, and what is at the edges. */
test.each([
  ['a small number', varintField(1, 150), '089601'],
  ['a negative number', varintField(1, -2), '08feffffffffffffffff01'],
  ['a text', textField(2, 'testing'), '120774657374696e67'],
  ['a message', messageField(3, [varintField(1, 150)]), '1a03089601'],
  ['a field above 15', varintField(20, 7), 'a00107'],
  ['a float', floatField(2, 1), '150000803f'],
  ['no bytes', bytesField(9, new Uint8Array()), '4a00'],
])('%s', (_, field, hex) => {
  expect(field.toString('hex')).toBe(hex);
});
