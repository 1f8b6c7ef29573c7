import { createHash } from 'node:crypto';
import { SluiceError } from '../../errors/sluice-error.ts';
import { regionPrefixes } from '../../identifiers/region-prefixes.ts';
import { MOST_PEOPLE_OF_A_GRANT, type RowParameters } from '../../policies/bind-rows.ts';
import type { DecisionTable, PurposeId, Subject } from '../../policies/vocabulary.ts';
import type { ConsentQuestion } from '../cases/consent-registry.ts';
import type { CheckedCase, Declaration, ReadOperation, Scope, Unvouched } from './stage-types.ts';

export interface ScopeDependencies {
  readonly tableFor: (subject: Subject, purpose: PurposeId, hasCase: boolean) => DecisionTable;
  /** Null where the exchange declares no case. */
  readonly checkCase: (declaration: Declaration, subject: Subject) => Promise<CheckedCase | null>;
  /** Person keys of all whom the operation names; null where it names nobody. */
  readonly namedPeople: (read: ReadOperation, subject: Subject) => readonly string[] | null;
  /** Person keys of those who consented, at this moment. */
  readonly consenting: (question: Omit<ConsentQuestion, 'at'>) => Promise<readonly string[]>;
}

/**
 * What an exchange stands under: the case that it declares, once that is checked, the table that holds for it, and
 * who consented, where some rule asks for that.
 * @throws SluiceError of what checks the case; CONSENT_TOO_WIDE, CASE_UNAVAILABLE
 */
export async function establishScope(
  declaration: Declaration,
  read: ReadOperation,
  subject: Subject,
  deps: ScopeDependencies,
): Promise<Scope> {
  const checkedCase = await deps.checkCase(declaration, subject);
  const table = deps.tableFor(subject, read.purpose, checkedCase !== null);
  const rows: RowParameters = {
    regionPrefixes: regionPrefixes(subject.region),
    organisation: subject.organisation,
    self: subject.person,
    casePeople: checkedCase?.people ?? null,
    consenting: table.rowConditions.includes('consent')
      ? await consentingOf(read, subject, checkedCase, deps)
      : null,
  };
  const scope: Unvouched<Scope> = {
    kind: 'scope',
    checkedCase,
    table,
    rows,
    rowsKey: createHash('sha256').update(JSON.stringify(rows)).digest('base64url'),
    asOf: declaration.asOf,
  };
  return scope as Scope;
}

/**
 * Of those whom the operation names, else of the people of its case, else of everybody. Null where nobody consented:
 * what needs consent is then refused, since an empty answer would look like there is nothing to know.
 */
async function consentingOf(
  read: ReadOperation,
  subject: Subject,
  checkedCase: CheckedCase | null,
  { namedPeople, consenting }: ScopeDependencies,
): Promise<readonly string[] | null> {
  const among = namedPeople(read, subject) ?? checkedCase?.people ?? null;
  const { department } = subject;
  const limit = MOST_PEOPLE_OF_A_GRANT + 1;
  const found = await consenting({ department, purpose: read.purpose, among, limit });
  if (found.length >= limit) throw new SluiceError('CONSENT_TOO_WIDE', { limit: MOST_PEOPLE_OF_A_GRANT });
  return found.length > 0 ? found : null;
}
