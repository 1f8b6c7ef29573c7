import { createHash } from 'node:crypto';
import type { RowParameters } from '../../policies/bind-rows.ts';
import type { DecisionTable, PurposeId, Subject } from '../../policies/vocabulary.ts';
import { regionPrefix } from '../../identifiers/division.ts';
import type { CheckedCase, Declaration, ReadOperation, Scope, Unvouched } from './stage-types.ts';

export interface ScopeDependencies {
  readonly tableFor: (subject: Subject, purpose: PurposeId, hasCase: boolean) => DecisionTable;
  /** Null where the exchange declares no case. */
  readonly checkCase: (declaration: Declaration, subject: Subject) => Promise<CheckedCase | null>;
}

/**
 * What an exchange stands under: the case that it declares, once that is checked, and the table that holds for it.
 * @throws SluiceError of what checks the case
 */
export async function establishScope(
  declaration: Declaration,
  read: ReadOperation,
  subject: Subject,
  { tableFor, checkCase }: ScopeDependencies,
): Promise<Scope> {
  const checkedCase = await checkCase(declaration, subject);
  const rows: RowParameters = {
    regionPrefixes: [regionPrefix(subject.region)],
    organisation: subject.organisation,
    casePeople: checkedCase?.people ?? null,
    consenting: null,
  };
  const scope: Unvouched<Scope> = {
    kind: 'scope',
    checkedCase,
    table: tableFor(subject, read.purpose, checkedCase !== null),
    rows,
    rowsKey: createHash('sha256').update(JSON.stringify(rows)).digest('base64url'),
  };
  return scope as Scope;
}
