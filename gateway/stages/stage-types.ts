import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import type {
  Branded,
  Decision,
  DecisionTable,
  Derivation,
  FieldCoordinate,
  Limit,
  MaskKind,
  PurposeId,
  RowCondition,
  Subject,
} from '../../policies/vocabulary.ts';
import type { RowParameters } from '../../policies/bind-rows.ts';
import type { RelationCondition, RelationHaving, RelationRead } from '../../policies/relation-wire.ts';
import type { ErrorCode } from '../../errors/error-table.ts';
import type { TagSetName } from '../ledger/tag-set.ts';
import type { CanonicalOperation } from '../planner/canonical-document.ts';
import type { PlanNode } from '../planner/query-plan.ts';
import type { SluiceError } from '../../errors/sluice-error.ts';
import type { OperationUse } from '../../policies/operation-uses.ts';

/**
 * What each stage hands to the next. The brands force the order: the planner takes only an `AllowedOperation`, the
 * responder only a `RecordedResult`, and what looks like one is none. A stage vouches for its result with `as`, in its own
 * file and nowhere else; the brand has no value at run time.
 */
declare const vouchedBy: unique symbol;
interface VouchedBy<Stage extends string> {
  readonly [vouchedBy]: Stage;
}

/** A stage's result before the stage vouches for it. */
export type Unvouched<Result> = Omit<Result, typeof vouchedBy>;

export type ExchangeId = Branded<string, 'ExchangeId'>;

