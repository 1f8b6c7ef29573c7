import { didYouMean } from '../../policies/language/nearest-name.ts';
import { UsageError, type Command } from '../command.ts';
import { callOf, MATCH_READERS, type MatchAction } from './match/action.ts';
import { assign, cancel, fairness } from './match/assign.ts';
import { cases, signals } from './match/cases.ts';
import { exportRun } from './match/export.ts';
import { jobseekers, people } from './match/people.ts';
import { rebuild } from './match/rebuild.ts';
import { judge, suggest } from './match/suggest.ts';
import { vacancies } from './match/vacancies.ts';

const ACTIONS: Readonly<Record<string, MatchAction>> = {
  vacancies,
  jobseekers,
  suggest,
  judge,
  people,
  cases,
  signals,
  assign,
  cancel,
  fairness,
  export: exportRun,
  rebuild,
};

/** Employment and matching from the command line, through the graph with the token of one of the sides. */
export const command: Command = {
  summary:
    'vacancies and people who fit each other, with the reasons; the assignment of a county and how fair it is',
  usage: Object.entries(ACTIONS).map(([name, { usage }]) => `${name} ${usage}`.trimEnd()),
  notes: [
    'A machine suggests and proposes; people refer, hire and confirm.',
    '系统只提出建议；推荐、录用与确认均由人作出。',
    '',
  ],
  options: {
    as: {
      type: 'string',
      help: `NAME of the side that asks: ${MATCH_READERS.join(', ')} (default the first)`,
    },
    first: { type: 'string', help: 'COUNT of what is shown, the first of it (at most 100)' },
    after: { type: 'string', help: 'CURSOR after which a list goes on, as the list before it said' },
    status: { type: 'string', help: 'STATUS of vacancies, or state of cases' },
    county: { type: 'string', help: 'COUNTY whose latest run is meant' },
    detach: { type: 'boolean', help: 'start it and do not follow it' },
    by: { type: 'string', help: 'NAME of who has the pictures read anew: the ledger keeps it' },
    out: { type: 'string', help: 'FILE to write: .xlsx, .csv or .json' },
  },
  run: (input) => {
    const [name = '', ...names] = input.positionals;
    const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
    if (action === undefined) {
      const known = Object.keys(ACTIONS);
      throw new UsageError(
        name === ''
          ? `say one of ${known.join(', ')}`
          : `there is no \`match ${name}\`${didYouMean(name, known)}`,
      );
    }
    const [least, most] = action.names;
    if (names.length < least || names.length > most)
      throw new UsageError(`say \`match ${name} ${action.usage}\``);
    return action.run(callOf(input, names));
  },
};
