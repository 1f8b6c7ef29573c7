import { rmSync } from 'node:fs';

const KEY = Symbol.for('sluice.test.teardown');
type Stack = Map<string, () => Promise<void>>;

/** Set-up and tear-down are loaded apart: what one started and the other ends meets on the global object. */
function stack(): Stack {
  const holder = globalThis as { [KEY]?: Stack | undefined };
  return (holder[KEY] ??= new Map<string, () => Promise<void>>());
}

/** Remembers how to end what a project's set-up started, and the directory to remove afterwards. */
export function atTeardown(project: string, directory: string, stop: () => Promise<void>): void {
  stack().set(project, async () => {
    await stop();
    rmSync(directory, { recursive: true, force: true });
  });
}

export async function tearDown(project: string): Promise<void> {
  await stack().get(project)?.();
}
