import { type GraphQLSchema, parse, validate } from 'graphql';
import type { PolicySet } from './compile-policy.ts';
import type { Scenario } from './language/parse-scenarios.ts';
import { type OperationUse, usesOfOperation } from './operation-uses.ts';
import type { DecisionTable, Denial, PurposeId, Subject } from './vocabulary.ts';

export interface ScenarioSetting {
  readonly policies: PolicySet;
  readonly schema: GraphQLSchema;
  readonly subjects: Readonly<Record<string, Subject>>;
  readonly today: Date;
}

/** What a scenario found that it does not expect, and the reverse, one sentence each; empty where it holds. */
export function runScenario(scenario: Scenario, setting: ScenarioSetting): readonly string[] {
  const subject = setting.subjects[scenario.subject];
  if (!subject) return [`there is no subject \`${scenario.subject}\``];
  const document = parse(scenario.operation);
  const errors = validate(setting.schema, document);
  if (errors.length > 0) return errors.map(({ message }) => `the operation is not valid: ${message}`);
  const at = scenario.on === null ? setting.today : new Date(`${scenario.on}T12:00:00+08:00`);
  const table = setting.policies.table(subject, scenario.purpose as PurposeId, at, scenario.hasCase);
  const uses = usesOfOperation({ schema: setting.schema, document, variables: scenario.variables });
  return [
    ...differences('is denied', scenario.expect.denied, deniedBy(table, uses)),
    ...differences('is masked', scenario.expect.masks, masksOf(table, uses)),
    ...differences('is filtered', scenario.expect.rows, rowsOf(table, uses)),
  ];
}

function deniedBy(table: DecisionTable, uses: readonly OperationUse[]): ReadonlyMap<string, string> {
  const denied = new Map<string, string>();
  for (const { coordinate, use } of uses) {
    const decision = table.decide(coordinate, use);
    const name = use === 'project' || use === 'invoke' ? coordinate : `${coordinate}:${use}`;
    if (decision.effect === 'deny') denied.set(name, reasonOf(decision));
  }
  return denied;
}

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
