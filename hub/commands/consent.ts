import { type ConsentTerms, giveConsent, withdrawConsent } from '../cases/consents.ts';
import { assertKnown, readKnownNames } from '../cases/known-names.ts';
import { withCaseKeeper } from '../cases/with-case-keeper.ts';
import { textOption, UsageError, type Command, type CommandInput } from '../command.ts';

/** Keeps the hub's registry of consent. */
export const command: Command = {
  summary: 'writes down that somebody consents to a purpose, or withdraws that',
  usage: ['give KEY --department NAME --purpose NAME', 'withdraw KEY --department NAME --purpose NAME'],
  options: {
    department: { type: 'string', help: 'NAME of the department that may ask, as tokens name it' },
    purpose: { type: 'string', help: 'NAME of the purpose that it is given to' },
  },
  run: async (input) => {
    const [what, person, ...more] = input.positionals;
    if (person === undefined || more.length > 0 || (what !== 'give' && what !== 'withdraw'))
      throw new UsageError('say `give KEY` or `withdraw KEY`');
    const terms = termsOf(person, input);
    if (what === 'give') {
      // What was written down under a wrong name can still be withdrawn.
      const { purposes, departments } = readKnownNames();
      assertKnown('purpose', terms.purpose, purposes);
      assertKnown('department', terms.department, departments);
    }
    const change = what === 'give' ? giveConsent : withdrawConsent;
    await withCaseKeeper(input.state, (client) => change(client, terms, new Date()));
    const { department, purpose } = terms;
    const status = what === 'give' ? 'given' : 'withdrawn';
    input.output.answer({ department, purpose, status }, [
      `consent to ${purpose} of ${department} is ${status}`,
    ]);
    return 0;
  },
};

function termsOf(person: string, { values }: CommandInput): ConsentTerms {
  const department = textOption(values, 'department');
  const purpose = textOption(values, 'purpose');
  if (department === undefined || purpose === undefined)
    throw new UsageError('`--department` and `--purpose` say what is consented to');
  return { person, department, purpose };
}
