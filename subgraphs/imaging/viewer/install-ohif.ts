import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The viewer as its makers published it, 50 MB packed: 204 MB that only those need who look at images. */
export const OHIF = {
  name: '@ohif/app',
  version: '3.13.2',
  sha512: 'WZdxmpmG7rqFgW9ZJLcbgr3XCtLi1KDNPoMaeY5PPe6j4G4fjEjjkycZM6C6Zk2F87BKxFfpq+jd5xXZB9E8EA==',
} as const;

const run = promisify(execFile);

/** Where a viewer that was installed below `directory` has its pages; null where none is. */
export function installedOhif(directory: string): string | null {
  const pages = join(folderOf(directory), 'dist');
  return existsSync(join(pages, 'index.html')) ? pages : null;
}

/**
 * Installs the viewer below `directory`, by npm and without what it would be built from; does nothing where it is there.
 * @returns where its pages are
 * @throws Error where npm can not get it, or gets anything but what is pinned here
 */
export async function installOhif(directory: string): Promise<string> {
  const there = installedOhif(directory);
  if (there !== null) return there;
  await mkdir(directory, { recursive: true });
  const scratch = await mkdtemp(join(directory, 'incoming-'));
  try {
    const { name, version, sha512 } = OHIF;
    const { stdout } = await run('npm', ['pack', `${name}@${version}`, '--json'], { cwd: scratch });
    const [packed] = JSON.parse(stdout) as readonly { readonly filename: string }[];
    const archive = join(scratch, packed?.filename ?? '');
    const found = createHash('sha512').update(await readFile(archive));
    if (found.digest('base64') !== sha512) throw new Error(`${name} ${version} is not what it was`);
    await run('tar', ['--extract', '--gzip', '--no-same-owner', '--file', archive], { cwd: scratch });
    // At once and whole: a folder of this name is an installed viewer.
    await rename(join(scratch, 'package'), folderOf(directory));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return join(folderOf(directory), 'dist');
}

function folderOf(directory: string): string {
  return join(directory, `ohif-${OHIF.version}`);
}
