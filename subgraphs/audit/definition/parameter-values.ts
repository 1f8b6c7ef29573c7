import { didYouMean } from '../../../policies/language/nearest-name.ts';
import type { ParameterDefinition, ParameterValue } from './audit-definition.ts';
import { auditInvalid } from './audit-invalid.ts';
import { nameRegardlessOfCase } from './name-regardless-of-case.ts';
import { parameterInvalid } from './parameter-invalid.ts';
import { DAY, typeOfParameter } from '../rules/rule-type.ts';
import { ruleValueOf } from '../rules/rule-value.ts';
import type { Scalar } from '../rules/typed-expression.ts';

/** The types that a parameter may have: nullable GraphQL scalars. */
const PARAMETER_TYPES = new Set([
  'Boolean',
  'Int',
  'Float',
  'String',
  'ID',
  'Date',
  'Month',
  'Fen',
  'DivisionCode',
]);

/** The day for which a run asks its rules. Every run has it, and no audit declares it. */
export const AS_OF = 'asOf';

/**
 * Checks what an author declares.
 * @throws SluiceError AUDIT_INVALID
 */
export function checkParameters(parameters: readonly ParameterDefinition[]): void {
  const names = new Set(['first', 'after', AS_OF].map(nameRegardlessOfCase));
  for (const parameter of parameters) {
    const part = `parameter ${parameter.name}`;
    if (!/^[a-z][A-Za-z0-9]*$/u.test(parameter.name)) throw auditInvalid(part, 'the name must be camelCase');
    if (names.has(nameRegardlessOfCase(parameter.name)))
      throw auditInvalid(part, 'the name is taken, in these letters or in others of another case');
    names.add(nameRegardlessOfCase(parameter.name));
    if (!PARAMETER_TYPES.has(parameter.type))
      throw auditInvalid(
        part,
        `\`${parameter.type}\` is not the type of a parameter${didYouMean(parameter.type, PARAMETER_TYPES)}; it is one of ${[...PARAMETER_TYPES].join(', ')}`,
      );
    if (!hasType(parameter, parameter.default))
      throw auditInvalid(part, `the default is not a \`${parameter.type}\``);
  }
}

/**
 * The values of one run: those given, else the defaults. `asOf` is null unless it is given.
 * @throws SluiceError AUDIT_PARAMETER_INVALID for an unknown or mistyped one
 */
export function parameterValues(
  parameters: readonly ParameterDefinition[],
  given: ReadonlyMap<string, ParameterValue>,
): ReadonlyMap<string, ParameterValue> {
  const all = withAsOf(parameters);
  for (const name of given.keys()) {
    if (!all.some((parameter) => parameter.name === name))
      throw parameterInvalid(
        name,
        `the audit has no such parameter${didYouMean(
          name,
          all.map((known) => known.name),
        )}; it has ${all.map((known) => known.name).join(', ')}`,
      );
  }
  return new Map(
    all.map((parameter) => {
      const value = given.get(parameter.name) ?? parameter.default;
      if (!hasType(parameter, value))
        throw parameterInvalid(parameter.name, `the value is no ${parameter.type}`);
      return [parameter.name, value];
    }),
  );
}

/** The parameters of an audit and the one that every run has. */
export function withAsOf(parameters: readonly ParameterDefinition[]): readonly ParameterDefinition[] {
  return [...parameters, { name: AS_OF, type: 'Date', default: null }];
}

/** The values as rules see them; null where one has none, so that what needs it can not be told. */
export function ruleParameters(
  parameters: readonly ParameterDefinition[],
  values: ReadonlyMap<string, ParameterValue>,
): ReadonlyMap<string, Scalar | null> {
  return new Map(
    withAsOf(parameters).map(({ name, type }) => [
      name,
      ruleValueOf(name === AS_OF ? DAY : typeOfParameter(type), values.get(name)),
    ]),
  );
}

function hasType({ type }: ParameterDefinition, value: ParameterValue): boolean {
  return value === null || ruleValueOf(typeOfParameter(type), value) !== null;
}
