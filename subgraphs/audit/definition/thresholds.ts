import { regionPrefix } from '../../../identifiers/division.ts';
import { regionPrefixes } from '../../../identifiers/region-prefixes.ts';
import { isInForce } from '../rules/is-in-force.ts';
import type { NumberType } from '../rules/rule-type.ts';
import { wholeNumber } from '../rules/rule-value.ts';
import { PERIODS, UNITS } from '../rules/typed-expression.ts';
import type { ThresholdDefinition } from './audit-definition.ts';
import { auditInvalid } from './audit-invalid.ts';

/** The numbers that the law or a county sets. */
export interface Thresholds {
  readonly definitions: readonly ThresholdDefinition[];
  /** Null for a name that nothing has. */
  typeOf(name: string): NumberType | null;
  /**
   * The value for a division on a day, as a whole number of the threshold's scale: of those in force there, that of the
   * division with the longest prefix. Null where none is.
   */
  valueOf(name: string, division: string, day: string): bigint | null;
}

/**
 * Thresholds by name.
 * @throws SluiceError AUDIT_INVALID where two have one name
 */
export function thresholdsOf(definitions: readonly ThresholdDefinition[]): Thresholds {
  const named = new Map<string, ThresholdDefinition>();
  for (const definition of definitions) {
    if (named.has(definition.name))
      throw auditInvalid(`threshold ${definition.name}`, 'another has this name');
    named.set(definition.name, definition);
  }
  return {
    definitions,
    typeOf: (name) => {
      const definition = named.get(name);
      if (definition === undefined) return null;
      const { unit, per, scale } = definition;
      return {
        kind: 'number',
        unit: UNITS.find((each) => each === unit) ?? null,
        per: PERIODS.find((each) => each === per) ?? null,
        scale,
      };
    },
    valueOf: (name, division, day) => {
      const definition = named.get(name);
      const [nearest] = (definition?.values ?? [])
        .filter((value) => isInForce(value, day))
        .filter((value) => regionPrefixes(value.division).some((prefix) => division.startsWith(prefix)))
        .sort((one, other) => regionPrefix(other.division).length - regionPrefix(one.division).length);
      return nearest === undefined ? null : wholeNumber(nearest.value, definition?.scale ?? 0);
    },
  };
}
