import { randomUUID } from 'node:crypto';
import { SluiceError } from '../../errors/sluice-error.ts';
import type { WorkingCalendar } from '../../identifiers/working-days.ts';
import type { Purpose } from '../../policies/language/policy-document.ts';
import type { PolicyVersion, Subject } from '../../policies/vocabulary.ts';
import type { Ledger } from '../ledger/create-ledger.ts';
import type { LedgerRecord } from '../ledger/ledger-entry.ts';
import { describeFailure, type WriteLine } from '../note-exchange.ts';
import { asSluiceError, refusalAnswer } from '../stages/respond.ts';
import type { Answer, ExchangeId, IncomingRequest, Receipt } from '../stages/stage-types.ts';
import { emergencyNotices } from './emergency-notices.ts';
import { makeEmergencyNumber } from './emergency-number.ts';
import type { EmergencyStore } from './emergency-store.ts';
import { readEmergencyBody } from './read-emergency-body.ts';
import { reviewDue } from './review-due.ts';

/** The answer to somebody who opens an emergency access: the access, or a refusal in the form of every other. */
export type EmergencyAnswer =
  | {
      readonly status: 201;
      readonly body: {
        /** To be declared as `sluice-case`. */
        readonly emergencyCase: string;
        readonly expiresAt: string;
        readonly receipt: Receipt;
      };
    }
  | Answer;

export interface EmergencyParts {
  readonly authenticate: (request: IncomingRequest) => Promise<Subject>;
  readonly policyVersion: PolicyVersion;
  /** The emergency purposes that this subject may declare by the policies in force. */
  readonly emergencyPurposesOf: (subject: Subject) => readonly Purpose[];
  readonly emergencies: EmergencyStore;
  readonly calendar: WorkingCalendar;
  readonly ledger: Ledger;
  readonly now: () => Date;
  readonly writeLine: WriteLine;
}

const ACCESS_MS = 4 * 3_600_000;

/** What is known of an opening so far: whatever ends it, this is recorded. */
interface Attempt {
  readonly exchangeId: ExchangeId;
  readonly startedAt: Date;
  subject: Subject | null;
  purpose: Purpose | null;
  emergencyNumber: string | null;
  variablesHash: string | null;
  intent: Receipt | null;
}

/**
 * Opens an emergency access: four hours, one patient, one official. Recorded before it is written and after, like a
 * mutation; refusals are recorded too. Never rejects.
 */
export async function openEmergency(
  request: IncomingRequest,
  parts: EmergencyParts,
): Promise<EmergencyAnswer> {
  const attempt: Attempt = {
    exchangeId: randomUUID() as ExchangeId,
    startedAt: parts.now(),
    subject: null,
    purpose: null,
    emergencyNumber: null,
    variablesHash: null,
    intent: null,
  };
  let failure: SluiceError | null = null;
  let answer: EmergencyAnswer;
  try {
    answer = await pursue(request, attempt, parts);
  } catch (error) {
    failure = asSluiceError(error);
    answer = await refuse(failure, attempt, parts);
  }
  note(attempt, answer, failure, parts);
  return answer;
}

async function pursue(
  request: IncomingRequest,
  attempt: Attempt,
  parts: EmergencyParts,
): Promise<EmergencyAnswer> {
  const subject = (attempt.subject = await parts.authenticate(request));
  const openedAt = attempt.startedAt;
  const purpose = (attempt.purpose = purposeOf(request, parts.emergencyPurposesOf(subject)));
  const { official } = subject;
  if (!purpose || official === null) throw new SluiceError('EMERGENCY_REFUSED');
  const { patient, reason } = readEmergencyBody(request.body);
  const emergencyNumber = (attempt.emergencyNumber = makeEmergencyNumber());
  attempt.variablesHash = parts.ledger.keyedHash({ patient, reason });
  const expiresAt = new Date(openedAt.getTime() + ACCESS_MS);
  const due = reviewDue(openedAt, parts.calendar);
  const facts = { emergencyNumber, subject, title: purpose.title, openedAt, expiresAt, reviewDue: due };
  attempt.intent = await parts.ledger.appendIntent(recordOf(attempt, parts, null));
  const isOpen = await parts.emergencies.open({
    emergencyNumber,
    exchangeId: attempt.exchangeId,
    application: subject.application,
    department: subject.department,
    official,
    purpose: purpose.id,
    patient,
    reason,
    openedAt,
    expiresAt,
    reviewDue: due,
    notices: emergencyNotices(facts),
  });
  if (!isOpen) throw new SluiceError('EMERGENCY_SUSPENDED');
  const receipt = await parts.ledger.appendOutcome(attempt.intent, recordOf(attempt, parts, null));
  return {
    status: 201,
    body: { emergencyCase: emergencyNumber, expiresAt: expiresAt.toISOString(), receipt },
  };
}

/** The emergency purpose that is declared, or the subject's only one; null where it has none. */
function purposeOf({ headers }: IncomingRequest, open: readonly Purpose[]): Purpose | null {
  const declared = headers['sluice-purpose']?.trim() ?? '';
  if (declared !== '') return open.find(({ id }) => id === declared) ?? null;
  return open.length === 1 ? (open[0] ?? null) : null;
}

async function refuse(error: SluiceError, attempt: Attempt, parts: EmergencyParts): Promise<Answer> {
  try {
    const entry = recordOf(attempt, parts, error);
    const { ledger } = parts;
    const receipt = await (attempt.intent
      ? ledger.appendOutcome(attempt.intent, entry)
      : ledger.append(entry));
    const { status, body } = refusalAnswer(error);
    return { status, body: { ...body, extensions: { receipt } } };
  } catch (unrecorded) {
    return refusalAnswer(asSluiceError(unrecorded));
  }
}

/** INVARIANT: neither patient nor reason nor number, but as keyed hashes. */
function recordOf(
  { exchangeId, startedAt, subject, purpose, emergencyNumber, variablesHash }: Attempt,
  { ledger, policyVersion }: EmergencyParts,
  error: SluiceError | null,
): LedgerRecord {
  return {
    exchangeId,
    parent: null,
    startedAt: startedAt.toISOString(),
    subject: subject && {
      application: subject.application,
      department: subject.department,
      official: subject.official,
    },
    purpose: purpose?.id ?? null,
    caseHash: emergencyNumber === null ? null : ledger.keyedHash(emergencyNumber),
    legalBasis: purpose?.legalBasis.toSorted() ?? [],
    policyVersion,
    operationHash: null,
    variablesHash,
    fields: [],
    dataSubjects: [],
    counts: { emergencyOpenings: 1 },
    outcomes: error ? [error.code] : [],
  };
}

function note(
  { exchangeId, startedAt, subject, purpose }: Attempt,
  { status, body }: EmergencyAnswer,
  failure: SluiceError | null,
  { writeLine, now }: EmergencyParts,
): void {
  writeLine(
    JSON.stringify({
      at: startedAt.toISOString(),
      exchange: exchangeId,
      application: subject?.application,
      purpose: purpose?.id,
      outcome: 'emergencyCase' in body ? 'emergency-opened' : 'refused',
      status,
      codes: 'errors' in body ? body.errors.map(({ extensions }) => extensions.code) : [],
      failure: failure?.cause === undefined ? undefined : describeFailure(failure.cause),
      ms: now().getTime() - startedAt.getTime(),
    }),
  );
}
