import type { ParameterDefinition, RuleDefinition } from '../definition/audit-definition.ts';
import { auditInvalid } from '../definition/audit-invalid.ts';
import { nameRegardlessOfCase } from '../definition/name-regardless-of-case.ts';
import { AS_OF } from '../definition/parameter-values.ts';
import type { BindingStep } from './binding-step.ts';
import { compileCollection, type RuleCollection } from './collection.ts';
import { tableRows } from './decision-table.ts';
import type { FieldScope } from './forbidden-fields.ts';
import { refusalAt, type ExpressionSource } from './parse-expression.ts';
import { BOOL, DAY, typeOfParameter } from './rule-type.ts';
import { typeCondition, typeExpression } from './type-expression.ts';
import { branches, type Operand } from './type-operators.ts';
import type { RuleType, TypedExpression } from './typed-expression.ts';
import type { Place, TypingScope } from './typing-scope.ts';

type Part = RuleDefinition['define'][number];

/**
 * The names of a rule. Each gets its meaning when it is first named: a part is written out where it stands, so it sees the
 * records that are bound there. What needs itself is refused with the whole circle.
 */
export class RuleNames {
  readonly scope: TypingScope & Pick<FieldScope, 'statutes'>;
  private readonly rule: RuleDefinition;
  private readonly steps: readonly BindingStep[];
  private readonly parameters: ReadonlyMap<string, RuleType>;
  /** Parts by the bindings over which they were written out. */
  private readonly written = new Map<TypingScope['bindings'], Map<string, TypedExpression>>();
  private readonly collections = new Map<string, RuleCollection>();
  private readonly going: string[] = [];
  private readonly used = new Set<string>();

  /** @throws SluiceError AUDIT_INVALID for a name that is given twice */
  constructor(
    rule: RuleDefinition,
    parameters: readonly ParameterDefinition[],
    steps: readonly BindingStep[],
    base: Pick<TypingScope, 'graph' | 'thresholds'>,
  ) {
    checkDistinct(rule, parameters, `rule ${rule.id}`);
    this.rule = rule;
    this.steps = steps;
    this.parameters = new Map<string, RuleType>([
      ...parameters.map(({ name, type }) => [name, typeOfParameter(type)] as const),
      [AS_OF, DAY],
    ]);
    this.scope = {
      ...base,
      bindings: new Map(steps.map(({ binding, object }) => [binding, object])),
      names: [...this.parameters.keys(), ...[...rule.define, ...rule.collect].map(({ name }) => name)],
      named: (name, asking, place) => this.meaningOf(name, asking, place),
      places: new WeakMap<TypedExpression, Place>(),
      statutes: [rule.statute, ...rule.exempt.map(({ statute }) => statute)],
    };
  }

  /** A collection that some expression has named. */
  collection(name: string): RuleCollection {
    const known = this.collections.get(name);
    if (known === undefined) throw new Error(`no expression names the collection ${name}`);
    return known;
  }

  /**
   * Refuses what was written and that nothing names.
   * @throws SluiceError AUDIT_INVALID
   */
  checkAllUsed(): void {
    const idle = [...this.rule.define, ...this.rule.collect].find(({ name }) => !this.used.has(name));
    if (idle !== undefined)
      throw auditInvalid(`rule ${this.rule.id}`, `\`${idle.name}\` is defined, and nothing asks for it`);
  }

  private meaningOf(name: string, asking: TypingScope, place: Place): TypedExpression | null {
    const type = this.parameters.get(name);
    if (type !== undefined) return { op: 'parameter', type, name };
    const part = this.rule.define.find((each) => each.name === name);
    if (part !== undefined) return this.partOver(part, asking, place);
    const collect = this.rule.collect.find((each) => each.name === name);
    if (collect === undefined) return null;
    const where = `rule ${this.rule.id} collect ${name}`;
    const known =
      this.collections.get(name) ??
      this.once(name, place, () => compileCollection(collect, this.steps, this.scope, where));
    this.collections.set(name, known);
    return { op: 'collected', type: known.type, name };
  }

  private partOver(part: Part, asking: TypingScope, place: Place): TypedExpression {
    const here = this.written.get(asking.bindings) ?? new Map<string, TypedExpression>();
    this.written.set(asking.bindings, here);
    const known =
      here.get(part.name) ??
      this.once(part.name, place, () => typePart(part, asking, `rule ${this.rule.id}`));
    here.set(part.name, known);
    return known;
  }

  private once<T>(name: string, { source, offset }: Place, work: () => T): T {
    if (this.going.includes(name)) {
      const circle = [...this.going.slice(this.going.indexOf(name)), name].join(' → ');
      throw refusalAt(source, offset, `\`${name}\` needs itself: ${circle}`);
    }
    this.going.push(name);
    const result = work();
    this.going.pop();
    this.used.add(name);
    return result;
  }
}

function typePart({ name, expression, table }: Part, scope: TypingScope, rule: string): TypedExpression {
  const part = `${rule} define ${name}`;
  if (table === null && expression !== null) return typeExpression({ text: expression, part }, scope);
  if (table === null || expression !== null)
    throw refusalAt({ text: '', part }, 0, 'a part is either an expression or a table');
  const outcomeOf = (source: ExpressionSource): Operand => ({
    expression: typeExpression(source, scope),
    source,
    node: { start: 0, end: source.text.length },
  });
  const otherwise = outcomeOf({ part: `${part} otherwise`, text: table.otherwise });
  return tableRows(table, part).reduceRight<Operand>((below, { fits, then }) => {
    const outcome = outcomeOf(then);
    return { ...outcome, expression: branches(allOf(fits, scope), outcome, below) };
  }, otherwise).expression;
}

function allOf(conditions: readonly ExpressionSource[], scope: TypingScope): TypedExpression {
  const [first = ALWAYS, ...further] = conditions.map((each) => typeCondition(each, scope));
  return further.reduce((left, right) => ({ op: 'and', type: BOOL, left, right }), first);
}

const ALWAYS: TypedExpression = { op: 'literal', type: BOOL, value: true };

/** Names that every rule has. */
const RESERVED = ['thresholds', AS_OF, 'nodes'];

function checkDistinct(rule: RuleDefinition, parameters: readonly ParameterDefinition[], part: string): void {
  const names = new Set([...RESERVED, ...parameters.map(({ name }) => name)].map(nameRegardlessOfCase));
  const checkFree = (name: string): void => {
    if (names.has(nameRegardlessOfCase(name))) throw auditInvalid(part, `the name \`${name}\` is taken`);
  };
  for (const name of [
    ...rule.forEach.map(({ binding }) => binding),
    ...[...rule.collect, ...rule.define].map((each) => each.name),
  ]) {
    checkFree(name);
    names.add(nameRegardlessOfCase(name));
  }
  for (const { binding } of rule.collect.flatMap(({ forEach }) => forEach)) checkFree(binding);
}
