import {
  keepProfile,
  readJobseeker,
  setAccepted,
  setConsented,
  setCounty,
  setDeclined,
  setGroups,
} from './keep-jobseeker.ts';
import {
  changeVacancy,
  countRefused,
  isShown,
  lockVacancy,
  postVacancy,
  setFilled,
  withdrawVacancy,
} from './keep-vacancy.ts';

/** The `MarketBook` of the service chain in PostgreSQL: each within the caller's transaction. */
export const postgresMarketBook = {
  countRefused,
  isShown,
  lockVacancy,
  setFilled,
  readJobseeker,
  setAccepted,
  setConsented,
  setCounty,
  setDeclined,
  setGroups,
  keepProfile,
  postVacancy,
  changeVacancy,
  withdrawVacancy,
} as const;
