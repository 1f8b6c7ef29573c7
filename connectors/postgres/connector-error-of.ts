import { ConnectorError } from '../contract.ts';
import type { EndReason } from '../ending.ts';

type Reason = ConnectorError['reason'];

/** By SQLSTATE class (its first two characters) or whole code; the whole code goes first. */
const REASONS: ReadonlyMap<string, Reason> = new Map<string, Reason>([
  ['08', 'unreachable'],
  ['22', 'bad-selection'],
  ['28', 'refused'],
  ['42', 'bad-selection'],
  ['42501', 'refused'],
  ['53', 'busy'],
  ['55000', 'unreachable'],
  ['57', 'unreachable'],
  ['57014', 'deadline'],
]);

const MESSAGES: Readonly<Record<Reason, string>> = {
  unreachable: 'the source cannot be reached',
  deadline: 'the source gave the statement up at its deadline',
  cancelled: 'the caller left',
  'too-many-rows': 'more rows match than the source gives at once',
  busy: 'the source has no connection to spare',
  refused: 'the source refused the statement',
  'bad-selection': 'the source cannot read the selection',
};

/**
 * What went wrong, without the source's own message: that repeats values. Its SQLSTATE is kept.
 * @param ended why the read was over already, where it was
 */
export function connectorErrorOf(error: unknown, ended: EndReason | null): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const state = sqlStateOf(error);
  const reason = ended ?? reasonOf(state);
  return new ConnectorError(reason, `${MESSAGES[reason]}${state === null ? '' : ` (${state})`}`);
}

/** Whether the connection is of no more use, as opposed to the one statement. */
export function isConnectionLost(error: unknown): boolean {
  return reasonOf(sqlStateOf(error)) === 'unreachable';
}

function reasonOf(state: string | null): Reason {
  if (state === null) return 'unreachable';
  return REASONS.get(state) ?? REASONS.get(state.slice(0, 2)) ?? 'refused';
}

/** Five characters for what the server said; system errors (`ECONNREFUSED`) and closed sockets have none. */
function sqlStateOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' && /^[0-9A-Z]{5}$/u.test(error.code) ? error.code : null;
}
