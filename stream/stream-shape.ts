const text = { type: 'string', minLength: 1 } as const;

/** The JSON schema of `StreamConfiguration`, for the strict parsers of configuration files. */
export const streamShape = {
  oneOf: [
    {
      type: 'object',
      additionalProperties: false,
      required: ['kind', 'host', 'port', 'database', 'user', 'passwordFile'],
      properties: {
        kind: { const: 'postgres' },
        host: text,
        port: { type: 'integer', minimum: 1, maximum: 65_535 },
        database: text,
        user: text,
        passwordFile: text,
      },
    },
    {
      type: 'object',
      additionalProperties: false,
      required: ['kind', 'server'],
      properties: { kind: { const: 'jetstream' }, server: text, user: text, passwordFile: text },
    },
  ],
} as const;
