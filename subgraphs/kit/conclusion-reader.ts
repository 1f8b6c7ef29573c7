import type { SourceRow } from '../../connectors/contract.ts';
import { cannotTell, type Conclusion } from '../../policies/conclusion.ts';
import type { RowFilter } from '../../policies/vocabulary.ts';
import { concludeExistence, type Sighting } from './conclude-existence.ts';
import { joinOf } from './join-of.ts';
import { doubtOf } from './quality-flags.ts';
import { RECORD_COLUMNS } from './record-columns.ts';
import { satisfies } from './record-condition.ts';
import { filtersOf } from './row-scope.ts';
import type { ExistsSelection, FieldSource, RowTypeMapping, SourceMapping } from './source-mapping.ts';
import type { SubgraphContext } from './subgraph-context.ts';
import { type Join, type JoinKey, joinKeyOf } from './subgraph-object.ts';

type ReadConclusion = (
  values: SourceRow,
  args: Readonly<Record<string, unknown>>,
  context: SubgraphContext,
) => Promise<Conclusion> | Conclusion;

/** A selection of an `exists` with what reading it takes. */
interface Selected {
  readonly selection: ExistsSelection;
  readonly target: RowTypeMapping;
  readonly join: Join;
  readonly own: readonly string[];
}

/**
 * Reads a conclusion from records: one statement a selection, for however many objects ask.
 * @param parent the type that has the field
 */
export function existenceReader(
  source: Extract<FieldSource, { kind: 'exists' }>,
  parent: string,
  mapping: SourceMapping,
): ReadConclusion {
  const selected = source.of.map((selection) => select(selection, parent, mapping));
  return async (values, _, context) => {
    const { audience: subgraph } = context.grant;
    const keys = selected.map(({ own }) => joinKeyOf(values, own));
    const isDoubtful = selected.some((each, at) => isSomebodyUnsure(each, keys[at] ?? null));
    if (isDoubtful) return cannotTell(['IDENTITY_DOUBTFUL'], subgraph, null);
    const now = Date.now();
    const { asOf } = context.grant;
    const at = asOf === null ? null : Date.parse(asOf);
    const [sightings, states] = await Promise.all([
      Promise.all(selected.map((each, at) => look(each, keys[at] ?? null, context))),
      Promise.all(
        selected.map(({ target }) => context.datasets.of(target.relation, target.completeness, now, at)),
      ),
    ]);
    const isNarrowed = selected.some((each, at) => narrows(each, keys[at] ?? null, context));
    return concludeExistence({ source: subgraph, sightings: sightings.flat(), states, isNarrowed });
  };
}

/** Reads a conclusion from what a representation brought. */
export function derivationReader({
  requires,
  conclude,
}: Extract<FieldSource, { kind: 'derived' }>): ReadConclusion {
  return (values, _, { grant: { audience: subgraph }, masking: { today } }) => {
    if (Object.values(values).some(isProvisional)) return cannotTell(['IDENTITY_DOUBTFUL'], subgraph, null);
    const isMissing = requires.some((field) => (values[field] ?? null) === null);
    if (isMissing) return cannotTell(['NOT_COVERED'], subgraph, null);
    const holds = conclude(values, today);
    if (holds === null) return cannotTell(['DISPUTED'], subgraph, null);
    return { answer: holds ? 'YES' : 'NO', reasons: [], source: subgraph, asOf: null };
  };
}

function select(selection: ExistsSelection, parent: string, mapping: SourceMapping): Selected {
  const { type, on, where } = selection;
  const target = mapping.types[type];
  if (target?.kind !== 'rows') throw new Error(`\`${type}\` has no rows here`);
  const { validFrom, validTo, qualityFlag } = RECORD_COLUMNS;
  const also = [...new Set([...where.map(({ column }) => column), validFrom, validTo, qualityFlag])];
  const join: Join = { ...joinOf(selection, parent, mapping), also };
  return { selection, target, join, own: Object.values(on) };
}

/** Nobody, as far as is known, or somebody whose number a hospital made up until the true one is known. */
function isSomebodyUnsure({ target, join }: Selected, key: JoinKey | null): boolean {
  if (!key) return true;
  return join.columns.some((column, at) => column === target.subjectColumn && isProvisional(key[at]));
}

function isProvisional(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith('HOSP:');
}

async function look(
  { selection, join }: Selected,
  key: JoinKey | null,
  { records, masking: { today } }: SubgraphContext,
): Promise<readonly Sighting[]> {
  const found = key ? await records.all(join, key) : [];
  return found
    .filter(({ values }) => holdsOn(values, today))
    .map(({ values }) => ({
      matches: satisfies(values, selection.where),
      doubt: doubtOf(values[RECORD_COLUMNS.qualityFlag]),
    }));
}

function holdsOn(values: SourceRow, day: string): boolean {
  const from = values[RECORD_COLUMNS.validFrom] ?? null;
  const to = values[RECORD_COLUMNS.validTo] ?? null;
  return (from === null || String(from) <= day) && (to === null || day < String(to));
}

/** Whether the grant keeps records of this person out of sight, so that finding none says nothing. */
function narrows({ target, join }: Selected, key: JoinKey | null, { grant }: SubgraphContext): boolean {
  const at = target.subjectColumn === null ? -1 : join.columns.indexOf(target.subjectColumn);
  const isAdmitted = (filter: RowFilter): boolean =>
    filter.kind === 'subjects' && at >= 0 && filter.keys.includes(String(key?.[at]));
  return !filtersOf(grant, join.type, join.under).every(isAdmitted);
}
