/**
 * What an author writes: an operation over the graph, and rules over its fields. The same shape comes from a YAML
 * file that ships and from the mutation `saveAudit`.
 */
export interface AuditDefinition {
  readonly name: string;
  readonly title: string;
  readonly titleChinese: string;
  readonly owner: string;
  /** The purpose under which the engine asks the hub. */
  readonly purpose: string;
  readonly parameters: readonly ParameterDefinition[];
  readonly operation: string;
  readonly rules: readonly RuleDefinition[];
}

/** A value that a run may be given. It is a variable of the operation, of the rules, or of both. */
export interface ParameterDefinition {
  readonly name: string;
  /** A nullable GraphQL scalar: `Month`, `Float`, `DivisionCode`, … */
  readonly type: string;
  readonly default: ParameterValue;
}

export type ParameterValue = string | number | boolean | null;

export interface RuleDefinition {
  readonly id: string;
  readonly version: number;
  readonly statute: string;
  readonly statement: string;
  readonly statementChinese: string;
  readonly nature: RuleNature;
  /** Who answers for it: an office, not a person. */
  readonly owner: string;
  /** The days between which it is law, the second left out; null while it is. */
  readonly validFrom: string;
  readonly validTo: string | null;
  /**
   * Dataset (`Type` of the graph) → how many hours its state may be old. Of an older one the rule says that it can not be
   * verified. Every type that the rule reads is named.
   */
  readonly maxAgeHours: Readonly<Record<string, number>>;
  /** From the population inwards; the rule is asked once for every combination. */
  readonly forEach: readonly BindingDefinition[];
  /** Further records, added up for each combination. */
  readonly collect: readonly CollectDefinition[];
  /** Named parts of the conditions, written out where they are named; none may need itself. */
  readonly define: readonly PartDefinition[];
  /** Path to the `Person` that the conclusion is about: `member.person`, `family.head`, or `person` itself. */
  readonly about: string;
  /** CEL over bindings, collections, parts, thresholds and parameters: true is a finding, unless an exemption holds. */
  readonly when: string;
  readonly exempt: readonly ExemptionDefinition[];
  /** Paths to keep as evidence beside those that the conditions read, as `binding.field`. */
  readonly evidence: readonly string[];
}

/**
 * What a finding of the rule proposes to a person. `ADVERSE`: somebody may be paid wrongly; `REVIEW`: only a look;
 * `WARNING`: a family may slip into hardship; `UNDER_ENTITLEMENT`: somebody may be wrongly not paid; `OFFICE`: about
 * the office that pays and not about who is paid.
 */
export const RULE_NATURES = ['ADVERSE', 'REVIEW', 'WARNING', 'UNDER_ENTITLEMENT', 'OFFICE'] as const;
export type RuleNature = (typeof RULE_NATURES)[number];

/** `path` begins with an earlier binding, or is `nodes` for the population itself; it ends at an object or a list. */
export interface BindingDefinition {
  readonly binding: string;
  readonly path: string;
}

/**
 * Records that are added up, or counted, for each combination of the rule's bindings: those of `forEach`, which begins
 * from a binding of the rule, for which `where` is true. Undecided where one of them is not known or `where` or the
 * value is undecided for one; of no records the sum and the count are 0, least and greatest undecided.
 */
export interface CollectDefinition {
  readonly name: string;
  readonly forEach: readonly BindingDefinition[];
  readonly where: string | null;
  readonly take: 'count' | 'sum' | 'min' | 'max';
  /** What is taken, in CEL over the bindings; null counts combinations. With `count`, each different value once. */
  readonly of: string | null;
}

/** A part of a condition under a name of its own: an expression, or a decision table whose first fitting row decides. */
export interface PartDefinition {
  readonly name: string;
  readonly expression: string | null;
  readonly table: DecisionTableDefinition | null;
}

/**
 * Each row has a cell for each input: `-` fits always, a literal or a list fits by equality, `>= 60` and the like by
 * comparison, in CEL notation. `otherwise` holds where no row fits.
 */
export interface DecisionTableDefinition {
  readonly inputs: readonly string[];
  readonly rows: readonly { readonly cells: readonly string[]; readonly then: string }[];
  readonly otherwise: string;
}

export interface ExemptionDefinition {
  readonly id: string;
  readonly statute: string;
  readonly statement: string;
  readonly statementChinese: string;
  readonly when: string;
}

/**
 * A number that the law or a county sets, each value for a division (and what lies below it) and a time. The longest
 * code wins. Kept in `audits/thresholds/`, never in a rule.
 */
export interface ThresholdDefinition {
  readonly name: string;
  readonly title: string;
  readonly titleChinese: string;
  readonly unit: string;
  readonly per: string | null;
  readonly scale: number;
  readonly values: readonly {
    readonly division: string;
    readonly validFrom: string;
    readonly validTo: string | null;
    /** In the unit, with its decimals: text, so that nothing is rounded. */
    readonly value: string;
    readonly statute: string;
  }[];
}
