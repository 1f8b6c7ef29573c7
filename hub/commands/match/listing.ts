import { textOption, UsageError, type CommandInput } from '../../command.ts';

/** `--status`, one of these; throws UsageError for another, which would find nothing and say nothing. */
export function statusOption(values: CommandInput['values'], known: readonly string[]): string | undefined {
  const status = textOption(values, 'status');
  if (status === undefined || known.includes(status)) return status;
  throw new UsageError(`\`--status\` is one of ${known.join(', ')}`);
}

/** The lines of a list; of an empty one that it is. */
export function listedOr(lines: readonly string[], none: string): readonly string[] {
  return lines.length === 0 ? [none] : lines;
}
