import { createHash } from 'node:crypto';
import type { Catalogue } from './catalogue.ts';
import { type ApplyingRule, combine, distinctConditions } from './combine.ts';
import { explainDecision, type Explanation } from './explain.ts';
import type { DerivationRule, PolicyDocument, Purpose, Rule } from './language/policy-document.ts';
import { fieldsOfRule } from './match-resources.ts';
import { isWellFormed, matchesSubject } from './subject-class.ts';
import {
  type Decision,
  type DecisionTable,
  type Derivation,
  type FieldCoordinate,
  type Limit,
  type MaskKind,
  type PolicyVersion,
  type PurposeId,
  type RowCondition,
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
  /**
   * All decisions for a subject under a purpose: all deny where it may not declare it, or is malformed.
   * @param hasCase whether the exchange is under a case that was checked
   */
  table(subject: Subject, purpose: PurposeId, at: Date, hasCase: boolean): DecisionTable;
  /** Why a use of a field is decided as it is, in words. */
  explain(question: Question): Explanation;
}

export interface Question {
  readonly subject: Subject;
  readonly purpose: PurposeId;
  readonly at: Date;
  readonly coordinate: FieldCoordinate;
  readonly use: Use;
  readonly hasCase: boolean;
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
 * made at first sight. A subject class is the vector of truth values of the rules' conditions on the subject; region,
 * organisation, case and consent are parameters of an exchange (`bind-rows.ts`), so that no county has tables of its own.
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
  readonly derivations: readonly CompiledDerivation[];
  private readonly boundaries: readonly number[];
  private readonly tables = new Map<string, DecisionTable>();
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
        ...interval(rule),
      })),
    );
    this.derivations = documents.flatMap(({ derivations }) =>
      derivations.map((rule) => ({ rule, ...interval(rule) })),
    );
    const instants = [...this.rules, ...this.derivations]
      .flatMap(({ from, to }) => [from, to])
      .filter(Number.isFinite);
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

  table(subject: Subject, purpose: PurposeId, at: Date, hasCase: boolean): DecisionTable {
    const isDeclarable = this.mayDeclare(subject, purpose);
    const subjectClass = isDeclarable
      ? this.rules.map(({ rule }) => (matchesSubject(rule.subjects, subject) ? '1' : '0')).join('')
      : 'nobody';
    const epoch = this.boundaries.filter((boundary) => boundary <= at.getTime()).length;
    const key = `${purpose} ${epoch} ${hasCase ? 'case' : 'plain'} ${subjectClass}`;
    let table = this.tables.get(key);
    if (!table) {
      const rules = this.rules.filter(
        ({ rule, from, to }, index) =>
          subjectClass[index] === '1' && isInForce(from, to, at) && includesPurpose(rule, purpose),
      );
      const derivations = this.derivations.filter(
        ({ rule, from, to }) => isDeclarable && isInForce(from, to, at) && rule.purposes.includes(purpose),
      );
      const next = this.boundaries[epoch];
      table = new Table(this, {
        purpose,
        hasCase,
        rules: isDeclarable ? rules : [],
        derivations: derivations.flatMap(({ rule }) => derivationsOf(rule)),
        validUntil: next === undefined ? null : new Date(next),
      });
      this.tables.set(key, table);
    }
    return table;
  }

  explain(question: Question): Explanation {
    return explainDecision(question, {
      decision: this.table(question.subject, question.purpose, question.at, question.hasCase).decide(
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

interface CompiledDerivation {
  readonly rule: DerivationRule;
  readonly from: number;
  readonly to: number;
}

/** What a table is made of: the rules that apply to its subjects under its purpose in its interval. */
interface TableParts {
  readonly purpose: PurposeId;
  readonly hasCase: boolean;
  readonly rules: readonly CompiledRule[];
  readonly derivations: readonly Derivation[];
  readonly validUntil: Date | null;
}

class Table implements DecisionTable {
  readonly policyVersion: PolicyVersion;
  readonly purpose: PurposeId;
  readonly hasCase: boolean;
  readonly validUntil: Date | null;
  readonly derivations: readonly Derivation[];
  private readonly policies: CompiledPolicies;
  private readonly rules: readonly CompiledRule[];
  private readonly decided = new Map<string, Decision>();
  private readonly filtered = new Map<string, readonly RowCondition[]>();

  constructor(policies: CompiledPolicies, parts: TableParts) {
    this.policies = policies;
    this.policyVersion = policies.version;
    this.purpose = parts.purpose;
    this.hasCase = parts.hasCase;
    this.rules = parts.rules;
    this.derivations = parts.derivations;
    this.validUntil = parts.validUntil;
  }

  decide(coordinate: FieldCoordinate, use: Use): Decision {
    const key = `${coordinate} ${use}`;
    let decision = this.decided.get(key);
    if (!decision) {
      const applying = this.rules.flatMap((rule) => this.apply(rule, coordinate, use) ?? []);
      decision = combine(applying, this.hasCase);
      this.decided.set(key, decision);
    }
    return decision;
  }

  rowsOf(type: string): readonly RowCondition[] {
    let rows = this.filtered.get(type);
    if (!rows) {
      const decisions = this.policies
        .fieldsOf(type)
        .flatMap((coordinate) => USES.map((use) => this.decide(coordinate, use)));
      // WHY: a row is there or not, whichever of its fields is asked for; so one filter is everyone's.
      rows = distinctConditions(
        decisions.flatMap((decision) => (decision.effect === 'permit' ? decision.rows : [])),
      );
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
      needsCase: rule.needsCase,
      mask: use === 'project' ? mask : null,
      ...obligationsOf(rule),
    };
  }
}

/** What a rule demands of every use of its fields, masks apart. */
function obligationsOf(rule: Rule): Pick<ApplyingRule, 'rows' | 'limit' | 'smallestGroup'> {
  const rows = rule.obligations.flatMap((each): readonly RowCondition[] =>
    'rows' in each ? [each.rows] : [],
  );
  const groups = rule.obligations.flatMap((each) => ('smallestGroup' in each ? [each.smallestGroup] : []));
  return {
    rows: distinctConditions(rule.needsCase ? ['case', ...rows] : rows),
    limit: limitOf(rule),
    smallestGroup: groups.length === 0 ? null : Math.max(...groups),
  };
}

function limitOf({ id, obligations }: Rule): Limit | null {
  const perDay = obligations.flatMap((each) => ('perDay' in each ? [each.perDay] : []));
  if (perDay.length === 0) return null;
  const least = (amounts: readonly (number | undefined)[]): number | null => {
    const given = amounts.filter((amount) => amount !== undefined);
    return given.length === 0 ? null : Math.min(...given);
  };
  return {
    rule: id,
    exchanges: least(perDay.map(({ exchanges }) => exchanges)),
    people: least(perDay.map(({ people }) => people)),
  };
}

function derivationsOf({ id, output, inputs, legalBasis }: DerivationRule): readonly Derivation[] {
  return inputs.map((input) => ({ rule: id, input, output, legalBasis }));
}

const interval = (rule: Pick<Rule, 'validFrom' | 'validTo'>) => ({
  from: startOf(rule.validFrom) ?? -Infinity,
  to: startOf(rule.validTo) ?? Infinity,
});

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
