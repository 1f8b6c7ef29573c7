import { UsageError, type Command, type CommandInput } from '../command.ts';
import { alarms } from './imaging/alarms.ts';
import { cohort, COHORT_NOTES, COHORT_OPTIONS, COHORT_USAGE } from './imaging/cohort.ts';
import { hospital } from './imaging/hospital.ts';
import { lift } from './imaging/lift.ts';
import { models } from './imaging/models.ts';
import { send } from './imaging/send.ts';
import { train } from './imaging/train.ts';
import { viewer } from './imaging/viewer.ts';

/** Each is given what follows its name. */
const ACTIONS: Readonly<Record<string, (input: CommandInput, rest: readonly string[]) => Promise<number>>> = {
  models: atMost(0, models),
  train: atMost(0, train),
  viewer: atMost(1, viewer),
  alarms: atMost(0, alarms),
  lift,
  send,
  cohort,
  hospital,
};

function atMost(names: number, run: (input: CommandInput) => Promise<number>) {
  return (input: CommandInput, rest: readonly string[]): Promise<number> => {
    if (rest.length > names)
      throw new UsageError(`\`${rest.slice(names).join(' ')}\` is not understood here`);
    return run(input);
  };
}

/** The imaging cloud from the command line. */
export const command: Command = {
  summary:
    'the imaging cloud: its models and what watches them, its viewer, hospitals and their connections, cohorts of de-identified images',
  usage: [
    'models [--models DIR] [--clinical] [--chinese]',
    'train [--images N] [--epochs N] [--seed S] [--out DIR]',
    'send [FILE…] [--phantoms N] [--patient NUMBER]   (as the demonstration hospital; by default one phantom)',
    'viewer STUDY [--as NAME] [--install]',
    'alarms   (what the monitors of models found, and which labels they made silent)',
    'lift SITE LABEL --by NAME --reason TEXT   (lets a label speak again)',
    'hospital NAME [--days N]   (tries the connection, and says what is to be mended)',
    'hospital NAME --token --by OFFICIAL [--days N] [--withdraw]   (issues its token for DICOMweb)',
    'hospital NAME --withdraw --by OFFICIAL   (ends its tokens now)',
    ...COHORT_USAGE,
  ],
  notes: COHORT_NOTES,
  options: {
    models: { type: 'string', help: 'DIR with further models, a folder each' },
    clinical: { type: 'boolean', help: 'refuse what may not be shown in care' },
    chinese: { type: 'boolean', help: 'the cards in Chinese' },
    images: { type: 'string', help: 'COUNT of phantoms to learn from, a multiple of 50 (default 5000)' },
    epochs: { type: 'string', help: 'COUNT of times that each is learnt from (default 8)' },
    seed: { type: 'string', help: 'NUMBER from which everything follows (default 1)' },
    as: { type: 'string', help: 'NAME of the application that looks (default `hospital`)' },
    phantoms: { type: 'string', help: 'COUNT of phantoms to send' },
    patient: { type: 'string', help: 'NUMBER of the person whose images the phantoms are' },
    install: { type: 'boolean', help: 'get the viewer, OHIF, by npm (50 MB)' },
    out: { type: 'string', help: 'DIR that is written to (of `train` by default `.sluice-model`)' },
    days: {
      type: 'string',
      help: 'COUNT of days that are looked back on (default 30), or that a token holds (default 90)',
    },
    token: { type: 'boolean', help: 'issue a token; those before it end a day later, with --withdraw now' },
    withdraw: { type: 'boolean', help: 'end the tokens of the hospital now' },
    reason: { type: 'string', help: 'TEXT that says why a label may speak again' },
    ...COHORT_OPTIONS,
  },
  run: (input) => {
    const [name = '', ...more] = input.positionals;
    const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
    if (action === undefined) throw new UsageError(`say one of ${Object.keys(ACTIONS).join(', ')}`);
    return action(input, more);
  },
};
