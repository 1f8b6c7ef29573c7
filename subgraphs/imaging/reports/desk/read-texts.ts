import { SluiceError } from '../../../../errors/sluice-error.ts';
import type { Words } from '../../models/model-card.ts';

/** What a reader wrote; null: nothing, in this language. */
export interface GivenConclusion {
  readonly en: string | null;
  readonly zh: string | null;
}

/** Longer is no report. */
const MAX_TEXT = 20_000;

/** What no document and no database takes, and nobody typed. */
// eslint-disable-next-line no-control-regex -- these are what is taken out
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/gu;

/**
 * A text that must be there.
 * @throws SluiceError REPORT_INPUT_INVALID
 */
export function givenText(text: string | null, name: string): string {
  const trimmed = bareText(text);
  if (trimmed === '') throw new SluiceError('REPORT_INPUT_INVALID', { reason: `${name} is empty` });
  if (trimmed.length > MAX_TEXT)
    throw new SluiceError('REPORT_INPUT_INVALID', {
      reason: `${name} is longer than ${MAX_TEXT} characters`,
    });
  return trimmed;
}

/**
 * What the report concludes: as the reader wrote it, where he wrote anything. WHY one language stands for both then: a
 * machine's sentence beside his would say what he did not.
 */
export function conclusionOf({ en, zh }: GivenConclusion, otherwise: Words): Words {
  const [english, chinese] = [bareText(en), bareText(zh)];
  if (english === '' && chinese === '') return otherwise;
  return {
    en: givenText(english === '' ? chinese : english, 'conclusion'),
    zh: givenText(chinese === '' ? english : chinese, 'conclusionChinese'),
  };
}

function bareText(text: string | null): string {
  return (text ?? '').replaceAll(CONTROLS, '').trim();
}
