import { type GraphQLInterfaceType, type GraphQLObjectType, type GraphQLSchema, isObjectType } from 'graphql';

/** The object types of a schema, GraphQL's own left out. */
export function objectTypes(schema: GraphQLSchema): readonly GraphQLObjectType[] {
  return Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'),
  );
}

/** Whether a type only carries others: the roots, what a page is made of, and a conclusion drawn from records. */
export function isCarrier(schema: GraphQLSchema, type: GraphQLObjectType): boolean {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return roots.includes(type) || /^(?:PageInfo|Conclusion)$|(?:Connection|Edge)$/u.test(type.name);
}

/** The arguments of each of a type's directives of that name, which may be given on extensions too. */
export function directivesOf(type: GraphQLObjectType | GraphQLInterfaceType, name: string) {
  return [type.astNode, ...type.extensionASTNodes]
    .flatMap((node) => node?.directives ?? [])
    .filter((directive) => directive.name.value === name);
}
