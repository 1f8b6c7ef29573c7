import { expect, test } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { ConnectorError } from '../../connectors/contract.ts';
import { SluiceError } from '../../errors/sluice-error.ts';
import { publicError, publicErrors } from './public-error.ts';

const raised = (originalError: Error) =>
  new GraphQLError('wrapped: 239901…secret', { path: ['pets', 0, 'name'], originalError });

test.each([
  ['unreachable', 'SOURCE_DOWN'],
  ['deadline', 'SOURCE_TIMEOUT'],
  ['busy', 'SOURCE_TIMEOUT'],
  ['cancelled', 'SOURCE_TIMEOUT'],
  ['too-many-rows', 'SOURCE_TOO_MANY_ROWS'],
  ['refused', 'SOURCE_ERROR'],
  ['bad-selection', 'SOURCE_ERROR'],
] as const)('a source that is %s is told as %s, and nothing of what it said', (reason, code) => {
  const told = publicError(raised(new ConnectorError(reason, 'secret detail')));
  expect(told).toEqual({ message: expect.any(String), path: ['pets', 0, 'name'], extensions: { code } });
  expect(JSON.stringify(told)).not.toContain('secret');
});

test('what nobody expected is INTERNAL and keeps its message to itself', () => {
  const told = publicError(raised(new TypeError('secret')));
  expect(told.extensions.code).toBe('INTERNAL');
  expect(JSON.stringify(told)).not.toContain('secret');
});

test('an error of ours keeps its code and detail through every wrapping', () => {
  const told = publicError(raised(raised(new SluiceError('GRANT_EXCEEDED', { field: 'Pet.name' }))));
  expect(told.extensions).toEqual({ code: 'GRANT_EXCEEDED', field: 'Pet.name' });
});

test.each([
  ['Syntax Error: Unexpected "secret"', undefined, 'OPERATION_SYNTAX'],
  ['Cannot query field "secret"', undefined, 'OPERATION_INVALID'],
  ['Variable "$r" got invalid value "secret"', undefined, 'VARIABLES_INVALID'],
  ['Int cannot represent "secret"', ['pets'], 'SOURCE_ERROR'],
])('what GraphQL says (%s) becomes a code', (message, path, code) => {
  const told = publicErrors(
    Object.assign(new Error('Graphql validation error'), { errors: [new GraphQLError(message, { path })] }),
  );
  expect(told.map(({ extensions }) => extensions.code)).toEqual([code]);
  expect(JSON.stringify(told)).not.toContain('secret');
});
