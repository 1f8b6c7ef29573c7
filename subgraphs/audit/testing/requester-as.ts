import type { ApplicationId, DivisionCode } from '../../../policies/vocabulary.ts';
import type { Requester } from '../run/audit-engine.ts';

/** The auditors' application, through which an official asks, or nobody. */
export function requesterAs(official: string | null): Requester {
  const subject = {
    application: 'auditor' as ApplicationId,
    department: 'audit-office',
    region: '230000' as DivisionCode,
    roles: ['auditor'],
    official,
    organisation: null,
    person: null,
    clearance: 0,
  } as const;
  return { application: 'auditor', official, subject, exchangeId: 'parent-1', policyVersion: 'v1' };
}
