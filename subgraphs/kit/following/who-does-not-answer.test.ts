import { expect, test } from '@jest/globals';
import pg from 'pg';
import { SluiceError } from '../../../errors/sluice-error.ts';
import { Away } from './away.ts';
import { whoDoesNotAnswer } from './who-does-not-answer.ts';

const fromServer = (code: string): Error =>
  Object.assign(new pg.DatabaseError('said by the server', 1, 'error'), { code });
const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

test.each([
  ['an agency', new Away(), 'an agency or the gateway'],
  ['policy', new SluiceError('AUDIT_POLICY_UNKNOWN'), 'an agency or the gateway'],
  ['a server that shuts down', fromServer('57P01'), 'the hub database'],
  ['a deadlock', fromServer('40P01'), 'the hub database'],
  ['no server', refused, 'the hub database'],
  ['none of its addresses', new AggregateError([refused]), 'the hub database'],
  ['a connection that closed', new Error('Connection terminated unexpectedly'), 'the hub database'],
])('%s is waited for', (_, error, who) => {
  expect(whoDoesNotAnswer(error)).toContain(who);
});

test.each([
  ['a type that is not so', new TypeError('undefined is not a function')],
  ['SQL that is none', fromServer('42601')],
  ['a row that no table takes', fromServer('23514')],
  ['a refusal', new SluiceError('AUDIT_UNKNOWN')],
  ['a file that is not there', Object.assign(new Error('no file'), { code: 'ENOENT', syscall: 'open' })],
  ['what is no error', 'a string'],
])('%s is a mistake', (_, error) => {
  expect(whoDoesNotAnswer(error)).toBeNull();
});
