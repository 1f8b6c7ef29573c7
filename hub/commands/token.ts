import { existsSync } from 'node:fs';
import { UsageError, type Command } from '../command.ts';
import { APPLICATIONS, isApplicationName } from '../issuer/applications.ts';
import { openDevelopmentIssuer } from '../issuer/development-issuer.ts';
import { stateDirectory } from '../state/state-directory.ts';

/** Issues a token, as the development issuer does at every start. */
export const command: Command = {
  summary: 'issues a token for one of the development applications',
  usage: ['NAME'],
  notes: [`NAME is one of ${Object.keys(APPLICATIONS).join(', ')}.`, ''],
  options: {},
  run: async ({ state, positionals, output }) => {
    const [name, ...more] = positionals;
    if (name === undefined || more.length > 0) throw new UsageError('name one application');
    if (!isApplicationName(name)) throw new UsageError(`there is no application \`${name}\``);
    const directory = stateDirectory(state);
    if (!existsSync(directory.key('issuer.jwk.json')))
      throw new Error('no hub was started here yet; `npm start` does');
    const issuer = await openDevelopmentIssuer(directory);
    const token = await issuer.issue(name);
    output.answer({ name, token }, [token]);
    return 0;
  },
};
