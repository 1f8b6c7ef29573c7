import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { SHOWN_APPLICATIONS, USUAL_PURPOSES, type ApplicationName } from '../issuer/applications.ts';
import { DEFAULT_STATE } from '../state/state-directory.ts';
import type { ReadyHub } from './ready-file.ts';

/** What social assistance may know of a family: over three agencies, with the vehicles in its members' names. */
export const ANSWERED =
  '{ assistanceFamilies(first: 3) { nodes { caseNumber scheme members { relation person { vehicles { use } } } } } }';
/** With addresses (only under a case), diseases (no rule permits them) and plates, which come masked. */
export const PARTLY_REFUSED =
  '{ assistanceFamilies(first: 3) { nodes { caseNumber members { person { address vehicles { use plate } medicalClaims { diseaseGroup } } } } } }';
export const AUDIT = 'dead-and-paid';

/** What the reader sees when the hub is up: where it is, who may ask, and three lines to paste. */
export function firstLines(ready: ReadyHub, state: string): readonly string[] {
  const stateOption = state === DEFAULT_STATE ? '' : ` --state ${state}`;
  const { dicom } = ready.imaging;
  return [
    '',
    `Sluice is up at ${ready.url}/graphql (${(ready.startedInMs / 1000).toFixed(1)} s)`,
    '',
    'Tokens:',
    ...SHOWN_APPLICATIONS.map(
      (name) => `  ${name} (purpose ${USUAL_PURPOSES[name]})\n    ${ready.tokens[name]}`,
    ),
    '',
    'A question that is answered:',
    `  ${ask(ready, state, 'social-assistance', ANSWERED)}`,
    'One that is refused in part:',
    `  ${ask(ready, state, 'social-assistance', PARTLY_REFUSED)}`,
    'A saved audit:',
    `  npm run hub -- audit run ${AUDIT}${stateOption}`,
    '',
    `Images go by C-STORE from HOSPITAL1 to ${dicom.aeTitle} at ${dicom.host}:${dicom.port}, or:`,
    `  npm run hub -- imaging send${stateOption}`,
    '',
    'Ctrl-C stops it.',
  ];
}

/** A line for the shell: curl where there is one, else our own command. */
function ask(ready: ReadyHub, state: string, application: ApplicationName, query: string): string {
  if (!hasProgram('curl')) {
    const stateOption = state === DEFAULT_STATE ? '' : ` --state ${state}`;
    return `npm run hub -- query --as ${application}${stateOption} '${query}'`;
  }
  return [
    `curl -s ${ready.url}/graphql`,
    "-H 'content-type: application/json'",
    `-H "authorization: Bearer $(cat ${join(state, 'tokens', `${application}.jwt`)})"`,
    `-H 'sluice-purpose: ${USUAL_PURPOSES[application]}'`,
    `-d '${JSON.stringify({ query })}'`,
  ].join(' ');
}

function hasProgram(name: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
