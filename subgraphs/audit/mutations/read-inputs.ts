import { SluiceError } from '../../../errors/sluice-error.ts';
import type { SubgraphContext } from '../../kit/subgraph-context.ts';
import type { ParameterValue } from '../definition/audit-definition.ts';
import { parameterInvalid } from '../definition/parameter-invalid.ts';
import type { Requester } from '../run/audit-engine.ts';
import type { ActingOfficial } from '../store/saved-audit-store.ts';
import type { RunMode } from '../store/stored-run.ts';

/** Arguments of a mutation, checked against the schema. */
export type Arguments = Readonly<Record<string, unknown>>;

/** Who asks, and in which exchange. */
export function requesterOf({ grant, exchangeId }: SubgraphContext): Requester {
  const { subject, policyVersion } = grant;
  const { application, official } = subject;
  return { application, official, subject, exchangeId, policyVersion };
}

/**
 * The official who asks: what a person has to answer for, an application can not do by itself.
 * @throws SluiceError AUDIT_OFFICIAL_REQUIRED
 */
export function actingOfficialOf({ grant }: SubgraphContext): ActingOfficial {
  const { application, official } = grant.subject;
  if (official === null) throw new SluiceError('AUDIT_OFFICIAL_REQUIRED');
  return { application, official };
}

/**
 * A moment that has passed, in UTC to the millisecond; null where none is given.
 * @throws SluiceError AUDIT_PARAMETER_INVALID
 */
export function pastInstantOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  const instant = new Date(textOf(value));
  if (!(instant.getTime() <= Date.now())) throw parameterInvalid('asOf', 'not a moment that has passed');
  return instant.toISOString();
}

/** How a run goes about it, as the enum says. */
export function modeOf(value: unknown, usual: RunMode): Exclude<RunMode, 'SUPERVISION'> {
  const mode = value ?? usual;
  if (mode === 'CASES' || mode === 'SWEEP') return mode;
  throw parameterInvalid('mode', 'no run is asked for in this mode');
}

/** An author's input as a definition: absent lists left out, defaults parsed, the owner being who saves. */
export function definitionOf(input: unknown, context: SubgraphContext): unknown {
  const { parameters, rules, ...rest } = input as Arguments & {
    readonly parameters?: readonly Arguments[] | null;
    readonly rules: readonly Arguments[];
  };
  return {
    ...rest,
    owner: context.grant.subject.application,
    parameters: (parameters ?? []).map(({ defaultValue, ...parameter }) => ({
      ...parameter,
      default: parseValue(textOf(parameter['name']), defaultValue),
    })),
    rules: rules.map(({ maxAgeHours, ...rule }) => ({
      ...withoutNulls(rule),
      maxAgeHours: Object.fromEntries(
        (maxAgeHours as readonly Arguments[]).map(({ type, hours }) => [textOf(type), hours]),
      ),
    })),
  };
}

/** What was left out takes the default of a definition. */
function withoutNulls(input: Arguments): Arguments {
  return Object.fromEntries(
    Object.entries(input).filter(([, value]) => value !== null && value !== undefined),
  );
}

/** Values for parameters, by name. */
export function givenValues(given: unknown): ReadonlyMap<string, ParameterValue> {
  return new Map(
    ((given ?? []) as readonly Arguments[]).map(({ name, value }) => [
      textOf(name),
      parseValue(textOf(name), value),
    ]),
  );
}

function parseValue(parameter: string, text: unknown): ParameterValue {
  try {
    const value: unknown = JSON.parse(textOf(text));
    if (value === null || ['string', 'number', 'boolean'].includes(typeof value))
      return value as ParameterValue;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw parameterInvalid(parameter, 'the value is not the JSON text of a scalar');
}

/**
 * Why somebody does what others will ask about.
 * @throws SluiceError AUDIT_PARAMETER_INVALID where it is empty
 */
export function reasonOf(args: Arguments): string {
  const reason = textOf(args['reason']).trim();
  if (reason === '') throw parameterInvalid('reason', 'it is empty');
  return reason;
}

/** A required text of the schema. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
