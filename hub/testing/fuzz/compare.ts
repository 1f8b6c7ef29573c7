import type { ErrorCode } from '../../../errors/error-table.ts';
import type { LedgerRecord } from '../../../gateway/ledger/ledger-entry.ts';
import { CANARY } from '../change-hidden.ts';
import type { Asked } from './world.ts';

/** What two worlds must have in common. */
export function comparable({ answer, record }: Asked, cursors: ReadonlySet<string>): unknown {
  const { data, errors } = answer.body;
  return withoutCursors(
    { status: answer.status, data, errors, record: record && structureOf(record) },
    cursors,
  );
}

/**
 * What a ledger entry says of the exchange. Left out: what differs by chance (ids, times, hashes of cursors), and whose
 * records were read: closed links lead to other people.
 */
function structureOf(record: LedgerRecord) {
  const { subject, purpose, legalBasis, policyVersion, operationHash, fields, outcomes, counts } = record;
  const numbers = Object.entries(counts).filter(([name]) => name !== 'dataSubjects');
  return { subject, purpose, legalBasis, policyVersion, operationHash, fields, outcomes, counts: numbers };
}

/** Their length stays: a longer cursor would tell of a longer value. */
function withoutCursors(value: unknown, cursors: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutCursors(item, cursors));
  if (typeof value === 'string' && cursors.has(value)) return `a cursor of ${value.length} characters`;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, withoutCursors(inner, cursors)]),
  );
}

/** Whether an answer, or what is recorded of it, holds a value that was put where nobody may read. */
export function holdsCanary({ text, record }: Asked): boolean {
  return text.includes(CANARY) || JSON.stringify(record).includes(CANARY);
}

/** Whether a cursor can be read by whoever holds it: as text, or as text in base64. */
export function isLegible(cursor: string): boolean {
  const bytes = Buffer.from(cursor, 'base64url');
  const text = new TextDecoder('utf-8', { fatal: false }).decode(bytes);
  return cursor.includes('"') || !/[\p{Cc}\ufffd]/u.test(text);
}

const BUSY: ReadonlySet<ErrorCode> = new Set([
  'SOURCE_TIMEOUT',
  'SOURCE_DOWN',
  'LEDGER_UNAVAILABLE',
  'LIMIT_UNAVAILABLE',
]);

/** Whether some agency could not be asked in time: that says how busy the machine is, and nothing of the data. */
export function wasTooBusy({ answer }: Asked): boolean {
  return (answer.body.errors ?? []).some(({ extensions }) => BUSY.has(extensions.code));
}
