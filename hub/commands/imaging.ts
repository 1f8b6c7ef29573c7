import { UsageError, type Command, type CommandInput } from '../command.ts';
import { models } from './imaging/models.ts';
import { train } from './imaging/train.ts';
import { viewer } from './imaging/viewer.ts';

const ACTIONS: Readonly<Record<string, (input: CommandInput) => Promise<number>>> = { models, train, viewer };

/** The imaging cloud from the command line. */
export const command: Command = {
  summary:
    'shows the models of the imaging cloud, trains the one for demonstration, opens images in a viewer',
  usage: [
    'models [--models DIR] [--clinical] [--chinese]',
    'train [--images N] [--epochs N] [--seed S] [--out DIR]',
    'viewer STUDY [--as NAME] [--install]',
  ],
  options: {
    models: { type: 'string', help: 'DIR with further models, a folder each' },
    clinical: { type: 'boolean', help: 'refuse what may not be shown in care' },
    chinese: { type: 'boolean', help: 'the cards in Chinese' },
    images: { type: 'string', help: 'COUNT of phantoms to learn from, a multiple of 50 (default 5000)' },
    epochs: { type: 'string', help: 'COUNT of times that each is learnt from (default 8)' },
    seed: { type: 'string', help: 'NUMBER from which everything follows (default 1)' },
    as: { type: 'string', help: 'NAME of the application that looks (default `hospital`)' },
    install: { type: 'boolean', help: 'get the viewer, OHIF, by npm (50 MB)' },
    out: { type: 'string', help: 'DIR for the model and its card (default `.sluice-model`)' },
  },
  run: (input) => {
    const [name = '', ...more] = input.positionals;
    const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
    if (action === undefined || more.length > (name === 'viewer' ? 1 : 0))
      throw new UsageError(`say one of ${Object.keys(ACTIONS).join(', ')}`);
    return action(input);
  },
};
