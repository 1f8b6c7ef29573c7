import type { Accommodation, PhysicalDemand } from '../market/working-terms.ts';
import type { Words } from '../occupations/words.ts';

/** What is said of each accommodation. */
export const ACCOMMODATION_WORDS: Readonly<Record<Accommodation, Words>> = {
  STEP_FREE: { en: 'step-free access', zh: '无障碍通行' },
  SEATED: { en: 'seated work', zh: '坐姿作业' },
  SIGN_LANGUAGE: { en: 'sign language', zh: '手语支持' },
  SCREEN_READER: { en: 'a screen reader', zh: '读屏软件' },
  REMOTE: { en: 'work from home', zh: '居家办公' },
  FLEXIBLE_HOURS: { en: 'flexible hours', zh: '弹性工时' },
};

/** What is said of each demand. */
export const DEMAND_WORDS: Readonly<Record<PhysicalDemand, Words>> = {
  STANDING: { en: 'standing for long', zh: '长时间站立' },
  LIFTING: { en: 'heavy lifting', zh: '搬抬重物' },
  HEIGHTS: { en: 'work at heights', zh: '高处作业' },
  FINE_SIGHT: { en: 'fine sight', zh: '精细视力' },
  HEARING: { en: 'hearing', zh: '听力' },
  DRIVING: { en: 'driving', zh: '驾驶' },
};
