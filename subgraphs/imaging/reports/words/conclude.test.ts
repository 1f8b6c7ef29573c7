import { describe, expect, test } from '@jest/globals';
import { conclude, type ConcludedFinding } from './conclude.ts';

const CHEST = { sha256: 'aa', title: { en: 'Chest model', zh: '胸片模型' } };

function finding(
  label: string,
  above: boolean,
  { probability = 0.8, ...more }: Partial<ConcludedFinding> & { readonly probability?: number } = {},
): ConcludedFinding {
  return {
    stage: 'assistive',
    critical: label === 'pneumothorax',
    model: CHEST,
    sopInstanceUid: '1.1',
    spoken: {
      label,
      title: { en: label, zh: label },
      score: probability,
      probability,
      threshold: 0.5,
      above,
      agreement: null,
    },
    abstained: [],
    prior: null,
    ...more,
  };
}

const firstWords = (findings: readonly ConcludedFinding[]): readonly string[] =>
  conclude(findings)
    .en.split('\n')
    .map((line) => line.replace(/ \(.*/u, ''));

describe('what a draft concludes', () => {
  test('critical first, then what is suspected, then what is not', () => {
    expect(
      firstWords([
        finding('effusion', false, { probability: 0.1 }),
        finding('consolidation', true),
        finding('pneumothorax', true),
      ]),
    ).toEqual(['Suspected pneumothorax', 'Suspected consolidation', 'No pleural effusion is suggested']);
  });

  test('one sentence a label, of the image that shows it most, and of how many', () => {
    const { en, zh } = conclude([
      finding('effusion', false, { probability: 0.2 }),
      finding('effusion', true, { probability: 0.9, sopInstanceUid: '1.2' }),
      finding('effusion', true, { probability: 0.7, sopInstanceUid: '1.3' }),
    ]);
    expect(en).toBe(
      'Suspected pleural effusion (probability 90 %, score 0.90, operating point 0.50). (in 2 of 3 images)',
    );
    expect(zh).toMatch(/（3 幅图像中的 2 幅）$/u);
  });

  test('two models are two opinions', () => {
    const other = { sha256: 'bb', title: { en: 'Other', zh: '其他' } };
    expect(firstWords([finding('effusion', true), finding('effusion', true, { model: other })])).toHaveLength(
      2,
    );
  });

  test('silent labels have no part in it, whatever they say', () => {
    const silent = { stage: 'silent' as const };
    expect(conclude([finding('effusion', true), finding('nodule', true, silent)]).en).not.toMatch(/nodule/u);
    expect(conclude([finding('nodule', true, silent)]).zh).toContain('本院尚无任何已启用的标签');
    expect(
      conclude([finding('nodule', true, { ...silent, spoken: null, abstained: ['NO_CONTRAST'] })]),
    ).toEqual(conclude([finding('nodule', true, silent)]));
  });

  test('where nothing was read it says so', () => {
    expect(conclude([])).toEqual({
      en: 'No model has read these images. This draft says nothing of them.',
      zh: '没有模型读取这些图像，本草稿对其不作任何说明。',
    });
  });

  test('an image that was not answered is named beside those that were', () => {
    const lines = conclude([
      finding('effusion', true),
      finding('effusion', true, { spoken: null, abstained: ['BURNED_IN_TEXT'], sopInstanceUid: '1.2' }),
      finding('pneumothorax', true, { spoken: null, abstained: ['BURNED_IN_TEXT'], sopInstanceUid: '1.2' }),
    ]).en.split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toBe('Chest model gives no answer on 1 of 2 images: text is burnt into the image.');
  });
});
