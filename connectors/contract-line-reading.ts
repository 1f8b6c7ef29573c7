import type { Connector, ReadOptions } from './contract.ts';
import { patiently } from './contract-reading.ts';
import type { KeyedLines, LineSelection } from './line-selection.ts';

/** Lines over `contract_row`: the record of every row, unless said otherwise. */
export function lineSelectionOf(part: Partial<LineSelection>): LineSelection {
  return {
    relation: 'contract_row',
    columns: [{ kind: 'column', column: 'record_id' }],
    where: { kind: 'all', of: [] },
    keyed: null,
    shown: { kind: 'all', of: [] },
    having: null,
    ...part,
  };
}

/** Keys that may stand in any of some columns. */
export function keyed(columns: readonly string[], keys: readonly string[] | null): KeyedLines {
  return {
    by: columns.map((column) => ({ column, where: { kind: 'all', of: [] } })),
    keys: keys && { count: keys.length, bytes: Buffer.from(keys.join('\n')) },
    among: null,
    firstBy: null,
  };
}

/** All lines, each as its values; fails where the last one has no end. */
export async function linesOf(
  connector: Connector,
  selection: LineSelection,
  options: ReadOptions = patiently(),
): Promise<readonly (readonly (string | null)[])[]> {
  const pieces: Uint8Array[] = [];
  for await (const piece of connector.readLines(selection, options)) pieces.push(piece);
  const lines = Buffer.concat(pieces).toString().split('\n');
  if (lines.pop() !== '') throw new Error('the last line has no end');
  return lines.map((line) => line.split('\t').map(valueOf));
}

/** The records of lines that hold nothing else, in their order. */
export const recordsOf = (lines: readonly (readonly (string | null)[])[]): readonly string[] =>
  lines.map(([record]) => String(record)).sort((one, other) => Number(one) - Number(other));

/** The keys of lines that hold nothing else, in their order. */
export const keysOf = (lines: readonly (readonly (string | null)[])[]): readonly string[] =>
  lines.map(([key]) => String(key)).sort();

const ESCAPED: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

const valueOf = (text: string): string | null =>
  text === '\\N' ? null : text.replace(/\\(.)/gsu, (_, mark: string) => ESCAPED[mark] ?? mark);
