import type { ModelCard, Words } from '../models/model-card.ts';
import type { PreparedImage } from './preprocess.ts';

/** What an image says of itself, as far as a model's limits go; null where it does not say. */
export interface ImageFacts {
  readonly modality: string | null;
  readonly view: string | null;
  readonly bodyPart: string | null;
  /** `L`, `R`, `B` for both, `U` for unpaired. */
  readonly laterality: string | null;
  /** On the day of the image. */
  readonly ageYears: number | null;
  /** No model is given it: the monitors compare how well models do. */
  readonly sex: 'F' | 'M' | null;
  /** Whether text is burnt into the pixels. */
  readonly burnedInText: boolean | null;
}

/** Why a model says nothing of an image, in words for those who read the draft. */
export const ABSTENTIONS = {
  NOT_READ: { en: 'reading the image failed again and again', zh: '多次读取图像均失败，未能判读' },
  PIXELS_UNREADABLE: { en: 'the pixels can not be decoded', zh: '像素数据无法解码' },
  SIZE_MISMATCH: { en: 'the image does not have the pixels it declares', zh: '图像像素数与声明不符' },
  NOT_FINITE: { en: 'the image holds values that are no numbers', zh: '图像含有非数值像素' },
  NO_CONTRAST: { en: 'the image shows nothing', zh: '图像没有任何对比度' },
  TOO_MUCH_PADDING: { en: 'most of the image holds no values', zh: '图像大部分区域没有像素值' },
  MODALITY_OUTSIDE_LIMITS: { en: 'the model is not for this modality', zh: '模型不适用于该检查类型' },
  VIEW_OUTSIDE_LIMITS: {
    en: 'the model is not for this view, or none is stated',
    zh: '模型不适用于该投照体位，或未注明体位',
  },
  BODY_PART_OUTSIDE_LIMITS: {
    en: 'the model is not for this part of the body, or none is stated',
    zh: '模型不适用于该部位，或未注明部位',
  },
  LATERALITY_OUTSIDE_LIMITS: {
    en: 'the image is of a side that the model is not for',
    zh: '模型不适用于该侧别的图像',
  },
  AGE_OUTSIDE_LIMITS: { en: 'the model is not for patients of this age', zh: '模型不适用于该年龄的患者' },
  AGE_UNKNOWN: { en: 'the age of the patient is not known', zh: '患者年龄未知' },
  SPACING_MISSING: { en: 'the image does not say how large its pixels are', zh: '图像未注明像素间距' },
  FIELD_OUTSIDE_LIMITS: {
    en: 'the image shows a larger or smaller field than the model is for',
    zh: '图像视野大小超出模型适用范围',
  },
  BURNED_IN_TEXT: { en: 'text is burnt into the image', zh: '图像中烧录有文字' },
  OUT_OF_DISTRIBUTION: {
    en: 'the image is unlike those that the model knows',
    zh: '图像与模型已知的图像差异过大',
  },
  OUTPUT_NOT_FINITE: { en: 'what the model put out are no numbers', zh: '模型输出为非数值' },
} as const satisfies Readonly<Record<string, Words>>;
export type AbstentionReason = keyof typeof ABSTENTIONS;

/** An image with more of it empty than this is not looked at. */
const MOST_PADDING = 0.5;

/** What speaks against asking the model at all, from what the image says of itself. */
export function reasonsInFacts({ limits }: ModelCard, facts: ImageFacts): readonly AbstentionReason[] {
  const reasons: AbstentionReason[] = [];
  const outside = (allowed: readonly string[], value: string | null): boolean =>
    value === null || !allowed.includes(value);
  if (outside(limits.modalities, facts.modality)) reasons.push('MODALITY_OUTSIDE_LIMITS');
  if (outside(limits.views, facts.view)) reasons.push('VIEW_OUTSIDE_LIMITS');
  if (outside(limits.bodyParts, facts.bodyPart)) reasons.push('BODY_PART_OUTSIDE_LIMITS');
  if (facts.laterality !== null && outside(limits.lateralities, facts.laterality))
    reasons.push('LATERALITY_OUTSIDE_LIMITS');
  if (facts.ageYears === null) reasons.push('AGE_UNKNOWN');
  else if (facts.ageYears < limits.ageYears.from || facts.ageYears > limits.ageYears.to)
    reasons.push('AGE_OUTSIDE_LIMITS');
  if (facts.burnedInText === true) reasons.push('BURNED_IN_TEXT');
  return reasons;
}

/** What speaks against it in the pixels. */
export function reasonsInImage(
  { limits, input }: ModelCard,
  { spacingMm, paddingShare }: PreparedImage,
): readonly AbstentionReason[] {
  const reasons: AbstentionReason[] = [];
  if (paddingShare > MOST_PADDING) reasons.push('TOO_MUCH_PADDING');
  if (spacingMm === null) return [...reasons, 'SPACING_MISSING'];
  const field = [spacingMm[0] * input.height, spacingMm[1] * input.width];
  // Half a percent: pixel sizes are stated with few digits.
  if (field.some((mm) => mm < limits.fieldMm.from * 0.995 || mm > limits.fieldMm.to * 1.005))
    reasons.push('FIELD_OUTSIDE_LIMITS');
  return reasons;
}