export interface IncomingRequest {
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** A question about the schema alone: answered by the gateway from what the subject may see. */
export interface IntrospectionOperation {
  readonly kind: 'introspection';
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationHash: string;
  /** Null where none was declared: the union of the subject's purposes is shown. */
  readonly purpose: PurposeId | null;
}

export interface ReadOperation extends VouchedBy<'read-operation'> {
  readonly kind: 'read';
  /**
   * One operation in its normal form: fragments inlined, `@skip` and `@include` resolved, and every argument lifted
   * whole to a variable of its own, so that equal questions have equal text and no text holds a value.
   */
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Coerced and checked against the declared types. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** SHA-256 of the printed, lifted document. */
  readonly operationHash: string;
  readonly purpose: PurposeId;
}

/** One use of one field at one place of the operation, and what was decided about it. */
export interface FieldDecision extends OperationUse {
  readonly decision: Decision;
}

/** A case or an emergency access that was checked: open, of this department, in the hands of the acting official. */
export interface CheckedCase {
  readonly kind: 'case' | 'emergency';
  /** Person keys of all whom it is about. */
  readonly people: readonly string[];
}

/** What an exchange stands under, beside who asks: its case, and what row conditions mean in it. */
export interface Scope extends VouchedBy<'establish-scope'> {
  readonly kind: 'scope';
  /** Null where none was declared. */
  readonly checkedCase: CheckedCase | null;
  readonly table: DecisionTable;
  readonly rows: RowParameters;
  /** Equal for equal `rows`. Says nothing of them. */
  readonly rowsKey: string;
  /** RFC 3339 in UTC: records are read as they were known then; null: as they are known now. */
  readonly asOf: string | null;
}

export interface DecidedOperation extends VouchedBy<'decide'> {
  readonly kind: 'decided';
  readonly read: ReadOperation;
  readonly scope: Scope;
  readonly decisions: readonly FieldDecision[];
}

/**
 * An error at a place of the answer. Public half only. A path without list indexes speaks of every item: of what was
 * decided or failed for all of them at once.
 */
export interface PathError {
  readonly code: ErrorCode;
  readonly path: readonly (string | number)[];
  readonly detail: Readonly<Record<string, string | number | readonly string[]>>;
}

/** A field that the gateway reads for itself and never shows: the identity behind a pseudonym. */
export interface InternalRead {
  /** What is read; its use is `join-key`, never `project`. */
  readonly coordinate: FieldCoordinate;
  /** Under which response key it comes back: begins with `_sluice_`, which no client may use. */
  readonly responseKey: string;
  /** The permitted field that needs it. */
  readonly neededBy: FieldCoordinate;
}

/**
 * The operation as it may be asked: denied fields gone, cursors and pseudonyms decoded. Every selection on an
 * interface or a union also asks for `__typename`, and so does an object whose own selections are all denied.
 */
export interface AllowedOperation extends VouchedBy<'rewrite'> {
  readonly kind: 'allowed';
  readonly decided: DecidedOperation;
  /** Null where nothing that was asked may be asked. */
  readonly document: DocumentNode | null;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly denials: readonly PathError[];
  /** The permitted uses that `document` still makes: what the ledger writes down as disclosed. */
  readonly uses: readonly FieldDecision[];
  /** Applied by the subgraphs before a value leaves them: what belongs into the grants. */
  readonly sourceMasks: Readonly<Record<FieldCoordinate, MaskKind>>;
  /** Applied by the gateway, because a plan may need the bare value: masks of `@key` fields. */
  readonly gatewayMasks: Readonly<Record<FieldCoordinate, MaskKind>>;
  readonly internalReads: readonly InternalRead[];
  readonly rows: Readonly<Record<string, readonly RowCondition[]>>;
  /** Cache key: policy version, purpose, decisions and text. Two exchanges with equal keys may share a plan. */
  readonly fingerprint: string;
}

/** What one subgraph is granted for a plan. */
export interface SubgraphPermit {
  readonly subgraph: string;
  /** `Type.field:use`, sorted: the claim of the same name. */
  readonly uses: readonly string[];
  readonly masks: Readonly<Record<FieldCoordinate, MaskKind>>;
  readonly rows: Readonly<Record<string, readonly RowCondition[]>>;
  /** The largest of what the rules say of groups; null where none does. */
  readonly smallestGroup: number | null;
  /** All that the permits carry. */
  readonly limits: readonly Limit[];
  readonly legalBasis: readonly string[];
}

/** A plan of which every field that an agency will be asked for is covered by a permit or a derivation. */
export interface CheckedPlan extends VouchedBy<'plan'> {
  readonly kind: 'checked';
  readonly allowed: AllowedOperation;
  /** Equal for exchanges that share the plan and what it is granted. */
  readonly planId: string;
  readonly canonical: CanonicalOperation;
  readonly root: PlanNode | null;
  readonly permits: Readonly<Record<string, SubgraphPermit>>;
  /** Places of the answer, in canonical keys, that are not fetched because the way to them is not covered. */
  readonly uncovered: readonly (readonly string[])[];
  /** What is read though the caller may not see it, as policy declares: written down like what it asked. */
  readonly derived: readonly Derivation[];
  /**
   * Masks that stay with the gateway: those of `allowed`, and those of fields that another fetch of the plan requires
   * bare. The mask stage goes by these.
   */
  readonly gatewayMasks: Readonly<Record<FieldCoordinate, MaskKind>>;
}

/** The reading of one relation of one agency, of which everything is permitted as it is. */
export interface RelationPlan extends VouchedBy<'plan-relation'> {
  readonly kind: 'relation';
  readonly allowed: AllowedOperation;
  readonly planId: string;
  readonly subgraph: string;
  /** That of the subgraph, by its name. */
  readonly permits: Readonly<Record<string, SubgraphPermit>>;
  readonly derived: readonly Derivation[];
  readonly read: RelationRead;
  /** The columns of the answer as the caller calls them: `_key` first where one comes back. */
  readonly columnNames: readonly string[];
}

/** A plan that may be carried out: its exchange is counted under every limit that the permits carry. */
export interface AdmittedPlan<Plan = CheckedPlan> extends VouchedBy<'admit'> {
  readonly kind: 'admitted';
  readonly plan: Plan;
  /** Each rule once. */
  readonly limits: readonly Limit[];
  /** How many people of it are counted under them already. */
  readonly peopleCounted: number;
}

/** What came back before masking: never leaves the gateway. */
export interface RawResult extends VouchedBy<'fetch'> {
  readonly kind: 'raw';
  readonly allowed: AllowedOperation;
  /** What the mask stage applies: see `CheckedPlan`. */
  readonly gatewayMasks: Readonly<Record<FieldCoordinate, MaskKind>>;
  /**
   * In the shape of `allowed.document`; what could not be fetched is null or absent. An object at an abstract position
   * has its `__typename`, also where it was not asked for.
   */
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly PathError[];
  /** Keyed tags of the data subjects, as the subgraphs returned them. */
  readonly subjectTags: ReadonlySet<string>;
  readonly fetches: number;
  /** Under which the exchange was admitted, and how many people were counted then. */
  readonly limits: readonly Limit[];
  readonly peopleCounted: number;
}

/** What came back and may still be given: policy still says so, and its people are within the limits. */
export interface ConfirmedResult extends VouchedBy<'confirm'> {
  readonly kind: 'confirmed';
  readonly raw: RawResult;
}

export interface MaskedResult extends VouchedBy<'mask'> {
  readonly kind: 'masked';
  readonly allowed: AllowedOperation;
  readonly subjectTags: ReadonlySet<string>;
  readonly fetches: number;
  /** Exactly what was asked: every response key in its order, null for what was refused or could not be had. */
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly PathError[];
}

export interface IntrospectedResult {
  readonly kind: 'introspected';
  readonly data: Readonly<Record<string, unknown>>;
}

/** The exchange ended in one error; there is no data. */
export interface RefusedResult {
  readonly kind: 'refused';
  readonly error: SluiceError;
}

export type Outcome = MaskedResult | IntrospectedResult | RefusedResult;

/** A relation of which records left, all of them or those up to where the answer was cut off. */
export interface RelayedResult {
  readonly kind: 'relayed';
  readonly rows: number;
  /** The people whose records left; kept durably. */
  readonly subjects: TagSetName;
  readonly isComplete: boolean;
  /** Why it was cut off; null also where the caller hung up. */
  readonly error: SluiceError | null;
}

/** Proof, verifiable offline with the ledger's public key, that an exchange was recorded. */
export interface Receipt {
  readonly exchangeId: ExchangeId;
  readonly index: number;
  readonly entryHash: string;
  readonly chainHash: string;
  readonly recordedAt: string;
  readonly keyId: string;
  readonly signature: string;
}

export interface RecordedResult<Of extends Outcome | RelayedResult = Outcome> extends VouchedBy<'record'> {
  readonly kind: 'recorded';
  readonly outcome: Of;
  readonly receipt: Receipt;
}

export interface Exchange {
  readonly id: ExchangeId;
  readonly startedAt: Date;
  readonly subject: Subject;
  readonly parent: ExchangeId | null;
  readonly signal: AbortSignal;
  /**
   * Keyed tags of the data subjects read so far, as the subgraphs returned them. It grows with every fetch, so that an
   * exchange that ends half way is recorded with everybody whose data was read for it.
   */
  readonly subjectTags: Set<string>;
}

/** What the caller says about its question, beside the question. */
export interface Declaration {
  /** Null where none was declared. */
  readonly purpose: PurposeId | null;
  readonly caseNumber: string | null;
  /** What its department signed about the case (compact JWS), in place of a registry. */
  readonly caseAttestation: string | null;
  /** As of when records shall be read (RFC 3339, UTC); null: now. */
  readonly asOf: string | null;
}

/**
 * What is known of one exchange so far. It grows along the spine, so that an exchange that fails half way is recorded
 * with everything that was found out about it.
 */
export interface Trail {
  readonly arrival: Pick<Exchange, 'id' | 'startedAt' | 'parent'>;
  exchange: Exchange | null;
  declaration: Declaration | null;
  operation: ReadOperation | IntrospectionOperation | null;
  decided: DecidedOperation | null;
  allowed: AllowedOperation | null;
  /** Of its plan; none until there is one. */
  derived: readonly Derivation[];
  /** Null where the exchange reads no relation, or did not get so far. */
  relation: AskedRelation | null;
  /** The receipt of the intent, where the exchange is a mutation or reads a relation, and got so far. */
  intent: Receipt | null;
}

/** What an exchange that reads a relation asks for, beside its operation. */
export interface AskedRelation {
  readonly subgraph: string;
  /** Of the records. */
  readonly type: string;
  /** Null where it asks without keys. */
  readonly keys: TagSetName | null;
  readonly where: RelationCondition | null;
  readonly having: RelationHaving | null;
}

/** What leaves the hub: an HTTP status and the body of a GraphQL answer. */
export interface Answer {
  readonly status: number;
  readonly body: {
    readonly data: Readonly<Record<string, unknown>> | null;
    readonly errors?: readonly AnswerError[];
    readonly extensions?: { readonly receipt: Receipt };
  };
}

export interface AnswerError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>> & { readonly code: ErrorCode };
}
