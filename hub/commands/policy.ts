import { type Command, type CommandInput, UsageError } from '../command.ts';
import { coverage } from './policy/coverage.ts';
import { lint } from './policy/lint.ts';
import { test } from './policy/test.ts';

const ACTIONS: Readonly<Record<string, (input: CommandInput) => number>> = { lint, test, coverage };

/** Policies from the command line, read from their directory; no hub needs to run. */
export const command: Command = {
  summary: 'checks policies, runs their scenarios, explains decisions, measures coverage',
  usage: [
    'lint       what is wrong with the documents, at line and column',
    'test       whether the scenarios hold',
    'coverage [--within DAYS]   fields without a rule, rules that decide nothing or end soon',
  ],
  options: {
    directory: { type: 'string', help: 'DIR of the documents (default: those that ship)' },
    supergraph: { type: 'string', help: 'FILE of the supergraph (default: the one that ships)' },
    scenarios: { type: 'string', help: 'DIR of the scenarios (default: those that ship)' },
    on: { type: 'string', help: 'DAY for which is asked, `YYYY-MM-DD` (default: today)' },
    within: { type: 'string', help: 'DAYS within which a rule ends that is called expiring (default 90)' },
  },
  run: (input) => {
    const [name = '', ...more] = input.positionals;
    const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
    if (!action || more.length > 0) throw new UsageError(`say one of ${Object.keys(ACTIONS).join(', ')}`);
    return Promise.resolve(action(input));
  },
};
