import { numberOption, textOption, UsageError, type CommandInput } from '../../command.ts';

/** `--status`, one of these; throws UsageError for another, which would find nothing and say nothing. */
export function statusOption(values: CommandInput['values'], known: readonly string[]): string | undefined {
  const status = textOption(values, 'status');
  if (status === undefined || known.includes(status)) return status;
  throw new UsageError(`\`--status\` is one of ${known.join(', ')}`);
}

/** The lines of a list; of an empty one that it is. */
function listedOr(lines: readonly string[], none: string): readonly string[] {
  return lines.length === 0 ? [none] : lines;
}

/** A page of a list, as the graph gives it and as machines read it. */
export interface Page<T> {
  readonly nodes: readonly T[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** Which page of a list: how many, and after which. */
export function pageOptions(values: CommandInput['values']): {
  readonly first: number;
  readonly after: string | null;
} {
  return {
    first: numberOption(values, 'first', { from: 1, to: 100 }) ?? 20,
    after: textOption(values, 'after') ?? null,
  };
}

/** The lines of a page; where more follows, that it does and how to go on. */
export function pageLines<T>(
  { nodes, pageInfo }: Page<T>,
  linesOf: (node: T) => readonly string[],
  none: string,
): readonly string[] {
  const { hasNextPage, endCursor } = pageInfo;
  const more = `there is more: say \`--after ${endCursor ?? ''}\` as well 未全部列出，加上该选项可续查`;
  return [...listedOr(nodes.flatMap(linesOf), none), ...(hasNextPage ? [more] : [])];
}
