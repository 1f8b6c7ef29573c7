import { UsageError, type Command, type CommandInput } from '../command.ts';
import { models } from './imaging/models.ts';
import { train } from './imaging/train.ts';

const ACTIONS: Readonly<Record<string, (input: CommandInput) => Promise<number>>> = { models, train };

/** The imaging cloud from the command line. */
export const command: Command = {
  summary: 'shows the models of the imaging cloud and trains the one for demonstration',
  usage: [
    'models [--models DIR] [--clinical] [--chinese]',
    'train [--images N] [--epochs N] [--seed S] [--out DIR]',
  ],
  options: {
    models: { type: 'string', help: 'DIR with further models, a folder each' },
    clinical: { type: 'boolean', help: 'refuse what may not be shown in care' },
    chinese: { type: 'boolean', help: 'the cards in Chinese' },
    images: { type: 'string', help: 'COUNT of phantoms to learn from, a multiple of 50 (default 5000)' },
    epochs: { type: 'string', help: 'COUNT of times that each is learnt from (default 8)' },
    seed: { type: 'string', help: 'NUMBER from which everything follows (default 1)' },
    out: { type: 'string', help: 'DIR for the model and its card (default `.sluice-model`)' },
  },
  run: (input) => {
    const [name = '', ...more] = input.positionals;
    const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
    if (action === undefined || more.length > 0)
      throw new UsageError(`say one of ${Object.keys(ACTIONS).join(', ')}`);
    return action(input);
  },
};
