import { SluiceError } from '../../errors/sluice-error.ts';
import type { DecisionQuestion } from '../../policies/decision-wire.ts';
import { isWellFormed } from '../../policies/subject-class.ts';
import type { Subject } from '../../policies/vocabulary.ts';
import { isRecord } from '../is-record.ts';

const MEMBERS = ['query', 'variables', 'way', 'beside'];
const OF_SUBJECT = [
  'application',
  'department',
  'region',
  'roles',
  'official',
  'organisation',
  'person',
  'clearance',
];

/**
 * The members of a question for decisions.
 * @throws SluiceError BODY_MALFORMED
 */
export function readDecisionQuestion(body: unknown): DecisionQuestion {
  if (!isRecord(body) || Object.keys(body).some((member) => !MEMBERS.includes(member)))
    throw new SluiceError('BODY_MALFORMED');
  const { query, variables, way, beside = null } = body;
  if (typeof query !== 'string' || !isRecord(variables)) throw new SluiceError('BODY_MALFORMED');
  if (way !== 'operation' && way !== 'relation' && way !== 'keyed-relation')
    throw new SluiceError('BODY_MALFORMED');
  if (beside !== null && !isSubject(beside)) throw new SluiceError('BODY_MALFORMED');
  return { query, variables, way, beside };
}

function isSubject(value: unknown): value is Subject {
  if (!isRecord(value) || Object.keys(value).some((name) => !OF_SUBJECT.includes(name))) return false;
  const { official } = value;
  return (official === null || typeof official === 'string') && isWellFormed(value as unknown as Subject);
}
