import { SluiceError } from '../../errors/sluice-error.ts';
import type { PurposeId, Subject } from '../../policies/vocabulary.ts';
import { isCaseNumber } from '../cases/case-number.ts';
import type { Declaration, ExchangeId, IncomingRequest } from './stage-types.ts';

/** The purposes that the policies in force know for a subject. */
export type PurposesOf = (subject: Subject) => readonly PurposeId[];

/** A compact JWS. */
const ATTESTATION = /^[\w-]+\.[\w-]+\.[\w-]+$/u;
/** Of the 16 KiB that all headers of a request may have: room for some 350 people. */
const MAX_ATTESTATION_LENGTH = 12_288;
const EXCHANGE_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

/**
 * What the caller declares beside its question: the purpose, and the case where there is one.
 * @throws SluiceError PURPOSE_UNKNOWN, HEADER_MALFORMED
 */
export function readDeclaration(
  { headers }: IncomingRequest,
  subject: Subject,
  purposesOf: PurposesOf,
): Declaration {
  const declared = headers['sluice-purpose']?.trim() ?? '';
  const purpose = purposesOf(subject).find((known) => known === declared) ?? null;
  if (declared !== '' && purpose === null) throw new SluiceError('PURPOSE_UNKNOWN');
  const caseNumber = headers['sluice-case']?.trim() ?? null;
  if (caseNumber !== null && !isCaseNumber(caseNumber))
    throw new SluiceError('HEADER_MALFORMED', { header: 'sluice-case' });
  return { purpose, caseNumber, caseAttestation: attestationOf(headers, caseNumber) };
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
export function parentExchangeOf({ headers }: IncomingRequest): ExchangeId | null {
  const id = headers['sluice-parent-exchange']?.trim() ?? '';
  return EXCHANGE_ID.test(id) ? (id as ExchangeId) : null;
}
