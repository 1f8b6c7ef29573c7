import type { Predicate } from '../../connectors/contract.ts';
import type { Subject } from '../../policies/vocabulary.ts';
import type { RowTypeMapping } from '../kit/source-mapping.ts';
import { ownerKeysOf } from './store/viewer.ts';

/** What somebody asked for is shown to others where its audit is shared. */
export const shownTo: NonNullable<RowTypeMapping['shownTo']> = (subject) => ({
  kind: 'any',
  of: [{ kind: 'compare', column: 'is_open', op: '=', value: true }, isOwn(subject)],
});

/** What is shown to nobody but its owner. */
export function isOwn(subject: Subject): Predicate {
  return { kind: 'in', column: 'owner_key', values: ownerKeysOf(subject) };
}

/** To its owner an audit is shown in its latest version, to others in the one that is open to them. */
export const audienceOfAudit: NonNullable<RowTypeMapping['shownTo']> = (subject) => {
  const own = ownerKeysOf(subject);
  const isOthers: Predicate[] = own.map((key) => ({
    kind: 'any',
    of: [
      { kind: 'compare', column: 'owner_key', op: '<', value: key },
      { kind: 'compare', column: 'owner_key', op: '>', value: key },
    ],
  }));
  const flag = (column: string): Predicate => ({ kind: 'compare', column, op: '=', value: true });
  return {
    kind: 'any',
    of: [
      { kind: 'all', of: [isOwn(subject), flag('is_latest')] },
      { kind: 'all', of: [...isOthers, flag('is_open')] },
    ],
  };
};
