import type { Words } from '../models/model-card.ts';

/** Why no de-identified copy is made of an object, in words for those who asked for one. */
const DEIDENTIFICATION_REFUSALS = {
  BURNED_IN_TEXT: {
    en: 'the image does not say that no text is burnt into it, and no part of it was to be masked',
    zh: '图像未声明无烧录文字，且未指定遮盖区域',
  },
  RECOGNIZABLE_FEATURES: { en: 'a face may be recognised in the image', zh: '图像中可能可辨认面部' },
  OVERLAY_IN_PIXELS: { en: 'an overlay lies among the bits of the pixels', zh: '像素位中含有叠加层' },
  SOP_CLASS_PRIVATE: { en: 'the object is of a kind that no standard describes', zh: '对象类型不属于标准' },
  MASK_IMPOSSIBLE: { en: 'the pixels can not be masked', zh: '像素无法遮盖' },
  LEAK: {
    en: 'the copy still held something that tells who it is; it was thrown away',
    zh: '副本中仍含可识别身份的内容，已丢弃',
  },
} as const satisfies Readonly<Record<string, Words>>;
export type DeidentificationReason = keyof typeof DEIDENTIFICATION_REFUSALS;

/** What is said of a reason; null of one that is not of these, for the object could not be read at all. */
export function wordsOfRefusal(reason: string | null): Words | null {
  const words: Readonly<Record<string, Words>> = DEIDENTIFICATION_REFUSALS;
  return (reason !== null && Object.hasOwn(words, reason) ? words[reason] : null) ?? null;
}

/** No copy is made. `detail` names tags, never a value. */
export class DeidentificationRefusal extends Error {
  readonly reason: DeidentificationReason;
  readonly detail: string;

  constructor(reason: DeidentificationReason, detail = '', options?: ErrorOptions) {
    super(`${reason}: ${detail}`, options);
    this.name = 'DeidentificationRefusal';
    this.reason = reason;
    this.detail = detail;
  }
}
