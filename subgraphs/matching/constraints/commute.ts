import type { Constraint } from './constraint.ts';

/** The way is no longer than the jobseeker will go; who lives at the place of work has none. */
export const commute: Constraint = {
  name: 'COMMUTE',
  holds: { en: 'the way to work is within the limit', zh: '通勤时间在可接受范围内' },
  violationOf({ jobseeker, vacancy }, world) {
    if (jobseeker.needsLodging && vacancy.lodging) return null;
    const minutes = world.commuteMinutes(jobseeker.county, vacancy.county);
    const limit = jobseeker.maxCommuteMinutes;
    if (minutes <= limit) return null;
    const isKnown = Number.isFinite(minutes);
    return {
      constraint: 'COMMUTE',
      asked: { en: `at most ${limit} minutes one way`, zh: `单程不超过${limit}分钟` },
      there: isKnown
        ? { en: `about ${minutes} minutes`, zh: `单程约${minutes}分钟` }
        : { en: 'the way is not known', zh: '通勤时间无法估算' },
      wouldChange: isKnown
        ? { en: `accepting ${minutes} minutes`, zh: `接受单程${minutes}分钟的通勤` }
        : { en: 'a county whose place is known', zh: '补充可以定位的县区' },
      confidential: false,
    };
  },
};
