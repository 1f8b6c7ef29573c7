import { type ASTNode, BREAK, type DocumentNode, Kind, visit } from 'graphql';

/** Where in a document a value stands: `at`, `filter.boughtOn.gte`; null where it is the value of no argument. */
export function argumentPath(document: DocumentNode, value: ASTNode): string | null {
  let path: string | null = null;
  visit(document, {
    enter: (node, _key, parent, _path, ancestors) => {
      if (node !== value) return undefined;
      const names = [...ancestors, ...(parent === undefined ? [] : [parent])].flatMap((each) =>
        'kind' in each && (each.kind === Kind.ARGUMENT || each.kind === Kind.OBJECT_FIELD)
          ? [each.name.value]
          : [],
      );
      path = names.length === 0 ? null : names.join('.');
      return BREAK;
    },
  });
  return path;
}
