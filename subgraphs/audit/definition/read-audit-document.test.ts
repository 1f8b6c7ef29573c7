import { expect, test } from '@jest/globals';
import { SluiceError } from '../../../errors/sluice-error.ts';
import { shippedAuditTexts } from '../testing/shipped-files.ts';
import { readAuditDocument } from './read-audit-document.ts';

const text = shippedAuditTexts().get('barred-vehicle')!;

/** Why a text is refused, and the line of it that the refusal names. */
function refused(changed: string): { readonly detail: SluiceError['detail']; readonly line: string } {
  try {
    readAuditDocument(changed);
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error;
    return { detail: error.detail, line: changed.split('\n')[Number(error.detail['line']) - 1] ?? '' };
  }
  throw new Error('it was accepted');
}

test('a misspelt key is named with its line and the key that was meant, not with what then seems to be missing', () => {
  const { detail, line } = refused(text.replace('    forEach:', '    forEech:'));
  expect(detail).toMatchObject({
    part: 'rules.0',
    reason: 'there is no key `forEech` (did you mean `forEach`?)',
    column: 5,
  });
  expect(line).toBe('    forEech:');
});

test('a key that is missing, and a value that does not fit, are said where they belong', () => {
  expect(refused(text.replace(/^title: .*\n/mu, '')).detail).toMatchObject({
    part: 'audit',
    reason: 'the key `title` is missing',
  });
  const nature = refused(text.replace('nature: ADVERSE', 'nature: ADVERS'));
  expect(nature.detail['reason']).toContain('one of ADVERSE, REVIEW');
  expect(nature.line.trim()).toBe('nature: ADVERS');
});

test('what is no YAML is refused at line and column', () => {
  const { detail, line } = refused(text.replace('    about: member.person', '    about: "member.person'));
  expect(detail['part']).toBe('file');
  expect(line).not.toBe('');
});
