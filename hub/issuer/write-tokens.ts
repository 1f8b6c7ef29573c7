import type { StateDirectory } from '../state/state-directory.ts';
import { writeFileWhole } from '../state/write-file-whole.ts';
import { APPLICATIONS, type ApplicationName } from './applications.ts';
import type { DevelopmentIssuer } from './development-issuer.ts';

/** Issues a token for every application into `tokens/<name>.jwt` and returns them by name. */
export async function writeTokens(
  state: StateDirectory,
  issuer: DevelopmentIssuer,
): Promise<Readonly<Record<ApplicationName, string>>> {
  const names = Object.keys(APPLICATIONS) as ApplicationName[];
  const tokens = await Promise.all(
    names.map(async (name) => {
      const token = await issuer.issue(name);
      writeFileWhole(state.tokenFile(name), token);
      return [name, token] as const;
    }),
  );
  return Object.fromEntries(tokens) as Record<ApplicationName, string>;
}
