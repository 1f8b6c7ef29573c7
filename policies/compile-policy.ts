import { createHash } from 'node:crypto';
import { regionPrefix } from '../identifiers/division.ts';
import type { Catalogue } from './catalogue.ts';
import { type ApplyingRule, combine } from './combine.ts';
import { explainDecision, type Explanation } from './explain.ts';
import type { PolicyDocument, Purpose, Rule } from './language/policy-document.ts';
import { fieldsOfRule } from './match-resources.ts';
import { isWellFormed, matchesSubject } from './subject-class.ts';
import {
  type Decision,
  type DecisionTable,
  type FieldCoordinate,
  type MaskKind,
  type PolicyVersion,
  type PurposeId,
  type RowFilter,
  type Subject,
  type Use,
  USES,
} from './vocabulary.ts';

/** Documents that `checkPolicies` found nothing wrong with, and what they were checked against. */
export interface PolicySource {
  readonly documents: readonly PolicyDocument[];
  readonly purposes: readonly Purpose[];
  readonly catalogue: Catalogue;
}

/** All policies of one version, ready to be asked. Immutable but for its cache of tables. */
export interface PolicySet {
  /** Over documents, purposes and catalogue: equal versions decide equally. */
  readonly version: PolicyVersion;
  readonly purposes: readonly Purpose[];
  /** The purposes that this subject may declare and under which some rule in force permits it anything, sorted. */
  purposesOf(subject: Subject, at: Date): readonly PurposeId[];
  /** All decisions for a subject under a purpose: all deny where it may not declare it, or is malformed. */
  table(subject: Subject, purpose: PurposeId, at: Date): DecisionTable;
  /** Why a use of a field is decided as it is, in words. */
  explain(question: Question): Explanation;
}

export interface Question {
  readonly subject: Subject;
  readonly purpose: PurposeId;
  readonly at: Date;
  readonly coordinate: FieldCoordinate;
  readonly use: Use;
}

/** A rule with the fields that it speaks of. */
export interface CompiledRule {
  readonly rule: Rule;
  readonly agency: string;
  readonly fields: ReadonlyMap<FieldCoordinate, MaskKind | null>;
  /** Milliseconds since the epoch, half open. */
  readonly from: number;
  readonly to: number;
}

/**
 * Compiles policies into tables, one for each subject class, purpose and interval between two validity boundaries,
 * made at first sight. A subject class is the vector of truth values of the rules' conditions on the subject; the
 * region of a row filter is a parameter of the table, not of the class.
 */
export function compilePolicies(source: PolicySource): PolicySet {
  return new CompiledPolicies(source);
}

/**
 * Uses through which a value could be found out although a mask hides it. A masking rule never permits them; a rule
 * of its own can, which is how somebody may look up a full number without being shown it.
 */
const USES_THAT_UNMASK: ReadonlySet<Use> = new Set([
  'filter-eq',
  'filter-range',
  'order',
  'group',
  'aggregate',
]);

class CompiledPolicies implements PolicySet {
  readonly version: PolicyVersion;
  readonly purposes: readonly Purpose[];
  readonly rules: readonly CompiledRule[];
  private readonly boundaries: readonly number[];
  private readonly tables = new Map<string, Map<string, DecisionTable>>();
  private readonly catalogue: Catalogue;

  constructor({ documents, purposes, catalogue }: PolicySource) {
    this.catalogue = catalogue;
    this.purposes = purposes;
    this.version = versionOf(documents, purposes, catalogue);
    this.rules = documents.flatMap((document) =>
      document.rules.map((rule) => ({
        rule,
        agency: document.agency,
        fields: fieldsOfRule(rule, document, catalogue),
        from: startOf(rule.validFrom) ?? -Infinity,
        to: startOf(rule.validTo) ?? Infinity,
      })),
    );
    const instants = this.rules.flatMap(({ from, to }) => [from, to]).filter(Number.isFinite);
    this.boundaries = [...new Set(instants)].toSorted((a, b) => a - b);
  }

  purposesOf(subject: Subject, at: Date): readonly PurposeId[] {
    const declarable = this.purposes.filter(({ id }) => this.mayDeclare(subject, id));
    if (declarable.length === 0) return [];
    const purposes = this.rules
      .filter(({ rule, from, to }) => rule.effect === 'permit' && isInForce(from, to, at))
      .filter(({ rule }) => matchesSubject(rule.subjects, subject))
      .flatMap(({ rule }) => (rule.purposes === 'all' ? [] : rule.purposes));
    return declarable
      .map(({ id }) => id)
      .filter((id) => purposes.includes(id))
      .toSorted();
  }

