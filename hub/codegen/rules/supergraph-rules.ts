import { amountsAreMeasured } from './amounts-are-measured.ts';
import { conclusionsNameTheirFields } from './conclusions-name-their-fields.ts';
import { fieldsAreCatalogued } from './fields-are-catalogued.ts';
import { inputsAreBound } from './inputs-are-bound.ts';
import { outputsAreNullable } from './outputs-are-nullable.ts';
import type { SupergraphRule } from './rule.ts';
import { statisticsAreBound } from './statistics-are-bound.ts';
import { subjectPathsResolve } from './subject-paths-resolve.ts';
import { typesNameTheirDataset } from './types-name-their-dataset.ts';

/** What a composed schema must satisfy beyond federation itself before anybody may serve it. */
export const SUPERGRAPH_RULES: readonly SupergraphRule[] = [
  fieldsAreCatalogued,
  typesNameTheirDataset,
  inputsAreBound,
  outputsAreNullable,
  subjectPathsResolve,
  conclusionsNameTheirFields,
  statisticsAreBound,
  amountsAreMeasured,
];
