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
  /** From the population inwards; the rule is asked once for every combination. */
  readonly forEach: readonly BindingDefinition[];
  /** The binding whose `person` the conclusion is about. */
  readonly about: string;
  /** CEL over bindings and parameters: true is a finding, unless an exemption holds. */
  readonly when: string;
  readonly exempt: readonly ExemptionDefinition[];
  /** Paths to keep as evidence beside those that the conditions read, as `binding.field`. */
  readonly evidence: readonly string[];
}

/** `path` begins with an earlier binding, or is `nodes` for the population itself; it ends at an object or a list. */
export interface BindingDefinition {
  readonly binding: string;
  readonly path: string;
}

export interface ExemptionDefinition {
  readonly id: string;
  readonly statute: string;
  readonly statement: string;
  readonly statementChinese: string;
  readonly when: string;
}
