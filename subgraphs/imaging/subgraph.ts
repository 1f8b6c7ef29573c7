import type { SubgraphDefinition } from '../kit/source-mapping.ts';
import { imagingMapping } from './serve/imaging-mapping.ts';
import { startImaging } from './start-imaging.ts';

/** What the imaging cloud serves: studies, what models say of them, and reports, as rows; pixels by DICOMweb alone. */
export const subgraph: SubgraphDefinition = { name: 'imaging', mapping: imagingMapping, start: startImaging };
