/**
 * Every error a caller can meet, in one table grouped by the stage that raises it. The code is a promise to callers;
 * the message, with its Chinese (`errorMessage`), is its public half. The internal half is the `cause` of a `SluiceError` and goes to logs only.
 * docs/errors.md is checked against this table by test.
 */
export const STAGES = [
  'http',
  'authenticate',
  'operation',
  'scope',
  'decide',
  'plan',
  'admit',
  'fetch',
  'subgraph',
  'confirm',
  'record',
  'audit',
  'imaging',
  'matching',
] as const;
export type Stage = (typeof STAGES)[number];

interface ErrorEntry {
  readonly stage: Stage;
  /** The HTTP status of an answer that consists of this error alone. */
  readonly status: number;
  /** Whether the same request may succeed later. */
  readonly retry: boolean;
  readonly message: string;
}

const entry = (stage: Stage, status: number, retry: boolean, message: string): ErrorEntry => ({
  stage,
  status,
  retry,
  message,
});

export const ERROR_TABLE = {
  BODY_MALFORMED: entry('http', 400, false, 'the request body is not a JSON object with a `query` string'),
  BODY_TOO_LARGE: entry('http', 413, false, 'the request body is too large'),
  METHOD_NOT_ALLOWED: entry('http', 405, false, 'only POST is served here'),
  MEDIA_TYPE_UNSUPPORTED: entry('http', 415, false, 'the content type must be application/json'),
  HEADER_MALFORMED: entry('http', 400, false, 'a header does not have its form'),
  NOT_FOUND: entry('http', 404, false, 'nothing is served at this path'),
  CALLER_GONE: entry('http', 499, true, 'the caller went away before the answer'),
  INTERNAL: entry('http', 500, true, 'something failed inside; nothing was disclosed'),

  TOKEN_MISSING: entry('authenticate', 401, false, 'a bearer token is required'),
  TOKEN_INVALID: entry('authenticate', 401, false, 'the token is not valid'),
  TOKEN_EXPIRED: entry('authenticate', 401, false, 'the token has expired'),
  TOKEN_AUDIENCE: entry('authenticate', 401, false, 'the token was issued for another audience'),

  PURPOSE_MISSING: entry('operation', 400, false, 'declare a purpose in the `sluice-purpose` header'),
  PURPOSE_UNKNOWN: entry('operation', 403, false, 'the declared purpose is not one of this subject'),
  HISTORY_DENIED: entry(
    'operation',
    403,
    false,
    'the declared purpose does not let records be asked for as they were known earlier',
  ),
  AS_OF_FUTURE: entry('operation', 400, false, 'the time named in `sluice-as-of` has not come yet'),
  OPERATION_SYNTAX: entry('operation', 400, false, 'the operation does not parse'),
  OPERATION_INVALID: entry('operation', 400, false, 'the operation is not valid against the schema'),
  OPERATION_NAME: entry('operation', 400, false, 'name the operation to run'),
  OPERATION_TOO_DEEP: entry('operation', 400, false, 'the operation is nested too deeply'),
  OPERATION_TOO_MANY_ALIASES: entry('operation', 400, false, 'the operation has too many aliases'),
  OPERATION_TOO_LARGE: entry('operation', 400, false, 'the operation has too many tokens'),
  OPERATION_TOO_COSTLY: entry(
    'operation',
    400,
    false,
    'the operation would read too much; ask for smaller pages',
  ),
  VARIABLES_INVALID: entry('operation', 400, false, 'a variable does not have its declared type'),
  IDENTIFIER_INVALID: entry('operation', 400, false, 'an identifier fails its check'),
  CURSOR_INVALID: entry(
    'operation',
    400,
    false,
    'the cursor does not belong to this caller, purpose and filter',
  ),
  SUBSCRIPTION_UNSUPPORTED: entry('operation', 400, false, 'subscriptions are not served'),
  RELATION_INVALID: entry('operation', 400, false, 'the question is none that a relation answers'),

  CASE_REFUSED: entry('scope', 403, false, 'the declared case does not carry this exchange'),
  CASE_UNAVAILABLE: entry('scope', 503, true, 'the registry of cases and consent can not be asked'),
  CONSENT_TOO_WIDE: entry(
    'scope',
    422,
    false,
    'too many people consented; name those that the question is about',
  ),
  EMERGENCY_INVALID: entry(
    'scope',
    400,
    false,
    'an emergency names one patient and a reason of 10 to 500 characters',
  ),
  EMERGENCY_REFUSED: entry('scope', 403, false, 'emergency access is not open to this subject'),
  EMERGENCY_SUSPENDED: entry(
    'scope',
    403,
    false,
    'emergency access is suspended until earlier ones, overdue or too many, are reviewed',
  ),
  EMERGENCY_UNAVAILABLE: entry('scope', 503, true, 'emergency access can not be recorded or checked now'),

  FIELD_DENIED: entry('decide', 403, false, 'policy does not permit this field for the declared purpose'),
  CASE_REQUIRED: entry('decide', 403, false, 'policy permits this only under a case that is open and yours'),
  CONSENT_REQUIRED: entry(
    'decide',
    403,
    false,
    'policy permits this only about people whose consent is registered',
  ),
  USE_DENIED: entry(
    'decide',
    403,
    false,
    'policy does not permit this use of a field for the declared purpose',
  ),
  SWEEP_DENIED: entry(
    'decide',
    403,
    false,
    'policy does not permit this relation to be read whole for the declared purpose',
  ),

  PLAN_FAILED: entry('plan', 500, true, 'no plan could be made for the operation'),
  PLAN_UNCOVERED: entry('plan', 403, false, 'answering would read a field that no rule or derivation covers'),

  LIMIT_REACHED: entry('admit', 429, true, 'the application was given as much as policy allows it a day'),
  LIMIT_UNAVAILABLE: entry('admit', 503, true, 'limits can not be counted, so nothing is disclosed'),

  SOURCE_DOWN: entry('fetch', 503, true, 'the agency can not be reached'),
  SOURCE_TIMEOUT: entry('fetch', 504, true, 'the agency did not answer in time'),
  CALLER_BUSY: entry('fetch', 429, true, 'as much of this caller is under way as may at once'),
  SOURCE_ERROR: entry('fetch', 502, true, 'the agency could not answer'),
  SOURCE_TOO_MANY_ROWS: entry(
    'fetch',
    422,
    false,
    'the answer would be larger than the agency gives at once',
  ),

  GRANT_MISSING: entry('subgraph', 401, false, 'a grant is required'),
  GRANT_INVALID: entry('subgraph', 401, false, 'the grant is not valid'),
  GRANT_EXPIRED: entry('subgraph', 401, false, 'the grant has expired'),
  GRANT_AUDIENCE: entry('subgraph', 403, false, 'the grant is for another audience'),
  GRANT_EXCEEDED: entry('subgraph', 403, false, 'the operation asks for more than the grant permits'),
  FETCH_UNBOUND: entry('subgraph', 401, false, 'the fetch is not bound to its grant'),
  FETCH_REPLAYED: entry('subgraph', 401, false, 'the fetch was seen before or is too old'),
  RELATION_NOT_READABLE: entry(
    'subgraph',
    400,
    false,
    'the agency does not give this as a relation; ask for it record by record',
  ),
  AGGREGATE_OVERLAP: entry(
    'subgraph',
    403,
    true,
    'with what was answered before, this could tell of a few people; ask what was asked before, or again after midnight (UTC+8)',
  ),

  POLICY_CHANGED: entry('confirm', 409, true, 'policy changed while the answer was fetched; ask again'),

  LEDGER_UNAVAILABLE: entry('record', 503, true, 'the ledger can not be written, so nothing is disclosed'),

  AUDIT_UNKNOWN: entry('audit', 404, false, 'no saved audit has this name'),
  AUDIT_INVALID: entry('audit', 400, false, 'the audit is outside the checked subset'),
  AUDIT_PARAMETER_INVALID: entry(
    'audit',
    400,
    false,
    'the audit has no such parameter, or the value does not have its type',
  ),
  AUDIT_RUN_UNKNOWN: entry('audit', 404, false, 'no audit run has this id'),
  AUDIT_RUN_ABANDONED: entry('audit', 500, false, 'the audit run was begun several times and got nowhere'),
  AUDIT_TOO_COSTLY: entry('audit', 400, false, 'a case of the audit would need more records than it may'),
  AUDIT_TEXT_CHANGED: entry(
    'audit',
    500,
    false,
    'the audit or its rule is not what was saved, so it is not run',
  ),
  AUDIT_OFFICIAL_REQUIRED: entry(
    'audit',
    403,
    false,
    'only an official may do this, and the token names none',
  ),
  AUDIT_FOUR_EYES: entry('audit', 403, false, 'another official than the one who began it must do this'),
  AUDIT_STATE_CONFLICT: entry('audit', 409, false, 'it does not stand where this step begins'),
  AUDIT_RULE_UNKNOWN: entry('audit', 404, false, 'the audit has no rule of this name'),
  AUDIT_RELEASE_REFUSED: entry('audit', 409, false, 'something is missing before the rule may be released'),
  AUDIT_SAMPLE_UNKNOWN: entry('audit', 404, false, 'no sample, or no item of this sample, has this id'),
  AUDIT_SCHEDULE_UNKNOWN: entry('audit', 404, false, 'no schedule of the caller has this id'),
  AUDIT_SCHEDULE_INVALID: entry('audit', 400, false, 'the schedule can not be kept'),
  AUDIT_LIST_UNKNOWN: entry('audit', 404, false, 'no list of the caller has this id, or it has expired'),
  AUDIT_LIST_TOO_LONG: entry('audit', 413, false, 'the list has more entries than a list may'),
  AUDIT_KEEPS_ENOUGH: entry('audit', 409, false, 'the caller keeps as many lists or schedules as it may'),
  AUDIT_LIST_UNFIT: entry('audit', 400, false, 'the list does not lead to the cases of this audit'),
  AUDIT_POLICY_DENIED: entry(
    'audit',
    403,
    false,
    'policy does not permit what the audit reads, or not as it is',
  ),
  AUDIT_POLICY_UNKNOWN: entry('audit', 503, true, 'what policy says of the audit can not be found out now'),
  ELIGIBILITY_INVALID: entry('audit', 400, false, 'there is no such scheme, day, part or line'),
  ELIGIBILITY_JOB_ABANDONED: entry('audit', 500, false, 'the job was begun several times and got nowhere'),
  ELIGIBILITY_JOB_UNKNOWN: entry('audit', 404, false, 'no job of the caller has this id, or it has expired'),
  ELIGIBILITY_JOB_CLOSED: entry('audit', 409, false, 'the job takes no more keys, or was cancelled'),
  ELIGIBILITY_JOB_TOO_LONG: entry('audit', 413, false, 'the job has more lines than a job may'),
  ELIGIBILITY_PART_CHANGED: entry('audit', 409, false, 'a part of this number was added with other keys'),
  ELIGIBILITY_BUSY: entry('audit', 429, true, 'the application has as many unfinished jobs as it may'),
  AUDIT_BUSY: entry('audit', 429, true, 'whoever asks has as many unfinished audit runs as one may have'),

  IMAGE_SENDER_UNKNOWN: entry(
    'imaging',
    403,
    false,
    'the sender is not one of the hospitals, or not as it is registered',
  ),
  IMAGE_QUOTA_REACHED: entry(
    'imaging',
    429,
    true,
    'the hospital has sent as much as it may today; keep the object and send it again',
  ),
  IMAGE_TOO_LARGE: entry('imaging', 413, false, 'the object is larger than what is taken in'),
  IMAGE_REJECTED: entry('imaging', 422, false, 'the object can not be taken in as it is; it was put aside'),
  IMAGE_CONFLICT: entry(
    'imaging',
    409,
    false,
    'another object is kept under this identifier; it stays, and this one was put aside',
  ),
  IMAGE_ARCHIVE_UNAVAILABLE: entry('imaging', 503, true, 'the archive can not keep or read objects now'),
  IMAGE_ARCHIVE_DAMAGED: entry(
    'imaging',
    500,
    false,
    'the object is no longer what was received, so it is not given',
  ),
  IMAGE_QUERY_INVALID: entry('imaging', 400, false, 'images can not be searched so'),
  IMAGE_UNKNOWN: entry('imaging', 404, false, 'there is no such study, series, image or frame'),
  IMAGE_TOKEN_INVALID: entry('imaging', 401, false, 'a token for the archive is required, and this is none'),
  IMAGE_TOKEN_DENIED: entry('imaging', 403, false, 'the token does not reach this study'),
  IMAGE_MEDIA_TYPE: entry(
    'imaging',
    415,
    false,
    'objects are sent as multipart/related of application/dicom',
  ),
  REPORT_READER_UNNAMED: entry(
    'imaging',
    403,
    false,
    'only a person of a hospital may do this, and the token names none',
  ),
  REPORT_READER_UNLICENSED: entry('imaging', 403, false, 'the reader does not hold the role that this needs'),
  REPORT_UNKNOWN: entry(
    'imaging',
    404,
    false,
    'the reader’s hospital has no such report, critical finding or proposal',
  ),
  REPORT_NOT_OPENED: entry(
    'imaging',
    409,
    false,
    'open the report first: nobody signs what was not before them',
  ),
  REPORT_CHANGED: entry('imaging', 409, false, 'the report changed since it was opened; open it again'),
  REPORT_STATE: entry('imaging', 409, false, 'the report does not stand where this step begins'),
  REPORT_JUDGEMENT_MISSING: entry(
    'imaging',
    422,
    false,
    'every finding that is shown needs the reader’s word before the report is reviewed',
  ),
  REPORT_INPUT_INVALID: entry(
    'imaging',
    400,
    false,
    'a text is missing or too long, or a finding is not one of this report',
  ),
  PROPOSAL_CLOSED: entry('imaging', 409, false, 'the proposal was decided, has expired or no longer applies'),

  SERVICE_OFFICIAL_REQUIRED: entry(
    'matching',
    403,
    false,
    'only a named person may do this, and the token names none',
  ),
  SERVICE_NOT_YOURS: entry(
    'matching',
    403,
    false,
    'this step is for another side, or those of another region, to take',
  ),
  SERVICE_UNKNOWN: entry(
    'matching',
    404,
    false,
    'there is no such case, referral, vacancy or task of the caller’s',
  ),
  SERVICE_INPUT_INVALID: entry('matching', 400, false, 'a text, a day or a number is missing or is none'),
  SERVICE_STATE: entry('matching', 409, false, 'it does not stand where this step begins'),
  SERVICE_CONSENT_MISSING: entry(
    'matching',
    403,
    false,
    'the jobseeker has not consented to this, or no longer does: only they can (`consentToMatching`)',
  ),
  SERVICE_CASE_MISSING: entry(
    'matching',
    409,
    false,
    'the jobseeker has no open employment case: `registerForWork` proposes one, and an adviser confirms it',
  ),
  SERVICE_REPEATED: entry('matching', 409, false, 'this is open or done already'),
  VACANCY_CLOSED: entry('matching', 409, false, 'the vacancy is not open'),
  PLACE_TAKEN: entry('matching', 409, true, 'the last place of the vacancy is taken'),
  REFERRAL_BARRED: entry(
    'matching',
    409,
    false,
    'a licence or an age that the law or the employer asks for this work is missing',
  ),
  ASSIGNMENT_BUSY: entry('matching', 429, true, 'as many assignments go on as may at once'),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERROR_TABLE;

export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERROR_TABLE, code);
}
