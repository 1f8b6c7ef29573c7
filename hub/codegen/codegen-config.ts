import { Ajv, type JSONSchemaType } from 'ajv';
import { parse } from 'yaml';

/** A schema by its file, or by a loader of ours that makes one from the file. */
export type SchemaSource = string | Readonly<Record<string, SchemaLoaderOptions>>;

export interface SchemaLoaderOptions {
  /** A TypeScript file whose export `loadSchema` gets the file's text and these options. */
  readonly loader: string;
  readonly [option: string]: string;
}

/** One file to generate: the part of graphql-codegen's configuration that this house uses. */
export interface CodegenEntry {
  readonly schema: readonly SchemaSource[];
  /** Files with operations. */
  readonly documents?: readonly string[];
  /** By name, or by name with options of its own. */
  readonly plugins: readonly (string | Readonly<Record<string, Readonly<Record<string, unknown>>>>)[];
  readonly config?: Readonly<Record<string, unknown>>;
}

export interface CodegenConfig {
  /** For every entry; an entry's own `config` wins. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Path of the file to write, from the root → how. */
  readonly generates: Readonly<Record<string, CodegenEntry>>;
}

const strings = { type: 'array', items: { type: 'string' } } as const;
const loaderOptions = {
  type: 'object',
  required: ['loader'],
  additionalProperties: { type: 'string' },
  properties: { loader: { type: 'string' } },
} as const;
const entry = {
  type: 'object',
  required: ['schema', 'plugins'],
  additionalProperties: false,
  properties: {
    schema: {
      type: 'array',
      items: { anyOf: [{ type: 'string' }, { type: 'object', additionalProperties: loaderOptions }] },
    },
    documents: strings,
    plugins: {
      type: 'array',
      items: { anyOf: [{ type: 'string' }, { type: 'object', additionalProperties: { type: 'object' } }] },
    },
    config: { type: 'object' },
  },
} as const;
const configuration = {
  type: 'object',
  required: ['config', 'generates'],
  additionalProperties: false,
  properties: {
    config: { type: 'object' },
    generates: { type: 'object', additionalProperties: entry },
  },
} as const;

const isConfig = new Ajv({ allErrors: true }).compile<CodegenConfig>(
  configuration as unknown as JSONSchemaType<CodegenConfig>,
);

/**
 * Reads the text of `codegen.yml`.
 * @throws Error for anything that this house's generator would silently leave aside.
 */
export function readCodegenConfig(yaml: string): CodegenConfig {
  const config: unknown = parse(yaml);
  if (isConfig(config)) return config;
  const problems = (isConfig.errors ?? []).map(
    ({ instancePath, message }) => `${instancePath} ${message ?? ''}`,
  );
  throw new Error(`codegen.yml: ${problems.join('; ')}`);
}
