import type { Predicate } from '../../connectors/contract.ts';
import { SluiceError } from '../../errors/sluice-error.ts';
import type { GrantClaims } from '../../policies/grant-claims.ts';
import { RECORD_COLUMNS, SUPERSEDED_AT } from './record-columns.ts';
import type { RowFilter } from '../../policies/vocabulary.ts';
import type { RowTypeMapping } from './source-mapping.ts';
import type { Under } from './subgraph-object.ts';

/**
 * The rows of one type that a grant lets be read: current records, or those that were known at the grant's instant, and
 * of those what every row filter admits.
 * @param under an entity through which they are reached, whose filters hold for them too
 * @throws SluiceError GRANT_INVALID where a filter cannot be applied to the type; then nothing is read
 */
export function rowScope(
  grant: GrantClaims,
  type: string,
  mapping: RowTypeMapping,
  under?: Under,
): readonly Predicate[] {
  const known: readonly Predicate[] =
    grant.asOf === null ? [{ kind: 'is-null', column: SUPERSEDED_AT }] : recordsKnownAt(grant.asOf);
  return [...known, ...rowFilters(grant, type, mapping, under)];
}

/**
 * What a grant's row filters for a type mean in a relation.
 * @param under an entity or a statistic through which the rows are reached, whose filters hold for them too
 * @throws SluiceError GRANT_INVALID where one cannot be applied to it; then nothing is read
 */
export function rowFilters(
  grant: GrantClaims,
  type: string,
  mapping: RowTypeMapping,
  under?: Under,
): readonly Predicate[] {
  const tested = (filter: RowFilter, columns: FilterColumns): Predicate => {
    const predicate = predicateOf(filter, columns);
    if (!predicate) throw new SluiceError('GRANT_INVALID', { type, filter: filter.kind });
    return predicate;
  };
  const shown = mapping.shownTo === undefined ? [] : [mapping.shownTo(grant.subject)];
  const own = [...shown, ...filtersOf(grant, type).map((filter) => tested(filter, mapping))];
  if (under === undefined) return own;
  const columns = { ...mapping, subjectColumn: under.subjectColumn ?? mapping.subjectColumn };
  return [...own, ...filtersOf(grant, under.type).map((filter) => tested(filter, columns))];
}

type FilterColumns = Pick<RowTypeMapping, 'divisionColumn' | 'organisationColumn' | 'subjectColumn'>;

/**
 * The records that the source held at an instant, as it held them then: what was written since is left out, and what
 * was corrected since stands as it stood.
 * @param instant RFC 3339
 */
export function recordsKnownAt(instant: string): readonly Predicate[] {
  return [
    { kind: 'compare', column: RECORD_COLUMNS.recordedAt, op: '<=', value: instant },
    {
      kind: 'any',
      of: [
        { kind: 'is-null', column: SUPERSEDED_AT },
        { kind: 'compare', column: SUPERSEDED_AT, op: '>', value: instant },
      ],
    },
  ];
}

/** The row filters that hold for rows of a type. */
export function filtersOf({ rows }: GrantClaims, type: string, under?: Under): readonly RowFilter[] {
  return [...(rows[type] ?? []), ...(under === undefined ? [] : (rows[under.type] ?? []))];
}

/** Null where the type has no column for it, or the filter is of a kind that this version does not know. */
function predicateOf(filter: RowFilter, mapping: FilterColumns): Predicate | null {
  switch (filter.kind) {
    case 'region':
      return mapping.divisionColumn === null
        ? null
        : { kind: 'prefix', column: mapping.divisionColumn, prefixes: filter.prefixes };
    case 'organisation':
      return mapping.organisationColumn === undefined
        ? null
        : { kind: 'in', column: mapping.organisationColumn, values: [filter.name] };
    case 'subjects':
      return mapping.subjectColumn === null
        ? null
        : { kind: 'in', column: mapping.subjectColumn, values: filter.keys };
    case 'nothing':
      return { kind: 'any', of: [] };
    default:
      return null;
  }
}
