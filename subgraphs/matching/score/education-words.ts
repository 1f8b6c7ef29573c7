import type { EducationLevel } from '../market/working-terms.ts';
import type { Words } from '../occupations/words.ts';

/** What is said of each level. */
export const EDUCATION_WORDS: Readonly<Record<EducationLevel, Words>> = {
  NONE: { en: 'no schooling', zh: '未上学' },
  PRIMARY: { en: 'primary school', zh: '小学' },
  JUNIOR: { en: 'junior secondary school', zh: '初中' },
  SENIOR: { en: 'senior secondary school', zh: '高中' },
  VOCATIONAL: { en: 'vocational school', zh: '中等职业教育' },
  COLLEGE: { en: 'college', zh: '大学专科' },
  BACHELOR: { en: 'a bachelor’s degree', zh: '大学本科' },
  MASTER: { en: 'a master’s degree', zh: '硕士研究生' },
};
