import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { bookOfRun } from '../../audits/exports/run-book.ts';
import { EXPORT_FORMATS, writeExport } from '../../audits/exports/write-export.ts';
import { numberOption, textOption, UsageError } from '../../command.ts';
import type { AuditAction } from './action.ts';
import { runCalled } from './run-lines.ts';

/** Writes what a run found, or a sample of it, into a file. */
export const exportRun: AuditAction = {
  usage: '<run> --out FILE.xlsx|FILE.csv|FILE.json [--sample COUNT] [--seed TEXT]',
  names: 1,
  run: async ({ client: open, input, names: [name] }) => {
    const out = textOption(input.values, 'out');
    const format = EXPORT_FORMATS.find((each) => out?.endsWith(`.${each}`));
    if (out === undefined || format === undefined)
      throw new UsageError('`--out` is a file that ends in .xlsx, .csv or .json');
    const size = numberOption(input.values, 'sample', { from: 1, to: 10_000 });
    const seed = textOption(input.values, 'seed') ?? randomUUID();
    const client = await open();
    const run = await runCalled(client, name);
    const book = await bookOfRun(client.askRecorded, run, size === undefined ? null : { size, seed });
    // What it holds is for whoever asked: readable by nobody else.
    writeFileSync(out, await writeExport(book, format), { mode: 0o600 });
    const rows = book.tables[0]?.rows.length ?? 0;
    input.output.answer({ file: out, findings: rows, ...(size === undefined ? {} : { seed }) }, [
      `${out}: ${rows} findings 疑点${size === undefined ? '' : `, seed 种子 ${seed}`}`,
    ]);
    return 0;
  },
};
