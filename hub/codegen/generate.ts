import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { composeSupergraph } from './compose-supergraph.ts';
import { readSubgraphs } from './read-subgraphs.ts';

/** A file that is made from others and committed beside them. */
interface Generated {
  readonly path: string;
  readonly content: string;
}

const ROOT = join(import.meta.dirname, '../..');
const SUPERGRAPH = 'gateway/supergraph/generated/supergraph.graphql';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const generated: readonly Generated[] = [
  { path: SUPERGRAPH, content: composeSupergraph(readSubgraphs(ROOT)) },
];
const stale = generated.filter(({ path, content }) => committed(path) !== content);

if (values.check && stale.length > 0) {
  console.error(
    `stale, run \`npm run codegen\` and commit:\n${stale.map(({ path }) => `  ${path}`).join('\n')}`,
  );
  process.exitCode = 1;
} else {
  for (const { path, content } of stale) write(path, content);
  console.log(
    `${String(generated.length)} generated files are current, ${String(stale.length)} of them rewritten`,
  );
}

function committed(path: string): string | null {
  try {
    return readFileSync(join(ROOT, path), 'utf8');
  } catch {
    return null;
  }
}

function write(path: string, content: string): void {
  mkdirSync(dirname(join(ROOT, path)), { recursive: true });
  writeFileSync(join(ROOT, path), content);
}
