import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import type { Readable } from 'node:stream';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

/** A file of the viewer. */
export interface ViewerFile {
  readonly type: string;
  readonly content: Readable;
}

/** The file that a path of the viewer names; a path without an ending is a route of its page. Null where there is none. */
export async function viewerFile(pages: string, path: string): Promise<ViewerFile | null> {
  const file = normalize(join(pages, extname(path) === '' ? 'index.html' : path));
  const type = TYPES[extname(file)];
  if (type === undefined || !file.startsWith(pages + sep)) return null;
  const found = await stat(file).catch(() => null);
  return found?.isFile() === true ? { type, content: createReadStream(file) } : null;
}
