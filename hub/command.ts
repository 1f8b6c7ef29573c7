import type { ParseArgsOptionsConfig } from 'node:util';

/** One command of `npm run hub`: a file of `hub/commands/` that exports it as `command`. */
export interface Command {
  /** One line for the list of commands. */
  readonly summary: string;
  /** What follows the command's name, such as `<name> [--again]`; one line for each form. */
  readonly usage: readonly string[];
  /** What the words in `usage` mean, where that needs saying. */
  readonly notes?: readonly string[];
  /** Options beside `--state`, `--json` and `--help`, with what each means. */
  readonly options: Readonly<Record<string, CommandOption>>;
  /** Returns the exit status. Throws `UsageError` for arguments that make no sense. */
  run(input: CommandInput): Promise<number>;
}

export type CommandOption = ParseArgsOptionsConfig[string] & {
  /** Shown by `--help`; begin with the placeholder of the value where it takes one: `NAME of the application`. */
  readonly help: string;
};

export interface CommandInput {
  /** What follows the command's name, options taken out. */
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  /** The state directory of the hub that is meant. */
  readonly state: string;
  readonly output: Output;
}

/** Where a command's answer goes: text for people, or one line of JSON with `--json`. */
export interface Output {
  /** Prints the answer: `value` for machines, `lines` for people. Call it once. */
  answer(value: unknown, lines: readonly string[]): void;
  /** Tells people how it goes; machines do not see it. */
  progress(line: string): void;
}

/** Arguments that make no sense; the message says what would. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** The value of an option that takes one; undefined where it was not given. */
export function textOption(values: CommandInput['values'], name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

/** The value of an option that must be given. */
export function requiredText(values: CommandInput['values'], name: string): string {
  const value = textOption(values, name)?.trim() ?? '';
  if (value === '') throw new UsageError(`\`--${name}\` is missing`);
  if (/\p{Cc}/u.test(value)) throw new UsageError(`\`--${name}\` is one line, without control characters`);
  return value;
}

/** The values of an option that may be repeated; at least one must be given. */
export function textsOption(values: CommandInput['values'], name: string): readonly string[] {
  const given = values[name];
  const texts = Array.isArray(given) ? given.map(String) : [];
  if (texts.length === 0 || texts.includes('')) throw new UsageError(`\`--${name}\` is missing`);
  return texts;
}

/** The value of an option that takes a whole number in a range; undefined where it was not given. */
export function numberOption(
  values: CommandInput['values'],
  name: string,
  range: { readonly from: number; readonly to: number },
): number | undefined {
  const text = textOption(values, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+$/u.test(text) || value < range.from || value > range.to)
    throw new UsageError(`\`--${name}\` takes a whole number from ${range.from} to ${range.to}`);
  return value;
}
