import { textOption, UsageError, type CommandInput } from '../../command.ts';
import { requireHub } from '../../launch/ready-file.ts';
import {
  createAskMatching,
  MATCH_READERS,
  type AskMatching,
  type MatchReader,
} from '../../matching/match-client.ts';

/** One form of `hub match`. */
export interface MatchAction {
  /** What follows its name, as `--help` shows it. */
  readonly usage: string;
  /** How many names follow it: at least, and at most. */
  readonly names: readonly [number, number];
  run(call: MatchCall): Promise<number>;
}

export interface MatchCall {
  readonly input: CommandInput;
  /** What followed the name of the action. */
  readonly names: readonly string[];
  /** Asks as the adviser, or as whom `--as` names. */
  readonly ask: AskMatching;
  readonly reader: MatchReader;
}

/** A call of an action. @throws UsageError where nobody is called so */
export function callOf(input: CommandInput, names: readonly string[]): MatchCall {
  const given = textOption(input.values, 'as') ?? 'employment-adviser';
  const reader = MATCH_READERS.find((each) => each === given);
  if (reader === undefined) throw new UsageError(`\`--as\` is one of ${MATCH_READERS.join(', ')}`);
  return { input, names, reader, ask: createAskMatching(requireHub(input.state), reader) };
}
