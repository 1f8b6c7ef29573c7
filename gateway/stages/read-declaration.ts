import { SluiceError } from '../../errors/sluice-error.ts';
import { isUtcInstant } from '../../identifiers/calendar-day.ts';
import type { PurposeId, Subject } from '../../policies/vocabulary.ts';
import { isCaseNumber } from '../cases/case-number.ts';
import type { Declaration, ExchangeId, IncomingRequest } from './stage-types.ts';

/** The purposes that the policies in force know for a subject. */
export type PurposesOf = (subject: Subject) => readonly PurposeId[];

export interface DeclarationDependencies {
  readonly purposesOf: PurposesOf;
  /** Whether records may be asked for under it as they were known earlier. */
  readonly allowsHistory: (purpose: PurposeId) => boolean;
  readonly now: () => Date;
}

/** A compact JWS. */
const ATTESTATION = /^[\w-]+\.[\w-]+\.[\w-]+$/u;
/** Of the 16 KiB that all headers of a request may have: room for some 350 people. */
const MAX_ATTESTATION_LENGTH = 12_288;
const EXCHANGE_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

/**
 * What the caller declares beside its question: the purpose, and the case and an earlier time where there is one.
 * @throws SluiceError PURPOSE_UNKNOWN, HEADER_MALFORMED, HISTORY_DENIED, AS_OF_FUTURE
 */
export function readDeclaration(
  { headers }: Pick<IncomingRequest, 'headers'>,
  subject: Subject,
  deps: DeclarationDependencies,
): Declaration {
  const declared = headers['sluice-purpose']?.trim() ?? '';
  const purpose = deps.purposesOf(subject).find((known) => known === declared) ?? null;
  if (declared !== '' && purpose === null) throw new SluiceError('PURPOSE_UNKNOWN');
  const caseNumber = headers['sluice-case']?.trim() ?? null;
  if (caseNumber !== null && !isCaseNumber(caseNumber))
    throw new SluiceError('HEADER_MALFORMED', { header: 'sluice-case' });
  const caseAttestation = attestationOf(headers, caseNumber);
  return { purpose, caseNumber, caseAttestation, asOf: asOfOf(headers, purpose, deps) };
}

/** As it is written: a source knows finer instants than a Date does. */
function asOfOf(
  headers: IncomingRequest['headers'],
  purpose: PurposeId | null,
  { allowsHistory, now }: DeclarationDependencies,
): string | null {
  const text = headers['sluice-as-of']?.trim() ?? null;
  if (text === null) return null;
  if (!isUtcInstant(text)) throw new SluiceError('HEADER_MALFORMED', { header: 'sluice-as-of' });
  if (purpose === null || !allowsHistory(purpose)) throw new SluiceError('HISTORY_DENIED');
  if (new Date(text) > now()) throw new SluiceError('AS_OF_FUTURE');
  return text;
}

/** An attestation speaks for the case that is declared beside it; alone it says nothing. */
function attestationOf(headers: IncomingRequest['headers'], caseNumber: string | null): string | null {
  const text = headers['sluice-case-attestation']?.trim() ?? null;
  if (text === null) return null;
  if (caseNumber === null || text.length > MAX_ATTESTATION_LENGTH || !ATTESTATION.test(text))
    throw new SluiceError('HEADER_MALFORMED', { header: 'sluice-case-attestation' });
  return text;
}

/**
 * The exchange on whose behalf this one happens, by the caller's word: it is written down, nothing follows from it.
 * Null for none, and for text that is no exchange id.
 */
export function parentExchangeOf({ headers }: Pick<IncomingRequest, 'headers'>): ExchangeId | null {
  const id = headers['sluice-parent-exchange']?.trim() ?? '';
  return EXCHANGE_ID.test(id) ? (id as ExchangeId) : null;
}
