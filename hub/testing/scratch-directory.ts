import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

const SCRATCH = join(import.meta.dirname, '../../.sluice-test');
const DAY_MS = 86_400_000;

/** A new directory for one run's servers, below `.sluice-test/`; what killed runs left there a day ago goes. */
export function makeScratchDirectory(kind: string): string {
  mkdirSync(SCRATCH, { recursive: true });
  for (const name of readdirSync(SCRATCH)) {
    const path = join(SCRATCH, name);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found !== undefined && Date.now() - found.mtimeMs > DAY_MS)
      rmSync(path, { recursive: true, force: true });
  }
  return mkdtempSync(join(SCRATCH, `${kind}-`));
}
