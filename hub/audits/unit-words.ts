import { readFileSync } from 'node:fs';
import { readGraphCatalogue, type GraphCatalogue } from '../../subgraphs/audit/operation/graph-catalogue.ts';
import type { Measure } from '../../subgraphs/audit/operation/measure.ts';
import { SUPERGRAPH } from '../configuration/write-configuration.ts';

const UNITS: Readonly<Record<Measure['unit'], string>> = {
  FEN: 'fen 分',
  SQUARE_METRES: 'm² 平方米',
  PERCENT: '%',
  PEOPLE: 'people 人',
  MONTHS: 'months 个月',
  YEARS: 'years 年',
  DAYS: 'days 天',
  MILLILITRES: 'ml 毫升',
  COUNT: '',
};

const PERIODS: Readonly<Record<NonNullable<Measure['per']>, string>> = {
  MONTH: 'a month 每月',
  YEAR: 'a year 每年',
  TERM: 'a term 每学期',
  EVENT: 'each time 每次',
  STOCK: '',
};

let graph: GraphCatalogue | undefined;

/** In what a value of a field is counted, as the graph's `@measure` says; empty where it says nothing. */
export function unitWords(typeName: string, fieldName: string): string {
  graph ??= readGraphCatalogue(readFileSync(SUPERGRAPH, 'utf8'));
  const measure = graph.measureOf(typeName, fieldName);
  if (measure === null) return '';
  return [UNITS[measure.unit], measure.per === null ? '' : PERIODS[measure.per]]
    .filter((word) => word !== '')
    .join(' ');
}
