import { createHash } from 'node:crypto';
import {
  type DocumentNode,
  type GraphQLSchema,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  print,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { SluiceError } from '../../errors/sluice-error.ts';
import type {
  DecisionTable,
  Denial,
  FieldCoordinate,
  MaskKind,
  RowCondition,
  Subject,
} from '../../policies/vocabulary.ts';
import { providersOf } from '../../policies/field-providers.ts';
import type { CursorSeal } from '../cursors/cursor-seal.ts';
import { cursorScopeOf } from '../cursors/cursor-scope.ts';
import { NEXT_STEP } from '../next-step.ts';
import { mapLeaves } from '../operation/argument-values.ts';
import { argumentsOf } from '../operation/field-arguments.ts';
import { PSEUDONYM_PREFIX, type PseudonymCipher } from '../pseudonyms/pseudonym-cipher.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import { placeOf } from './decide.ts';
import {
  PSEUDONYMISED_KEYS,
  type Removal,
  type RewrittenSelections,
  rewriteSelections,
} from './rewrite-selections.ts';
import type {
  AllowedOperation,
  DecidedOperation,
  FieldDecision,
  PathError,
  Unvouched,
} from './stage-types.ts';
import { sortedUnique } from '../sorted-unique.ts';

export interface RewriteDependencies {
  readonly supergraph: Supergraph;
  readonly cursors: CursorSeal;
  readonly pseudonyms: PseudonymCipher;
}

/**
 * Denied fields leave the operation, so that what is not allowed is never fetched; each leaves one error at its path.
 * Cursors and pseudonyms among the arguments are turned back, masks and row filters are collected.
 * @throws SluiceError CURSOR_INVALID, IDENTIFIER_INVALID (a pseudonym of somebody else)
 */
export function rewrite(
  decided: DecidedOperation,
  subject: Subject,
  deps: RewriteDependencies,
): AllowedOperation {
  const { withArguments, ...rewritten } = rewrittenOf(decided, deps.supergraph);
  const allowed: Unvouched<AllowedOperation> = {
    kind: 'allowed',
    decided,
    ...rewritten,
    variables: valuesFor(withArguments, decided, subject, deps),
  };
  return allowed as AllowedOperation;
}

/** All of a rewritten operation but its values. */
type Rewritten = Pick<RewrittenSelections, 'withArguments'> &
  Omit<Unvouched<AllowedOperation>, 'kind' | 'decided' | 'variables'>;

/**
 * INVARIANT: one list of decisions is of one operation's text under one table of one graph (`KnownDecisions`), and
 * whatever is kept here depends on nothing else.
 */
const rewrittenBy = new WeakMap<readonly FieldDecision[], Rewritten>();

function rewrittenOf(decided: DecidedOperation, supergraph: Supergraph): Rewritten {
  const known = rewrittenBy.get(decided.decisions);
  if (known) return known;
  const { selectionSet, kept, removals, internalReads, withArguments } = rewriteSelections(
    supergraph.schema,
    decided,
  );
  const document = documentOf(decided.read.operation, selectionSet);
  const uses = decided.decisions.filter(({ path, selected }) => kept.has(placeOf(path, selected)));
  const obligations = obligationsOf(uses, decided.scope.table, supergraph);
  const rewritten: Rewritten = {
    withArguments,
    document,
    denials: denialsOf(removals, decided, supergraph),
    uses,
    ...obligations,
    internalReads,
    fingerprint: fingerprintOf(decided, document, uses, obligations),
  };
  rewrittenBy.set(decided.decisions, rewritten);
  return rewritten;
}

function documentOf(
  operation: OperationDefinitionNode,
  selectionSet: SelectionSetNode | null,
): DocumentNode | null {
  if (!selectionSet) return null;
  const used = new Set<string>();
  visit(selectionSet, { Variable: ({ name }) => void used.add(name.value) });
  const variableDefinitions = operation.variableDefinitions?.filter(({ variable }) =>
    used.has(variable.name.value),
  );
  return {
    kind: Kind.DOCUMENT,
    definitions: [{ ...operation, variableDefinitions: variableDefinitions ?? [], selectionSet }],
  };
}

function valuesFor(
  withArguments: RewrittenSelections['withArguments'],
  { read }: DecidedOperation,
  subject: Subject,
  { supergraph: { schema }, cursors, pseudonyms }: RewriteDependencies,
): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const { node, parent } of withArguments) {
    const definitions = parent.getFields()[node.name.value]?.args ?? [];
    const field = `${parent.name}.${node.name.value}` as FieldCoordinate;
    for (const { definition, variable } of argumentsOf(node, definitions, field))
      values[variable] = mapLeaves(
        schema,
        definition,
        read.variables[variable],
        ({ type, boundTo, value }) => {
          if (typeof value !== 'string') return value;
          if (type.name === 'Cursor') {
            const position = cursors.open(value, cursorScopeOf({ node, parent, read, subject }));
            if (position === null) throw new SluiceError('CURSOR_INVALID', { field });
            return position;
          }
          const isPseudonym = value.startsWith(PSEUDONYM_PREFIX) && boundTo.some(isPseudonymised);
          if (!isPseudonym) return value;
          const key = pseudonyms.reveal(value, subject, read.purpose);
          if (key === null) throw new SluiceError('IDENTIFIER_INVALID', { field, argument: definition.name });
          return key;
        },
      );
  }
  return values;
}

