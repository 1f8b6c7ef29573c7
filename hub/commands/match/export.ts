import { extname } from 'node:path';
import { EXPORT_FORMATS, writeExport } from '../../audits/exports/write-export.ts';
import { textOption, UsageError } from '../../command.ts';
import { bookOfAssignment } from '../../matching/assignment-book.ts';
import { writeFileWhole } from '../../state/write-file-whole.ts';
import type { MatchAction } from './action.ts';
import { assignmentCalled } from './assign.ts';

/** Writes a run with its pairs and figures into files. */
export const exportRun: MatchAction = {
  usage: '[RUN] --out FILE.xlsx|FILE.csv|FILE.json   (.csv: the figures of groups in FILE-groups.csv)',
  names: [0, 1],
  run: async ({ ask, input, names: [runId] }) => {
    const out = textOption(input.values, 'out') ?? '';
    const format = EXPORT_FORMATS.find((each) => out.endsWith(`.${each}`));
    if (format === undefined) throw new UsageError('`--out` is a file that ends in .xlsx, .csv or .json');
    const run = await assignmentCalled(ask, runId, textOption(input.values, 'county'));
    const book = await bookOfAssignment(ask, run);
    const ending = extname(out);
    const files = (await writeExport(book, format)).map(({ suffix, bytes }) => {
      const file = `${out.slice(0, -ending.length)}${suffix}${ending}`;
      // What it holds is for whoever asked: readable by nobody else.
      writeFileWhole(file, bytes);
      return file;
    });
    const [pairs] = book.tables;
    input.output.answer({ runId: run.runId, files, pairs: pairs.rows.length }, [
      `${files.join(', ')}: ${pairs.rows.length} pairs 指派`,
    ]);
    return 0;
  },
};
