import type { GrantClaims } from '../../policies/grant-claims.ts';
import type { RowTypeMapping } from './source-mapping.ts';
import { columnsOfField, sourceOfField } from './source-of-field.ts';

/** Which columns of each type a grant needs read: those behind granted fields, and what carries the rows themselves. */
export class GrantedColumns {
  private readonly byGrant = new WeakMap<GrantClaims, Map<string, readonly string[]>>();

  /** Sorted, so that equal needs are equal statements. */
  of(grant: GrantClaims, type: string, mapping: RowTypeMapping): readonly string[] {
    let columns = this.byGrant.get(grant);
    if (!columns) this.byGrant.set(grant, (columns = new Map<string, readonly string[]>()));
    let known = columns.get(type);
    if (!known) columns.set(type, (known = read(grant, type, mapping)));
    return known;
  }
}

function read(grant: GrantClaims, type: string, mapping: RowTypeMapping): readonly string[] {
  const columns = new Set([mapping.recordColumn, ...Object.values(mapping.key ?? {})]);
  if (mapping.subjectColumn !== null) columns.add(mapping.subjectColumn);
  for (const use of grant.uses) {
    const [owner, field] = /^([^.]+)\.([^:]+):(?:project|join-key)$/u.exec(use)?.slice(1) ?? [];
    const source = owner === type && field !== undefined ? sourceOfField(mapping, field) : undefined;
    for (const column of source ? columnsOfField(source) : []) columns.add(column);
  }
  return [...columns].sort();
}
