import { createRequire } from 'node:module';
import type { applyMiddleware as ApplyMiddleware, IMiddlewareTypeMap } from 'graphql-middleware';
import type { rule as Rule, shield as Shield } from 'graphql-shield';
import type { GraphQLResolveInfo, GraphQLSchema } from 'graphql';
import { SluiceError } from '../../errors/sluice-error.ts';
import type { GrantedUses } from './granted-uses.ts';
import type { SubgraphContext } from './subgraph-context.ts';

// WHY: graphql-shield's ESM build imports a function that Node 24 no longer has, and its CommonJS build needs the
// CommonJS build of graphql-middleware; both must therefore come by `require`.
const require = createRequire(import.meta.url);
const { shield, rule } = require('graphql-shield') as { shield: typeof Shield; rule: typeof Rule };
const { applyMiddleware } = require('graphql-middleware') as { applyMiddleware: typeof ApplyMiddleware };

type Arguments = Readonly<Record<string, unknown>>;

/**
 * The schema with the grant checked once more where every operation begins: at the root fields and `_entities`.
 * Below them shield would run for every value of every field, at ten times the cost and to no end.
 */
export function guardSchema(schema: GraphQLSchema, audience: string, uses: GrantedUses): GraphQLSchema {
  const isGranted = rule({ cache: 'no_cache' })(
    (_parent: unknown, args: Arguments, context: SubgraphContext, info: GraphQLResolveInfo) =>
      refusalAtRoot(args, context, info, audience, uses) ?? true,
  );
  const roots = ['Query', 'Mutation'].filter((name) => schema.getType(name));
  const guard = shield(Object.fromEntries(roots.map((name) => [name, { '*': isGranted }])), {
    allowExternalErrors: true,
    fallbackError: new SluiceError('GRANT_INVALID'),
  });
  const everywhere = guard.generate(schema) as IMiddlewareTypeMap;
  const atRoots = Object.fromEntries(roots.map((name) => [name, everywhere[name] ?? {}]));
  return applyMiddleware(schema, atRoots);
}

function refusalAtRoot(
  args: Arguments,
  { grant }: SubgraphContext,
  info: GraphQLResolveInfo,
  audience: string,
  uses: GrantedUses,
): SluiceError | null {
  if (grant.audience !== audience) return new SluiceError('GRANT_AUDIENCE');
  if (grant.expiresAt * 1_000 <= Date.now()) return new SluiceError('GRANT_EXPIRED');
  const { fieldName, parentType } = info;
  if (fieldName === '_service') return null;
  if (fieldName === '_entities') {
    const type = typesOf(args['representations']).find((each) => !uses.permitsType(grant, each));
    return type === undefined ? null : new SluiceError('GRANT_EXCEEDED', { type });
  }
  const use = parentType.name === 'Mutation' ? 'invoke' : 'project';
  const coordinate = `${parentType.name}.${fieldName}`;
  return uses.permits(grant, coordinate, use)
    ? null
    : new SluiceError('GRANT_EXCEEDED', { field: coordinate, use });
}

function typesOf(representations: unknown): readonly string[] {
  const types = new Set<string>();
  for (const each of Array.isArray(representations) ? (representations as readonly unknown[]) : [])
    types.add(String((each as { readonly __typename?: unknown } | null)?.__typename));
  return [...types];
}
