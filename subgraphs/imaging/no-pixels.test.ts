import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { isScalarType, Kind, parse, print } from 'graphql';
import { apiSchemaOf } from '../../policies/api-schema.ts';

/** Pixels go by DICOMweb alone. The evidence is coarse: `models/gate.test.ts`, "a heat map as fine as an image". */

const read = (file: string): string => readFileSync(join(import.meta.dirname, file), 'utf8');
const graph = apiSchemaOf(read('../../gateway/supergraph/generated/supergraph.graphql'));
const fields = parse(read('schema.graphql')).definitions.flatMap((definition) =>
  definition.kind === Kind.OBJECT_TYPE_DEFINITION
    ? (definition.fields ?? []).map(({ name, type }) => ({
        name: `${definition.name.value}.${name.value}`,
        type: print(type),
      }))
    : [],
);

test('no scalar of the whole graph holds bytes', () => {
  const scalars = Object.values(graph.getTypeMap()).filter(isScalarType);
  expect(scalars.map(({ name }) => name).toSorted()).toEqual([
    'Boolean',
    'Cursor',
    'Date',
    'DateTime',
    'DivisionCode',
    'Fen',
    'Float',
    'ID',
    'Int',
    'Month',
    'String',
  ]);
});

test('no field of imaging is called pixels, a frame or a picture', () => {
  const words = /pixel|frame|thumb|picture|bitmap|base64|blob|binary|bytes|image$|data$/iu;
  // The hash of them, by which a replay is compared.
  expect(fields.flatMap(({ name }) => (words.test(name) ? [name] : []))).toEqual([
    'InferenceProvenance.pixelSha256',
  ]);
});

test('no field of imaging is a list of values', () => {
  const values = fields.filter(({ type }) => /^\[(?:Int|Float|Fen|String|ID|Boolean)\b/u.test(type));
  expect(values.map(({ name }) => name)).toEqual([]);
});

test('by place nothing but the evidence tells of an image', () => {
  const places = fields.flatMap(({ name }) =>
    /evidence|heat|map$|region|contour|box/iu.test(name) ? [name] : [],
  );
  expect(places).toEqual(['InferenceFinding.evidence', 'ReportFinding.evidence']);
});
