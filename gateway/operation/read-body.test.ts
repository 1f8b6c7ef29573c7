import { expect, test } from '@jest/globals';
import { readBody } from './read-body.ts';

test.each([
  [null],
  ['text'],
  [[{ query: '{ a }' }]],
  [{}],
  [{ query: 7 }],
  [{ query: '{ a }', variables: [] }],
  [{ query: '{ a }', operationName: 1 }],
  [{ query: '{ a }', more: 1 }],
])('%j is malformed', (body) => {
  expect(() => readBody(body)).toThrow(expect.objectContaining({ code: 'BODY_MALFORMED' }));
});

test('absent and null members are the same', () => {
  const nothing = { query: '{ a }', operationName: null, variables: {} };
  expect(readBody({ query: '{ a }' })).toEqual(nothing);
  expect(readBody({ query: '{ a }', variables: null, operationName: null, extensions: null })).toEqual(
    nothing,
  );
});
