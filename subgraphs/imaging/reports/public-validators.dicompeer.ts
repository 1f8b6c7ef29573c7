import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from '@jest/globals';
import { dicomTool } from '../../../hub/testing/dicom-tool.ts';
import { makeScratchDirectory } from '../../../hub/testing/scratch-directory.ts';
import { structuredReport } from './document/sr/structured-report.ts';
import { REPORTS_IN_EVERY_STATE } from './testing/documented-report.ts';

/** dicom3tools' dciodvfy holds the object, PixelMed's DicomSRValidator the tree, against the standard. */
const run = promisify(execFile);
const directory = makeScratchDirectory('sr');
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function written(name: string): string {
  const file = join(directory, `${name.replaceAll(' ', '-')}.dcm`);
  writeFileSync(file, structuredReport(REPORTS_IN_EVERY_STATE[name]!));
  return file;
}

/** A Device UID of contributing equipment is newer than the tool; a scheme of one's own is known to nobody else. */
const EXPECTED = [
  /^Comprehensive3DSR$/u,
  /^Warning - Attribute is not present in standard DICOM IOD - \(0x0018,0x1002\) UI Device UID/u,
  /^Warning - Dicom dataset contains attributes not present in standard DICOM IOD/u,
  /^Warning - Unrecognized defined term <99SLUICE>/u,
];
const OWN_ROWS = [
  /\/CODE \([^)]*SCT,"[^"]*"\)?.*: Content Item not in template/u,
  /\/CODE \([^)]*99SLUICE.*: Content Item not in template/u,
  /\(121106,DCM,"Comment"\): Content Item not in template/u,
];
const LIMITS = ['xpathExprOpLimit', 'xpathTotalOpLimit', 'xpathExprGrpLimit'].map(
  (name) => `-Djdk.xml.${name}=0`,
);

test.each(Object.keys(REPORTS_IN_EVERY_STATE))('dciodvfy finds nothing wrong with: %s', async (name) => {
  const { stdout, stderr } = await run(dicomTool('dciodvfy'), [written(name)]);
  const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '');
  expect(lines).toContain('Comprehensive3DSR');
  expect(lines.filter((line) => !EXPECTED.some((form) => form.test(line)))).toEqual([]);
});

/** Each takes the tool a quarter of a minute; the others differ from these in no row of the tree. */
const FOR_THE_TREE = ['draft', 'final', 'nothing to show', 'withdrawn'];

test('DicomSRValidator finds a draft, a final, a withdrawn and an empty report to be of TID 1500', async () => {
  const files = FOR_THE_TREE.map(written);
  for (const file of files) {
    const { stdout, stderr } = await run(dicomTool('java'), [
      ...LIMITS,
      '-cp',
      dicomTool('pixelmed.jar'),
      'com.pixelmed.validate.DicomSRValidator',
      file,
    ]);
    const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '');
    expect(lines).toContain('Found Root Template TID_1500 (MeasurementReport)');
    expect(lines).toContain('IOD validation complete');
    // The template may be added to: the reader's word on a finding, and its sentence.
    const wrong = lines.filter((line) => /^(?:Error|Warning)/u.test(line));
    expect(wrong.filter((line) => !OWN_ROWS.some((form) => form.test(line)))).toEqual([]);
  }
}, 900_000);

test('the validators tell what is wrong', async () => {
  const file = written('draft');
  const broken = structuredReport(REPORTS_IN_EVERY_STATE['draft']!);
  const flag = broken.indexOf('UNVERIFIED');
  broken.write('UNVERIFIE ', flag, 'latin1');
  writeFileSync(file, broken);
  const { stdout, stderr } = await run(dicomTool('dciodvfy'), [file]).catch(
    (error: unknown) => error as { stdout: string; stderr: string },
  );
  expect(stdout + stderr).toMatch(/^Error - /mu);
});
