import { DEMONSTRATION, type ModelCard, type Words } from '../models/model-card.ts';

const REGISTERED: Words = {
  en: 'computed by a registered model; a licensed reader decides',
  zh: '由已注册软件计算，以执业医师判定为准',
};

/** What must be said wherever something is shown that a model put out. */
export function noticeOf({ certificate }: Pick<ModelCard, 'certificate'>): Words {
  return certificate.status === 'registered' ? REGISTERED : DEMONSTRATION;
}
