import { expect, test } from '@jest/globals';
import { buildSchema, graphqlSync } from 'graphql';
import { isRefusedMutation } from './query.ts';

const schema = buildSchema(`
  type Query { report: Report }
  type Mutation { sign: Report, open: Report }
  type Report { state: String, secret: String }
`);
const refuse = (): never => {
  throw new Error('REPORT_STATE');
};
const report = { state: 'FINAL', secret: refuse };
const rootValue = { report: refuse, sign: refuse, open: report };

test.each([
  ['a mutation that is refused', 'mutation { sign { state } }', undefined, true],
  ['one of two that is refused', 'mutation { open { state } mine: sign { state } }', undefined, true],
  ['a mutation of whose answer a field is refused', 'mutation { open { state secret } }', undefined, false],
  ['a mutation that is done', 'mutation { open { state } }', undefined, false],
  ['a question that is refused', '{ report { state } }', undefined, false],
  ['the mutation that is named', 'query A { report { state } } mutation B { sign { state } }', 'B', true],
  ['the question that is named', 'query A { report { state } } mutation B { sign { state } }', 'A', false],
] as const)('%s is told apart', (_, source, operationName, refused) => {
  const answer = graphqlSync({ schema, source, rootValue, operationName });
  expect(isRefusedMutation(source, operationName, answer)).toBe(refused);
});
