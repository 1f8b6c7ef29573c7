import { ERROR_TABLE, isErrorCode, type ErrorCode } from '../../errors/error-table.ts';
import { isRecord } from '../is-record.ts';

/** A subgraph's answer, read from JSON and reduced to what the executor uses. */
export interface SubgraphAnswer {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly SubgraphError[];
  readonly subjectTags: readonly string[];
}

export interface SubgraphError {
  readonly code: ErrorCode;
  /** In the subgraph's own answer; null where the error is about all of it. */
  readonly path: readonly (string | number)[] | null;
  /** What a refused audit is told about its own text, where a report or referral stands, why an act is refused; else empty. */
  readonly detail: Readonly<Record<string, string | number>>;
}

/** The parts of an audit's refusal: which part of the author's text, and why. */
const AUDIT_WORDS = ['part', 'parameter', 'reason'];
/** Where in the text or the list, and how much is how much too much. */
const AUDIT_NUMBERS = ['part', 'line', 'column', 'row', 'cost', 'limit'];
/** Where a version of an audit, a rule or a job stands. */
const AUDIT_STATES = [
  ...['PRIVATE', 'PROPOSED', 'SHARED', 'WITHDRAWN', 'SHIPPED', 'SHADOW', 'LIVE'],
  ...['OPEN', 'QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED'],
];
const LONGEST_DETAIL = 500;
/** Where a report stands, so that whoever was refused an act on it knows why. */
const REPORT_STATES = [
  'AI_DRAFT',
  'REVIEWED',
  'FINAL',
  'AMENDED',
  'CORRECTED',
  'APPENDED',
  'ENTERED_IN_ERROR',
];

/** Where a case, a referral, a vacancy or a task stands. */
const SERVICE_STATES = [
  ...['PROPOSED', 'AGREED', 'REFERRED', 'INTERVIEW', 'OFFER', 'ACCEPTED', 'DECLINED', 'WITHDRAWN', 'LAPSED'],
  ...['ENDED', 'OPEN', 'REFUSED', 'CLOSED', 'DONE', 'FILLED'],
];
/** Which part of what was given is wrong, by which article, and what would change it: in our words, of either language. */
const SERVICE_WORDS = ['reason', 'reasonChinese', 'statute', 'wouldChange', 'wouldChangeChinese'];
const SERVICE_TEXT = /^[\p{Script=Han}\w ,.:;()'’、，；：（）-]{1,500}$/u;
/** What bars a referral, and who asks it. */
const BARS: Readonly<Record<string, readonly string[]>> = {
  constraint: ['PROFILE', 'LICENCE', 'AGE'],
  askedBy: ['LAW', 'EMPLOYER'],
};

/** Null where the text is not an answer to a GraphQL request. Of an error code and path are kept. */
export function parseAnswer(text: string): SubgraphAnswer | null {
  const answer = parseJson(text);
  if (!isRecord(answer)) return null;
  const { data = null, errors = [], extensions = {} } = answer;
  if (!(data === null || isRecord(data)) || !Array.isArray(errors) || !isRecord(extensions)) return null;
  if (data === null && errors.length === 0) return null;
  const { dataSubjects = [] } = extensions;
  // INVARIANT: whose data was read is always known to the ledger, so tags that can not be read spoil the answer.
  if (!Array.isArray(dataSubjects) || !dataSubjects.every(isTag)) return null;
  return { data, errors: errors.map(errorOf), subjectTags: dataSubjects };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** A keyed tag: base64url of 32 bytes. */
function isTag(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9_-]{43}$/u.test(value);
}

function errorOf(error: unknown): SubgraphError {
  if (!isRecord(error)) return { code: 'SOURCE_ERROR', path: null, detail: {} };
  const { path, extensions } = error;
  const told = isRecord(extensions) ? extensions : {};
  const code = codeOf(told['code']);
  return { code, path: pathOf(path), detail: detailOf(code, told) };
}

/** WHY: no other code's detail passes: an agency's words could carry a value past its mask. */
function detailOf(code: ErrorCode, told: Readonly<Record<string, unknown>>): SubgraphError['detail'] {
  const { stage } = ERROR_TABLE[code];
  if (stage === 'audit') return auditDetail(told);
  if (stage === 'matching') return serviceDetail(told);
  const state = stage === 'imaging' ? REPORT_STATES.find((each) => each === told['state']) : undefined;
  return state === undefined ? {} : { state };
}

function auditDetail(told: Readonly<Record<string, unknown>>): SubgraphError['detail'] {
  const detail: Record<string, string | number> = {};
  for (const key of AUDIT_NUMBERS) {
    const value = told[key];
    if (typeof value === 'number') detail[key] = value;
  }
  for (const key of AUDIT_WORDS) {
    const value = told[key];
    if (typeof value === 'string') detail[key] = value.slice(0, LONGEST_DETAIL);
  }
  const state = AUDIT_STATES.find((each) => each === told['state']);
  if (state !== undefined) detail['state'] = state;
  return detail;
}

function serviceDetail(told: Readonly<Record<string, unknown>>): SubgraphError['detail'] {
  const detail: Record<string, string> = {};
  for (const [key, known] of Object.entries({ state: SERVICE_STATES, ...BARS })) {
    const value = known.find((each) => each === told[key]);
    if (value !== undefined) detail[key] = value;
  }
  for (const key of SERVICE_WORDS) {
    const value = told[key];
    if (typeof value === 'string' && SERVICE_TEXT.test(value)) detail[key] = value;
  }
  return detail;
}

function pathOf(path: unknown): SubgraphError['path'] {
  if (!Array.isArray(path) || path.length === 0) return null;
  return path.every((step): step is string | number => typeof step === 'string' || typeof step === 'number')
    ? path
    : null;
}

/** Only what an agency can know passes: an error of the gateway's own stages can not be put into its mouth. */
function codeOf(code: unknown): ErrorCode {
  return isErrorCode(code) && isOfSubgraph(code) ? code : 'SOURCE_ERROR';
}

function isOfSubgraph(code: ErrorCode): boolean {
  const { stage } = ERROR_TABLE[code];
  return (
    stage === 'fetch' ||
    stage === 'subgraph' ||
    stage === 'audit' ||
    stage === 'imaging' ||
    stage === 'matching' ||
    code === 'IDENTIFIER_INVALID' ||
    code === 'HISTORY_DENIED'
  );
}
