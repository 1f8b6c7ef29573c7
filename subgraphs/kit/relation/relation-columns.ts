import type { LineColumn } from '../../../connectors/line-selection.ts';
import { SluiceError } from '../../../errors/sluice-error.ts';
import { sourceOfField } from '../source-of-field.ts';
import type { RowTypeMapping } from '../source-mapping.ts';

/** One column of the source, as a line shows it. */
export type ShownColumn = Extract<LineColumn, { kind: 'column' }>;

/**
 * Where a column of a relation stands at the source.
 * @param name a leaf of the records, or `edge.key` of an entity
 * @throws SluiceError RELATION_NOT_READABLE for what is made here of several records or columns
 */
export function columnOf(name: string, type: string, mapping: RowTypeMapping): ShownColumn {
  const [field = '', key] = name.split('.');
  const source = sourceOfField(mapping, field);
  if (key === undefined && source?.kind === 'column') return { kind: 'column', column: source.column };
  if (key === undefined && field === 'recordKey')
    return { kind: 'column', column: mapping.recordColumn, prefix: `${mapping.relation}:` };
  if (key !== undefined && source?.kind === 'entity') {
    const column = source.key[key];
    if (column !== undefined && Object.keys(source.key).length === 1) return { kind: 'column', column };
  }
  throw notReadable(type, name);
}

/** As `columnOf`, for what is compared or added up at the source, where it is as the source keeps it. */
export function plainColumnOf(name: string, type: string, mapping: RowTypeMapping): string {
  const { column, prefix } = columnOf(name, type, mapping);
  if (prefix !== undefined) throw notReadable(type, name);
  return column;
}

export const notReadable = (type: string, field: string | null): SluiceError =>
  new SluiceError('RELATION_NOT_READABLE', { field: field === null ? type : `${type}.${field}` });
