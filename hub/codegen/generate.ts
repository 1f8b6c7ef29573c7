import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { readCodegenConfig } from './codegen-config.ts';
import { composeSupergraph } from './compose-supergraph.ts';
import { generateTypescript } from './generate-typescript.ts';
import { readSubgraphs } from './read-subgraphs.ts';

const ROOT = join(import.meta.dirname, '../..');
const SUPERGRAPH = 'gateway/supergraph/generated/supergraph.graphql';

const { values: options } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const stale: string[] = [];
let count = 0;

// The supergraph first: client types are made from the file.
settle(SUPERGRAPH, composeSupergraph(readSubgraphs(ROOT)));
const { config: shared, generates } = readCodegenConfig(readFileSync(join(ROOT, 'codegen.yml'), 'utf8'));
for (const [path, entry] of Object.entries(generates))
  settle(path, await generateTypescript({ root: ROOT, path, entry, shared }));

const verb = options.check ? 'stale' : 'rewritten';
console.log(`${String(count)} generated files, ${String(stale.length)} ${verb}`);
for (const path of stale) console.log(`  ${path}`);
if (options.check && stale.length > 0) {
  console.log('run `npm run codegen` and commit what it writes');
  process.exitCode = 1;
}

function settle(path: string, content: string): void {
  count += 1;
  if (committed(path) === content) return;
  stale.push(path);
  if (options.check) return;
  mkdirSync(dirname(join(ROOT, path)), { recursive: true });
  writeFileSync(join(ROOT, path), content);
}

function committed(path: string): string | null {
  try {
    return readFileSync(join(ROOT, path), 'utf8');
  } catch {
    return null;
  }
}
