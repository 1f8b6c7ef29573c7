import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';

const MODULE = new URL('end-when-told.ts', import.meta.url).href;

/** What a process does that ends by closing its standard input, and so `close`. */
async function endingOf(close: string): Promise<{ code: unknown; stderr: string }> {
  const script = `import { endWhenTold } from ${JSON.stringify(MODULE)}; endWhenTold('p', ${close}); console.log('up');`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const exit = once(child, 'exit');
  const stderr = text(child.stderr);
  await once(child.stdout, 'data');
  child.stdin.end();
  const [code] = (await exit) as [number | null];
  return { code, stderr: await stderr };
}

test('a process whose pipe closes ends in order', async () => {
  expect(await endingOf('async () => {}')).toEqual({ code: 0, stderr: '' });
});

test('a close that fails is told by name and by the status, without its message', async () => {
  const { code, stderr } = await endingOf(`async () => { throw new TypeError('a value') }`);
  expect(code).toBe(1);
  expect(JSON.parse(stderr)).toEqual({
    level: 'error',
    event: 'EndingFailed',
    process: 'p',
    error: 'TypeError',
  });
});
