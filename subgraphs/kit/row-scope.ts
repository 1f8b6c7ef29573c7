import type { Predicate } from '../../connectors/contract.ts';
import { SluiceError } from '../../errors/sluice-error.ts';
import type { GrantClaims } from '../../policies/grant-claims.ts';
import { SUPERSEDED_AT } from './record-columns.ts';
import type { RowTypeMapping } from './source-mapping.ts';

/**
 * The rows of one type that a grant lets be read: current records, and of those what every row filter admits.
 * @throws SluiceError GRANT_INVALID where a filter cannot be applied to the type; then nothing is read
 */
export function rowScope(grant: GrantClaims, type: string, mapping: RowTypeMapping): readonly Predicate[] {
  const filters = (grant.rows[type] ?? []).map((filter): Predicate => {
    // WHY: a filter of a kind that this version does not know must refuse, whatever the types promise.
    const kind: string = filter.kind;
    if (kind !== 'region' || mapping.divisionColumn === null)
      throw new SluiceError('GRANT_INVALID', { type, filter: kind });
    return { kind: 'prefix', column: mapping.divisionColumn, prefixes: [filter.prefix] };
  });
  return [{ kind: 'is-null', column: SUPERSEDED_AT }, ...filters];
}
