import { Ajv, type JSONSchemaType, type ValidateFunction } from 'ajv';

export class InvalidConfiguration extends Error {
  override readonly name = 'InvalidConfiguration';
}

export const text = { type: 'string', minLength: 1 } as const;
export const count = { type: 'integer', minimum: 1 } as const;
/** 0 for any that is free. */
export const portToListen = { type: 'integer', minimum: 0, maximum: 65_535 } as const;
export const portOfServer = { type: 'integer', minimum: 1, maximum: 65_535 } as const;

type Properties = Readonly<Record<string, object>>;

/** The JSON schema of an object with all of these keys, perhaps some of the optional ones, and no others. */
export function strictObject(properties: Properties, optional: Properties = {}) {
  return {
    type: 'object',
    additionalProperties: false,
    required: Object.keys(properties),
    properties: { ...properties, ...optional },
  } as const;
}

/** The check of a strict object. `Shape` is the caller's promise of what the properties say. */
export function strictShape<Shape>(
  properties: Properties,
  optional: Properties = {},
): ValidateFunction<Shape> {
  const schema = strictObject(properties, optional) as unknown as JSONSchemaType<Shape>;
  return new Ajv({ allErrors: true, strict: false }).compile<Shape>(schema);
}

/**
 * The value, where it has the shape.
 * @param whole what it is called in a complaint about no key in particular
 * @throws InvalidConfiguration that names every key at fault
 */
export function readStrictly<Shape>(isShape: ValidateFunction<Shape>, value: unknown, whole: string): Shape {
  if (isShape(value)) return value;
  const problems = (isShape.errors ?? []).map(({ instancePath, message, params }) => {
    const { additionalProperty: unknown, allowedValues: known } = params as {
      readonly additionalProperty?: string;
      readonly allowedValues?: readonly unknown[];
    };
    const where = instancePath.slice(1).replaceAll('/', '.');
    if (unknown !== undefined) return `\`${where ? `${where}.` : ''}${unknown}\` is not a known key`;
    const wrong = known === undefined ? (message ?? 'is wrong') : `must be one of ${known.join(', ')}`;
    return `\`${where || whole}\` ${wrong}`;
  });
  throw new InvalidConfiguration(`the configuration is not valid: ${problems.join('; ')}`);
}
