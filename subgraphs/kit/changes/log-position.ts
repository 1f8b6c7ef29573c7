/** Places in PostgreSQL's log of changes: `16/B374D848`, two halves in hexadecimal. */

/** As a number, to compare. */
export function lsnNumber(lsn: string): bigint {
  const [high = '0', low = '0'] = lsn.split('/');
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}

/** The number as PostgreSQL writes it. */
export function logSequenceNumber(place: bigint): string {
  return `${(place >> 32n).toString(16)}/${(place & 0xffff_ffffn).toString(16)}`.toUpperCase();
}

/**
 * The position of a change in the stream: where its transaction was committed, and which of the transaction's changes it
 * is. Sorts as changes were committed; the same whenever the log is read again.
 */
export function logPosition(commit: bigint, ordinal: number): string {
  return `${commit.toString(16).padStart(16, '0')}.${String(ordinal).padStart(9, '0')}`;
}
