import { SluiceError } from '../../../errors/sluice-error.ts';
import type { ParameterDefinition, ParameterValue } from './audit-definition.ts';
import { auditInvalid } from './audit-invalid.ts';
import { ruleValueOf, ValueUnknown } from '../rules/rule-language.ts';

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

/**
 * Checks what an author declares.
 * @throws SluiceError AUDIT_INVALID
 */
export function checkParameters(parameters: readonly ParameterDefinition[]): void {
  const names = new Set<string>();
  for (const parameter of parameters) {
    const part = `parameter ${parameter.name}`;
    if (!/^[a-z][A-Za-z0-9]*$/u.test(parameter.name)) throw auditInvalid(part, 'the name must be camelCase');
    if (names.has(parameter.name) || parameter.name === 'first' || parameter.name === 'after')
      throw auditInvalid(part, 'the name is taken');
    names.add(parameter.name);
    if (!PARAMETER_TYPES.has(parameter.type))
      throw auditInvalid(part, `\`${parameter.type}\` is not the type of a parameter`);
    if (!hasType(parameter, parameter.default))
      throw auditInvalid(part, `the default is not a \`${parameter.type}\``);
  }
}

/**
 * The values of one run: those given, else the defaults.
 * @throws SluiceError AUDIT_PARAMETER_INVALID for an unknown or mistyped one
 */
export function parameterValues(
  parameters: readonly ParameterDefinition[],
  given: ReadonlyMap<string, ParameterValue>,
): ReadonlyMap<string, ParameterValue> {
  for (const name of given.keys()) {
    if (!parameters.some((parameter) => parameter.name === name))
      throw new SluiceError('AUDIT_PARAMETER_INVALID', {
        parameter: name,
        reason: 'the audit has no such parameter',
      });
  }
  return new Map(
    parameters.map((parameter) => {
      const value = given.get(parameter.name) ?? parameter.default;
      if (!hasType(parameter, value))
        throw new SluiceError('AUDIT_PARAMETER_INVALID', { parameter: parameter.name, type: parameter.type });
      return [parameter.name, value];
    }),
  );
}

/** The values as rules see them; one without a value is absent, so that what needs it can not be told. */
export function ruleParameters(
  parameters: readonly ParameterDefinition[],
  values: ReadonlyMap<string, ParameterValue>,
): Readonly<Record<string, unknown>> {
  const result: Record<string, unknown> = {};
  for (const { name, type } of parameters) {
    const value = ruleValueOf(type, values.get(name));
    if (value !== undefined) result[name] = value;
  }
  return result;
}

function hasType(parameter: ParameterDefinition, value: ParameterValue): boolean {
  try {
    ruleValueOf(parameter.type, value);
    return true;
  } catch (error) {
    if (error instanceof ValueUnknown) return false;
    throw error;
  }
}
