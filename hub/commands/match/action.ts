import { createAskGraph, type AskGraph } from '../../ask-graph.ts';
import { textOption, UsageError, type CommandInput } from '../../command.ts';
import { requireHub } from '../../launch/ready-file.ts';

/** As whom employment services are asked, each for its own purpose. */
export const MATCH_READERS = ['employment-adviser', 'jobseeker', 'employer'] as const;
type MatchReader = (typeof MATCH_READERS)[number];

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
  readonly ask: AskGraph;
  readonly reader: MatchReader;
}

/** A call of an action. @throws UsageError where nobody is called so */
export function callOf(input: CommandInput, names: readonly string[]): MatchCall {
  const given = textOption(input.values, 'as') ?? 'employment-adviser';
  const reader = MATCH_READERS.find((each) => each === given);
  if (reader === undefined) throw new UsageError(`\`--as\` is one of ${MATCH_READERS.join(', ')}`);
  return { input, names, reader, ask: createAskGraph(requireHub(input.state), reader) };
}
