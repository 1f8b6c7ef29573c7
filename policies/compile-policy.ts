import type { Catalogue } from './catalogue.ts';
import { BoundedCache } from './bounded-cache.ts';
import { CompiledRule } from './compile/compiled-rule.ts';
import { CompiledTable } from './compile/compiled-table.ts';
import { type FieldIndex, fieldIndexOf } from './compile/field-index.ts';
import { versionOf } from './compile/policy-version.ts';
import {
  type ConditionNumber,
  holdsFor,
  type SubjectClass,
  SubjectClasses,
} from './compile/subject-classes.ts';
import { type Epoch, Epochs, type Interval, intervalOf, isInForce } from './compile/validity.ts';
import type { DerivationRule, PolicyDocument, Purpose } from './language/policy-document.ts';
import type { DecisionTable, Derivation, PolicyVersion, PurposeId, Subject } from './vocabulary.ts';

/** Documents that `checkPolicies` found nothing wrong with, and what they were checked against. */
export interface PolicySource {
  readonly documents: readonly PolicyDocument[];
  readonly purposes: readonly Purpose[];
  readonly catalogue: Catalogue;
}

/** All policies of one version, ready to be asked. Immutable but for its caches. */
export interface PolicySet {
  /** Over documents, purposes and catalogue: equal versions decide equally. */
  readonly version: PolicyVersion;
  readonly purposes: readonly Purpose[];
  /** The purposes that this subject may declare and under which some rule in force permits it anything, sorted. */
  purposesOf(subject: Subject, at: Date): readonly PurposeId[];
  /**
   * All decisions for a subject under a purpose: all deny where it may not declare it, or is malformed.
   * @param hasCase whether the exchange is under a case that was checked
   */
  table(subject: Subject, purpose: PurposeId, at: Date, hasCase: boolean): DecisionTable;
}

/**
 * Compiles policies into tables, one for each subject class, purpose and epoch, with a case and without, each made at
 * first sight. Region, organisation, case and consent are parameters of an exchange (`bind-rows.ts`), so that no county
 * has tables of its own. Why so: decisions/2026-11-22-compiled-tables.md.
 */
export function compilePolicies(source: PolicySource): PolicySet {
  return new CompiledPolicies(source);
}

/** Tables kept at a time: at 8 uses of 500 fields each takes some 20 kB. */
const TABLES_KEPT = 2_000;

class CompiledPolicies implements PolicySet {
  readonly version: PolicyVersion;
  readonly purposes: readonly Purpose[];
  private readonly index: FieldIndex;
  private readonly classes = new SubjectClasses();
  private readonly rules: readonly CompiledRule[];
  private readonly derivations: readonly CompiledDerivation[];
  private readonly declarers: ReadonlyMap<PurposeId, ConditionNumber>;
  private readonly epochs: Epochs;
  private readonly tables = new BoundedCache<string, DecisionTable>(TABLES_KEPT);
  private readonly purposeLists = new BoundedCache<string, readonly PurposeId[]>(TABLES_KEPT);

  constructor({ documents, purposes, catalogue }: PolicySource) {
    this.version = versionOf({ documents, purposes, catalogue });
    this.purposes = purposes;
    const index = (this.index = fieldIndexOf(catalogue));
    this.rules = documents.flatMap(({ agency, subgraphs, rules }) => {
      const owned = index.ownedBy({ agency, subgraphs });
      return rules.map((rule) => new CompiledRule(rule, owned, this.classes.number(rule.subjects)));
    });
    this.derivations = documents.flatMap(({ derivations }) =>
      derivations.map((rule) => ({ rule, ...intervalOf(rule) })),
    );
    this.declarers = new Map(purposes.map(({ id, subjects }) => [id, this.classes.number(subjects)]));
    this.epochs = new Epochs([...this.rules, ...this.derivations]);
  }

  purposesOf(subject: Subject, at: Date): readonly PurposeId[] {
    const [subjects, epoch] = [this.classes.of(subject), this.epochs.at(at)];
    if (subjects === null || epoch === null) return [];
    return this.purposeLists.get(`${epoch.number} ${subjects}`, () => {
      const permitted = new Set(
        this.rules
          .filter((each) => each.rule.effect === 'permit' && this.applies(each, subjects, epoch))
          .flatMap(({ rule }) => (rule.purposes === 'all' ? [] : rule.purposes)),
      );
      return [...this.declarers.keys()]
        .filter((purpose) => permitted.has(purpose) && this.mayDeclare(subjects, purpose))
        .toSorted();
    });
  }

  table(subject: Subject, purpose: PurposeId, at: Date, hasCase: boolean): DecisionTable {
    const [subjects, epoch] = [this.classes.of(subject), this.epochs.at(at)];
    const mayDeclare = subjects !== null && this.mayDeclare(subjects, purpose);
    // INVARIANT: equal keys have equal tables, so everything that a table depends on stands in its key.
    const key = `${epoch?.number ?? 'never'} ${purpose} ${hasCase ? 'case' : 'plain'} ${mayDeclare ? subjects : 'nobody'}`;
    return this.tables.get(key, () =>
      this.makeTable({ subjects: mayDeclare ? subjects : null, purpose, epoch, hasCase }),
    );
  }

  /** @param asked `subjects` and `epoch` null: nobody, never; all is denied */
  private makeTable(asked: {
    readonly subjects: SubjectClass | null;
    readonly purpose: PurposeId;
    readonly epoch: Epoch | null;
    readonly hasCase: boolean;
  }): DecisionTable {
    const { subjects, purpose, epoch, hasCase } = asked;
    const applying = this.rules.filter(
      (each) =>
        subjects !== null &&
        epoch !== null &&
        (each.rule.purposes === 'all' || each.rule.purposes.includes(purpose)) &&
        this.applies(each, subjects, epoch),
    );
    const derivations = this.derivations.filter(
      (each) =>
        subjects !== null && epoch !== null && isInForce(each, epoch) && each.rule.purposes.includes(purpose),
    );
    return new CompiledTable({
      policyVersion: this.version,
      purpose,
      hasCase,
      validUntil: epoch && Number.isFinite(epoch.to) ? new Date(epoch.to) : null,
      derivations: derivations.flatMap(({ rule }) => derivationsOf(rule)),
      index: this.index,
      parts: applying.flatMap(({ parts }) => parts),
    });
  }

  private applies(rule: CompiledRule, subjects: SubjectClass, epoch: Epoch): boolean {
    return isInForce(rule, epoch) && holdsFor(rule.subjects, subjects);
  }

  private mayDeclare(subjects: SubjectClass, purpose: PurposeId): boolean {
    const declarer = this.declarers.get(purpose);
    return declarer !== undefined && holdsFor(declarer, subjects);
  }
}

interface CompiledDerivation extends Interval {
  readonly rule: DerivationRule;
}

function derivationsOf({ id, output, inputs, legalBasis }: DerivationRule): readonly Derivation[] {
  return inputs.map((input) => ({ rule: id, input, output, legalBasis }));
}