const PSEUDONYMISED: ReadonlySet<FieldCoordinate> = new Set(PSEUDONYMISED_KEYS);
const isPseudonymised = (coordinate: FieldCoordinate): boolean => PSEUDONYMISED.has(coordinate);

type Obligations = Pick<AllowedOperation, 'sourceMasks' | 'gatewayMasks' | 'rows'>;

function obligationsOf(
  uses: readonly FieldDecision[],
  table: DecisionTable,
  { keyFields, datasetTypes }: Supergraph,
): Obligations {
  const sourceMasks: Record<FieldCoordinate, MaskKind> = {};
  const gatewayMasks: Record<FieldCoordinate, MaskKind> = {};
  for (const { coordinate, use, decision } of uses) {
    if (decision.effect !== 'permit') continue;
    if (decision.mask !== null && use === 'project')
      (keyFields.has(coordinate) ? gatewayMasks : sourceMasks)[coordinate] = decision.mask;
  }
  return { sourceMasks, gatewayMasks, rows: rowFiltersOf(table, datasetTypes) };
}

/**
 * The row filters of every dataset, asked for or not: a page's length and its cursor tell of rows too, and a filter on a
 * type that is not reached does nothing.
 */
function rowFiltersOf(
  table: DecisionTable,
  types: readonly string[],
): Readonly<Record<string, readonly RowCondition[]>> {
  const rows: Record<string, readonly RowCondition[]> = {};
  for (const type of types) {
    const filters = table.rowsOf(type);
    if (filters.length > 0) rows[type] = filters;
  }
  return rows;
}

function denialsOf(
  removals: readonly Removal[],
  { read }: DecidedOperation,
  { schema }: Supergraph,
): readonly PathError[] {
  return removals.map(({ path, decisions }) => {
    // WHY: a field that may be seen is refused for what its arguments touch; saying so names the right field.
    const uses = decisions.filter(({ coordinate, selected }) => coordinate !== selected);
    const isUse = uses.length === decisions.length;
    const lacks = lackOf(decisions);
    const fields = sortedUnique((isUse ? uses : decisions).map(({ coordinate }) => coordinate));
    const rules = sortedUnique(decisions.flatMap(({ decision }) => decision.rules));
    const providers = sortedUnique(fields.flatMap((coordinate) => providersAt(schema, coordinate)));
    return {
      code: lacks ? LACK_CODES[lacks] : isUse ? 'USE_DENIED' : 'FIELD_DENIED',
      path,
      detail: {
        fields,
        ...(isUse ? { uses: sortedUnique(uses.map(({ use }) => use)) } : {}),
        purpose: read.purpose,
        rules,
        providers,
        request: NEXT_STEP[lacks ?? 'rule'],
      },
    };
  });
}

const LACK_CODES = { case: 'CASE_REQUIRED', consent: 'CONSENT_REQUIRED' } as const;

/** What would help with each of the decisions; null where nothing would help with all. */
function lackOf(decisions: readonly FieldDecision[]): Denial['lacks'] {
  const lacks = new Set(
    decisions.map(({ decision }) => (decision.effect === 'deny' ? decision.lacks : null)),
  );
  const [lack = null, ...others] = lacks;
  return others.length === 0 ? lack : null;
}

function providersAt(schema: GraphQLSchema, coordinate: string): readonly string[] {
  const [typeName = '', fieldName = ''] = coordinate.split('.');
  const type = schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
  return field ? providersOf(field) : [];
}

function fingerprintOf(
  { scope, read }: DecidedOperation,
  document: DocumentNode | null,
  uses: readonly FieldDecision[],
  { sourceMasks, gatewayMasks, rows }: Obligations,
): string {
  // WHY with its place: what is granted, and what is taken out of a plan, goes by the places of the answer.
  const permitted = sortedUnique(
    uses.map(({ path, selected, coordinate, use }) => `${placeOf(path, selected)} ${coordinate}:${use}`),
  );
  const sorted = (obligations: Readonly<Record<string, unknown>>) =>
    Object.entries(obligations).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const parts = [
    scope.table.policyVersion,
    read.purpose,
    document && print(document),
    permitted,
    sorted(sourceMasks),
    sorted(gatewayMasks),
    sorted(rows),
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
