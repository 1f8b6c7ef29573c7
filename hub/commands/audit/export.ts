import { randomUUID } from 'node:crypto';
import { extname } from 'node:path';
import type { AuditClient } from '../../audits/audit-client.ts';
import type { ExportBook } from '../../audits/exports/export-book.ts';
import { bookOfRun } from '../../audits/exports/run-book.ts';
import { bookOfSample } from '../../audits/exports/sample-book.ts';
import { EXPORT_FORMATS, writeExport } from '../../audits/exports/write-export.ts';
import { numberOption, textOption, UsageError } from '../../command.ts';
import { writeFileWhole } from '../../state/write-file-whole.ts';
import type { AuditAction } from './action.ts';
import { runCalled } from './run-lines.ts';

/** Writes what a run found, a part of it drawn by chance, or a sample that is to be judged, into files. */
export const exportRun: AuditAction = {
  usage:
    'RUN|SAMPLE --out FILE.xlsx|FILE.csv|FILE.json [--sample COUNT] [--seed TEXT]   (.csv: evidence in FILE-evidence.csv)',
  names: 1,
  run: async ({ client: open, input, names: [name] }) => {
    const out = textOption(input.values, 'out') ?? '';
    const format = EXPORT_FORMATS.find((each) => out.endsWith(`.${each}`));
    if (format === undefined) throw new UsageError('`--out` is a file that ends in .xlsx, .csv or .json');
    const size = numberOption(input.values, 'sample', { from: 1, to: 10_000 });
    const seed = textOption(input.values, 'seed') ?? randomUUID();
    const book = await bookCalled(await open(), name, size === undefined ? null : { size, seed });
    const ending = extname(out);
    const written = (await writeExport(book, format)).map(({ suffix, bytes }) => {
      const file = `${out.slice(0, -ending.length)}${suffix}${ending}`;
      // What it holds is for whoever asked: readable by nobody else.
      writeFileWhole(file, bytes);
      return file;
    });
    const [main, ...others] = book.tables;
    const about = Object.fromEntries(book.about.map(({ key, value }) => [key, value]));
    input.output.answer({ ...about, files: written, [main.name]: main.rows.length }, [
      `${written.join(', ')}: ${[main, ...others].map((table) => `${table.rows.length} ${table.name}`).join(', ')}`,
      ...book.about
        .filter(({ value }) => typeof value === 'number')
        .map(({ english, chinese, value }) => `  ${value} ${english} ${chinese}`),
      ...(size === undefined ? [] : [`  seed 种子 ${seed}`]),
    ]);
    return 0;
  },
};

async function bookCalled(
  client: AuditClient,
  name: string,
  wish: Parameters<typeof bookOfRun>[2],
): Promise<ExportBook> {
  const sample = wish === null ? await bookOfSample(client.askRecorded, name) : null;
  return sample ?? bookOfRun(client.askRecorded, await runCalled(client, name), wish);
}
