import { type DocumentNode, type GraphQLSchema, parse, validate } from 'graphql';
import type { PolicySet } from './compile-policy.ts';
import type { Scenario } from './language/parse-scenarios.ts';
import { type OperationUse, usesOfOperation } from './operation-uses.ts';
import type { DecisionTable, Denial, Limit, PurposeId, RuleId, Subject } from './vocabulary.ts';

export interface ScenarioSetting {
  readonly policies: PolicySet;
  readonly schema: GraphQLSchema;
  readonly subjects: Readonly<Record<string, Subject>>;
  readonly today: Date;
}

/** What a scenario found that it does not expect, and the reverse, one sentence each; empty where it holds. */
export function runScenario(scenario: Scenario, setting: ScenarioSetting): readonly string[] {
  const asked = askedBy(scenario, setting);
  if (!('table' in asked)) return asked.wrong;
  const { table, uses } = asked;
  const { denied, masks, rows, limits, smallestGroup } = scenario.expect;
  return [
    ...differences('is denied', denied, deniedBy(table, uses)),
    ...differences('is masked', masks, masksOf(table, uses)),
    ...differences('is filtered', rows, rowsOf(table, uses)),
    ...(limits === null ? [] : differences('is limited', limits, limitsOf(table, uses))),
    ...(smallestGroup === null ? [] : groupDifferences(smallestGroup, smallestGroupOf(table, uses))),
  ];
}

/** The rules on which the decisions of a scenario rest, sorted; none where it can not be asked. */
export function decidingRules(scenario: Scenario, setting: ScenarioSetting): readonly RuleId[] {
  const asked = askedBy(scenario, setting);
  if (!('table' in asked)) return [];
  const rules = asked.uses.flatMap(({ coordinate, use }) => asked.table.decide(coordinate, use).rules);
  return [...new Set(rules)].toSorted();
}

interface Asked {
  readonly table: DecisionTable;
  readonly uses: readonly OperationUse[];
}

/** What a scenario asks and by which table it is decided, or why it can not be asked. */
function askedBy(
  scenario: Scenario,
  setting: ScenarioSetting,
): Asked | { readonly wrong: readonly string[] } {
  const { subject: named, operation, variables, purpose, on } = scenario;
  const subject = typeof named === 'string' ? setting.subjects[named] : named;
  if (!subject) return { wrong: [`there is no subject ${JSON.stringify(named)}`] };
  let document: DocumentNode;
  try {
    document = parse(operation);
  } catch (error) {
    return { wrong: [`the operation does not parse: ${error instanceof Error ? error.message : ''}`] };
  }
  const errors = validate(setting.schema, document);
  if (errors.length > 0)
    return { wrong: errors.map(({ message }) => `the operation is not valid: ${message}`) };
  const at = on === null ? setting.today : new Date(`${on}T12:00:00+08:00`);
  return {
    table: setting.policies.table(subject, purpose as PurposeId, at, scenario.hasCase),
    uses: usesOfOperation({ schema: setting.schema, document, variables }),
  };
}

function deniedBy(table: DecisionTable, uses: readonly OperationUse[]): ReadonlyMap<string, string> {
  const denied = new Map<string, string>();
  for (const { coordinate, use } of uses) {
    const decision = table.decide(coordinate, use);
    if (decision.effect === 'deny') denied.set(nameOf({ coordinate, use }), reasonOf(decision));
  }
  return denied;
}

const nameOf = ({ coordinate, use }: Pick<OperationUse, 'coordinate' | 'use'>): string =>
  use === 'project' || use === 'invoke' ? coordinate : `${coordinate}:${use}`;

function reasonOf({ rules, lacks }: Denial): string {
  if (rules.length > 0) return rules.join(', ');
  return lacks === 'case' ? 'needs a case' : 'nothing permits';
}

function masksOf(table: DecisionTable, uses: readonly OperationUse[]): ReadonlyMap<string, string> {
  const masks = new Map<string, string>();
  for (const { coordinate, use } of uses) {
    const decision = table.decide(coordinate, use);
    if (decision.effect === 'permit' && decision.mask !== null) masks.set(coordinate, decision.mask);
  }
  return masks;
}

function rowsOf(table: DecisionTable, uses: readonly OperationUse[]): ReadonlyMap<string, string> {
  const rows = new Map<string, string>();
  for (const { coordinate, use } of uses) {
    const decision = table.decide(coordinate, use);
    const type = coordinate.slice(0, coordinate.indexOf('.'));
    if (decision.effect === 'permit' && decision.rows.length > 0) rows.set(type, decision.rows.join(', '));
  }
  return rows;
}

function limitsOf(table: DecisionTable, uses: readonly OperationUse[]): ReadonlyMap<string, string> {
  const limits = new Map<string, string>();
  for (const { coordinate, use } of uses) {
    const decision = table.decide(coordinate, use);
    if (decision.effect === 'permit' && decision.limits.length > 0)
      limits.set(nameOf({ coordinate, use }), decision.limits.map(amountsOf).join('; '));
  }
  return limits;
}

function amountsOf({ exchanges, people }: Limit): string {
  const amounts = Object.entries({ exchanges, people }).filter(([, amount]) => amount !== null);
  return amounts.map(([name, amount]) => `${name} ${amount}`).join(', ');
}

/** Zero where nothing demands groups of any size. */
function smallestGroupOf(table: DecisionTable, uses: readonly OperationUse[]): number {
  const sizes = uses.map(({ coordinate, use }) => {
    const decision = table.decide(coordinate, use);
    return decision.effect === 'permit' ? (decision.smallestGroup ?? 0) : 0;
  });
  return Math.max(0, ...sizes);
}

const groupDifferences = (expected: number, found: number): readonly string[] =>
  expected === found ? [] : [`the smallest group: expected ${expected} people, found ${found}`];

function differences(
  what: string,
  expected: ReadonlyMap<string, string>,
  found: ReadonlyMap<string, string>,
): readonly string[] {
  const names = [...new Set([...expected.keys(), ...found.keys()])].toSorted();
  return names
    .filter((name) => expected.get(name) !== found.get(name))
    .map(
      (name) =>
        `\`${name}\` ${what}: expected ${expected.get(name) ?? 'not'}, found ${found.get(name) ?? 'not'}`,
    );
}
