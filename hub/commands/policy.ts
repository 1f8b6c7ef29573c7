import { USES } from '../../policies/vocabulary.ts';
import { type Command, type CommandInput, UsageError } from '../command.ts';
import { coverage } from './policy/coverage.ts';
import { explain } from './policy/explain.ts';
import { lint } from './policy/lint.ts';
import { test } from './policy/test.ts';

const ACTIONS: Readonly<Record<string, (input: CommandInput) => number>> = { lint, test, explain, coverage };

/** Policies from the command line, read from their directory; no hub needs to run. */
export const command: Command = {
  summary: 'checks policies, runs their scenarios, explains decisions, measures coverage',
  usage: [
    'lint       what is wrong with the documents, at line and column',
    'test       whether the scenarios hold',
    'explain --as SUBJECT --purpose NAME --field Type.field [--use USE] [--case] [--language zh]',
    'coverage [--within DAYS]   fields without a rule, rules that decide nothing or end soon',
  ],
  options: {
    directory: { type: 'string', help: 'DIR of the documents (default: those that ship)' },
    supergraph: { type: 'string', help: 'FILE of the supergraph (default: the one that ships)' },
    scenarios: { type: 'string', help: 'DIR of the scenarios (default: those that ship)' },
    on: { type: 'string', help: 'DAY for which is asked, `YYYY-MM-DD` (default: today)' },
    as: {
      type: 'string',
      help: 'SUBJECT: the name of a token, or attributes: department=…,roles=a+b,region=230000,clearance=2',
    },
    purpose: { type: 'string', help: 'NAME of the declared purpose' },
    field: { type: 'string', help: 'FIELD that is asked for, as `Type.field`' },
    use: { type: 'string', help: `USE of the field: ${USES.join(', ')} (default: project)` },
    case: { type: 'boolean', help: 'under a case that was checked' },
    language: { type: 'string', help: 'LANGUAGE of the explanation, `en` (default) or `zh`' },
    within: { type: 'string', help: 'DAYS within which a rule ends that is called expiring (default 90)' },
  },
  run: (input) => {
    const [name = '', ...more] = input.positionals;
    const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
    if (!action || more.length > 0) throw new UsageError(`say one of ${Object.keys(ACTIONS).join(', ')}`);
    return Promise.resolve(action(input));
  },
};
