import { textOption, textsOption, UsageError, type Command, type CommandInput } from '../command.ts';
import {
  assignCase,
  type CaseLine,
  closeCase,
  listCases,
  openCase,
  peopleOfCase,
} from '../cases/registered-cases.ts';
import { assertKnown, readKnownNames } from '../cases/known-names.ts';
import { withCaseKeeper } from '../cases/with-case-keeper.ts';

/** Keeps the hub's registry of cases. */
export const command: Command = {
  summary: 'opens, assigns, closes and lists cases of the hub’s registry',
  usage: [
    'open <number> --department NAME --official NAME … --person KEY …',
    'assign <number> --official NAME …   (in place of those who had it)',
    'close <number>',
    'list [--department NAME]',
    'list <number> --people',
  ],
  options: {
    department: { type: 'string', help: 'NAME of the department whose case it is, as tokens name it' },
    official: {
      type: 'string',
      multiple: true,
      help: 'NAME of an official, as tokens name them; repeatable',
    },
    person: { type: 'string', multiple: true, help: 'KEY of a person (RID:…) whom it is about; repeatable' },
    people: { type: 'boolean', help: 'the keys of all whom the case is about' },
  },
  run: (input) => {
    const [what, number, ...more] = input.positionals;
    if (more.length === 0) {
      if (what === 'open' && number !== undefined) return open(number, input);
      if (what === 'assign' && number !== undefined) return assign(number, input);
      if (what === 'close' && number !== undefined) return close(number, input);
      if (what === 'list' && number === undefined) return list(input);
      if (what === 'list' && number !== undefined && input.values['people'] === true)
        return people(number, input);
    }
    throw new UsageError('say `open <number>`, `assign <number>`, `close <number>` or `list`');
  },
};

async function open(caseNumber: string, { state, values, output }: CommandInput): Promise<number> {
  const department = textOption(values, 'department');
  if (department === undefined) throw new UsageError('`--department` says whose case it is');
  assertKnown('department', department, readKnownNames().departments);
  const officials = textsOption(values, 'official');
  const persons = textsOption(values, 'person');
  const openedAt = new Date();
  await withCaseKeeper(state, (client) =>
    openCase(client, { caseNumber, department, officials, people: persons, openedAt }),
  );
  output.answer({ caseNumber, status: 'open', people: persons.length }, [
    `${caseNumber} is open, for ${officials.join(', ')}, about ${persons.length} people`,
  ]);
  return 0;
}

async function assign(caseNumber: string, { state, values, output }: CommandInput): Promise<number> {
  const officials = textsOption(values, 'official');
  await withCaseKeeper(state, (client) => assignCase(client, caseNumber, officials));
  output.answer({ caseNumber, officials }, [`${caseNumber} is in the hands of ${officials.join(', ')}`]);
  return 0;
}

async function close(caseNumber: string, { state, output }: CommandInput): Promise<number> {
  await withCaseKeeper(state, (client) => closeCase(client, caseNumber, new Date()));
  output.answer({ caseNumber, status: 'closed' }, [`${caseNumber} is closed`]);
  return 0;
}

async function list({ state, values, output }: CommandInput): Promise<number> {
  const department = textOption(values, 'department') ?? null;
  const cases = await withCaseKeeper(state, (client) => listCases(client, department));
  output.answer(cases, cases.length > 0 ? cases.map(lineOf) : ['no cases']);
  return 0;
}

async function people(caseNumber: string, { state, output }: CommandInput): Promise<number> {
  const keys = await withCaseKeeper(state, (client) => peopleOfCase(client, caseNumber));
  output.answer({ caseNumber, people: keys }, keys);
  return 0;
}

function lineOf({ caseNumber, department, status, officials, people: count }: CaseLine): string {
  return `${caseNumber} ${status}, ${department}, officials ${officials.join(', ') || 'none'}, ${count} people`;
}
