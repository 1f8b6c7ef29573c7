/**
 * Runs a TypeScript file of the project: `node hub/with-node-24.js FILE …`. JavaScript, so that even a Node.js that
 * can not read TypeScript says what is wanted. npm puts the Node 24 that the project brings first in the path.
 */
import { resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

if (Number.parseInt(process.versions.node, 10) < 24) {
  process.stderr.write(
    `Sluice runs on Node.js 24 or later; this is ${process.versions.node}.\n` +
      'On Linux `npm ci` brings one along, which every `npm run` uses; elsewhere install it from https://nodejs.org.\n',
  );
  process.exit(1);
}
const file = resolve(process.argv[2] ?? '');
process.argv.splice(1, 2, file);
await import(pathToFileURL(file).href);