  table(subject: Subject, purpose: PurposeId, at: Date): DecisionTable {
    if (!this.mayDeclare(subject, purpose)) return new Table(this, purpose, at, [], '', this.boundaries);
    const subjectClass = this.rules.map(({ rule }) => (matchesSubject(rule.subjects, subject) ? '1' : '0'));
    const epoch = this.boundaries.filter((boundary) => boundary <= at.getTime()).length;
    const prefix = regionPrefix(subject.region);
    const byRegion = entryOf(this.tables, `${purpose} ${epoch} ${subjectClass.join('')}`);
    let table = byRegion.get(prefix);
    if (!table) {
      const applying = this.rules.filter(
        ({ rule, from, to }, index) =>
          subjectClass[index] === '1' && isInForce(from, to, at) && includesPurpose(rule, purpose),
      );
      table = new Table(this, purpose, at, applying, prefix, this.boundaries);
      byRegion.set(prefix, table);
    }
    return table;
  }

  explain(question: Question): Explanation {
    return explainDecision(question, {
      decision: this.table(question.subject, question.purpose, question.at).decide(
        question.coordinate,
        question.use,
      ),
      rules: this.rules,
      mayDeclare: this.mayDeclare(question.subject, question.purpose),
      entry: this.catalogue.get(question.coordinate) ?? null,
    });
  }

  private mayDeclare(subject: Subject, purpose: PurposeId): boolean {
    const declared = this.purposes.find(({ id }) => id === purpose);
    return declared !== undefined && isWellFormed(subject) && matchesSubject(declared.subjects, subject);
  }

  /** The fields of each type that the catalogue knows. */
  fieldsOf(type: string): readonly FieldCoordinate[] {
    return [...this.catalogue].filter(([, entry]) => entry.type === type).map(([coordinate]) => coordinate);
  }
}

class Table implements DecisionTable {
  readonly policyVersion: PolicyVersion;
  readonly purpose: PurposeId;
  readonly validUntil: Date | null;
  private readonly policies: CompiledPolicies;
  private readonly rules: readonly CompiledRule[];
  private readonly region: RowFilter;
  private readonly decided = new Map<string, Decision>();
  private readonly filtered = new Map<string, readonly RowFilter[]>();

  constructor(
    policies: CompiledPolicies,
    purpose: PurposeId,
    at: Date,
    rules: readonly CompiledRule[],
    prefix: string,
    boundaries: readonly number[],
  ) {
    this.policies = policies;
    this.policyVersion = policies.version;
    this.purpose = purpose;
    this.rules = rules;
    this.region = { kind: 'region', prefix };
    const next = boundaries.find((boundary) => boundary > at.getTime());
    this.validUntil = next === undefined ? null : new Date(next);
  }

  decide(coordinate: FieldCoordinate, use: Use): Decision {
    const key = `${coordinate} ${use}`;
    let decision = this.decided.get(key);
    if (!decision) {
      decision = combine(this.rules.flatMap((rule) => this.apply(rule, coordinate, use) ?? []));
      this.decided.set(key, decision);
    }
    return decision;
  }

  rowsOf(type: string): readonly RowFilter[] {
    let rows = this.filtered.get(type);
    if (!rows) {
      const decisions = this.policies
        .fieldsOf(type)
        .flatMap((coordinate) => USES.map((use) => this.decide(coordinate, use)));
      // WHY: a row is there or not, whichever of its fields is asked for; so one filter is everyone's.
      const isFiltered = decisions.some(
        (decision) => decision.effect === 'permit' && decision.rows.length > 0,
      );
      rows = isFiltered ? [this.region] : [];
      this.filtered.set(type, rows);
    }
    return rows;
  }

  private apply({ rule, fields }: CompiledRule, coordinate: FieldCoordinate, use: Use): ApplyingRule | null {
    const mask = fields.get(coordinate);
    if (mask === undefined || !(rule.uses === 'all' || rule.uses.includes(use))) return null;
    if (rule.effect === 'permit' && mask !== null && USES_THAT_UNMASK.has(use)) return null;
    return {
      id: rule.id,
      effect: rule.effect,
      legalBasis: rule.legalBasis,
      mask: use === 'project' ? mask : null,
      rows: rule.obligations.some((obligation) => 'rows' in obligation) ? [this.region] : [],
    };
  }
}

function entryOf<K, L, V>(map: Map<K, Map<L, V>>, key: K): Map<L, V> {
  let entry = map.get(key);
  if (!entry) {
    entry = new Map();
    map.set(key, entry);
  }
  return entry;
}

const isInForce = (from: number, to: number, at: Date): boolean => from <= at.getTime() && at.getTime() < to;

const includesPurpose = ({ purposes }: Rule, purpose: PurposeId): boolean =>
  purposes === 'all' || purposes.includes(purpose);

/** The first instant of a day in China Standard Time. */
function startOf(day: string | null): number | null {
  return day === null ? null : Date.parse(`${day}T00:00:00+08:00`);
}

function versionOf(
  documents: readonly PolicyDocument[],
  purposes: readonly Purpose[],
  catalogue: Catalogue,
): PolicyVersion {
  const sorted = {
    documents: documents.toSorted((a, b) => (a.agency < b.agency ? -1 : 1)),
    purposes: purposes.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    catalogue: [...catalogue].toSorted(([a], [b]) => (a < b ? -1 : 1)),
  };
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 32) as PolicyVersion;
}
