import { randomUUID } from 'node:crypto';
import { SluiceError } from '../../errors/sluice-error.ts';
import type { WorkingCalendar } from '../../identifiers/working-days.ts';
import type { Purpose } from '../../policies/language/policy-document.ts';
import type { PolicyVersion, Subject } from '../../policies/vocabulary.ts';
import type { Ledger } from '../ledger/create-ledger.ts';
import { type Act, recordOfAct } from '../ledger/record-of-act.ts';
import { noteLine, type WriteLine } from '../note-exchange.ts';
import { asSluiceError, refusalAnswer } from '../stages/respond.ts';
import type { Answer, ExchangeId, IncomingRequest, Receipt } from '../stages/stage-types.ts';
import { emergencyNotices } from './emergency-notices.ts';
import { makeEmergencyNumber } from './emergency-number.ts';
import type { EmergencyOpening, EmergencyStore } from './emergency-store.ts';
import { type EmergencyBody, readEmergencyBody } from './read-emergency-body.ts';
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
  asked: EmergencyBody | null;
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
    asked: null,
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
  const { ledger, emergencies } = parts;
  const opening = await openingOf(request, attempt, parts);
  const entry = recordOfAct(actOf(attempt, parts), ledger, []);
  attempt.intent = await ledger.appendIntent(entry);
  if (!(await emergencies.open(opening))) throw new SluiceError('EMERGENCY_SUSPENDED');
  const receipt = await ledger.appendOutcome(attempt.intent, entry);
  const { emergencyNumber: emergencyCase, expiresAt } = opening;
  return { status: 201, body: { emergencyCase, expiresAt: expiresAt.toISOString(), receipt } };
}

/**
 * What is to be opened, by somebody who may open it.
 * @throws SluiceError TOKEN_INVALID and its like, EMERGENCY_REFUSED, EMERGENCY_INVALID, IDENTIFIER_INVALID
 */
async function openingOf(
  request: IncomingRequest,
  attempt: Attempt,
  { authenticate, emergencyPurposesOf, calendar }: EmergencyParts,
): Promise<EmergencyOpening> {
  const subject = (attempt.subject = await authenticate(request));
  const purpose = (attempt.purpose = purposeOf(request, emergencyPurposesOf(subject)));
  const { application, department, official } = subject;
  if (!purpose || official === null) throw new SluiceError('EMERGENCY_REFUSED');
  const asked = (attempt.asked = readEmergencyBody(request.body));
  const emergencyNumber = (attempt.emergencyNumber = makeEmergencyNumber());
  const { exchangeId, startedAt: openedAt } = attempt;
  const expiresAt = new Date(openedAt.getTime() + ACCESS_MS);
  const facts = { emergencyNumber, openedAt, expiresAt, reviewDue: reviewDue(openedAt, calendar) };
  const notices = emergencyNotices({ ...facts, subject, title: purpose.title });
  const by = { exchangeId, application, department, official, purpose: purpose.id };
  return { ...facts, ...by, ...asked, notices };
}

/** The emergency purpose that is declared, or the subject's only one; null where it has none. */
function purposeOf({ headers }: IncomingRequest, open: readonly Purpose[]): Purpose | null {
  const declared = headers['sluice-purpose']?.trim() ?? '';
  if (declared !== '') return open.find(({ id }) => id === declared) ?? null;
  return open.length === 1 ? (open[0] ?? null) : null;
}

async function refuse(error: SluiceError, attempt: Attempt, parts: EmergencyParts): Promise<Answer> {
  const { ledger } = parts;
  try {
    const entry = recordOfAct(actOf(attempt, parts), ledger, [error.code]);
    const receipt = await (attempt.intent
      ? ledger.appendOutcome(attempt.intent, entry)
      : ledger.append(entry));
    const { status, body } = refusalAnswer(error);
    return { status, body: { ...body, extensions: { receipt } } };
  } catch (unrecorded) {
    return refusalAnswer(asSluiceError(unrecorded));
  }
}

function actOf(attempt: Attempt, { policyVersion }: EmergencyParts): Act {
  const { exchangeId, startedAt, subject, purpose, emergencyNumber, asked } = attempt;
  return {
    exchangeId,
    startedAt,
    subject,
    purpose,
    caseNumber: emergencyNumber,
    details: asked && { ...asked },
    policyVersion,
    countedAs: 'emergencyOpenings',
  };
}

function note(
  { exchangeId, startedAt, subject, purpose }: Attempt,
  { status, body }: EmergencyAnswer,
  failure: SluiceError | null,
  { writeLine, now }: EmergencyParts,
): void {
  const isOpen = 'emergencyCase' in body;
  const line = noteLine({
    id: exchangeId,
    startedAt,
    endedAt: now(),
    application: subject?.application,
    purpose: purpose?.id,
    outcome: isOpen ? 'emergency-opened' : 'refused',
    status,
    errors: isOpen ? undefined : body.errors,
    receipt: isOpen ? body.receipt : body.extensions?.receipt,
    cause: failure?.cause,
  });
  writeLine(line);
}
