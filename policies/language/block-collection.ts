import { isMap, isNode, isScalar, isSeq, type Node } from 'yaml';

/** A stretch of a text, half open, and what stands there instead. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

interface Entry {
  /** Where its key or its dash stands. */
  readonly head: number;
  readonly node: Node;
}

/** A mapping or a list in block style, so one of whose entries each begins a line, and how it is edited by lines. */
export class BlockCollection {
  /** How far its entries are indented. */
  readonly column: number;
  /** Whether its first entry shares a line with a dash, as the first key of a list's item does. */
  readonly startsMidLine: boolean;
  private readonly text: string;
  private readonly entries: readonly Entry[];

  private constructor(text: string, entries: readonly Entry[]) {
    this.text = text;
    this.entries = entries;
    const head = entries[0]?.head ?? 0;
    this.column = head - lineStart(text, head);
    this.startsMidLine = text.slice(head - this.column, head).trim() !== '';
  }

  /** Null for what is not in block style, and for what has entries without a value. */
  static of(text: string, node: Node): BlockCollection | null {
    const entries = entriesOf(node);
    return entries === null || entries.length === 0 ? null : new BlockCollection(text, entries);
  }

  /** Removes entries, with the comments above them. Not the first one where the collection starts within a line. */
  removal(first: number, afterLast: number): Edit {
    if (afterLast < this.entries.length)
      return { from: this.startOf(first), to: this.startOf(afterLast), text: '' };
    let from = this.startOf(first);
    while (first > 0 && isBlank(lineBefore(this.text, from))) from = lineStart(this.text, from - 1);
    return { from, to: this.endOf(afterLast - 1), text: '' };
  }

  /** Puts lines after an entry, or before the first (-1), apart from their neighbours as these are from each other. */
  insertion(after: number, items: readonly (readonly string[])[]): Edit {
    const lineEnd = this.text.includes('\r\n') ? '\r\n' : '\n';
    const gap = this.isSpaced() ? [''] : [];
    const written = (lines: readonly string[]) => lines.map((line) => `${line}${lineEnd}`).join('');
    if (after < 0) {
      const at = this.startOf(0);
      return { from: at, to: at, text: written(items.flatMap((lines) => [...lines, ...gap])) };
    }
    const at = this.endOf(after);
    const isUnfinished = !this.text.slice(0, at).endsWith('\n');
    const text = written(items.flatMap((lines) => [...gap, ...lines]));
    return { from: at, to: at, text: isUnfinished ? lineEnd + text : text };
  }

  /** Where the lines of an entry begin: comments that stand right above it are its own. */
  private startOf(index: number): number {
    const head = this.entries[index]?.head ?? 0;
    if (index === 0 && this.startsMidLine) return head;
    let start = lineStart(this.text, head);
    const least = index === 0 ? 0 : this.endOf(index - 1);
    while (start > least && lineBefore(this.text, start).trim().startsWith('#'))
      start = lineStart(this.text, start - 1);
    return start;
  }

  /** The end of the line on which an entry ends. */
  private endOf(index: number): number {
    const entry = this.entries[index];
    const end = entry ? endOfNode(this.text, entry.node) : 0;
    const newline = this.text.indexOf('\n', end);
    return newline < 0 ? this.text.length : newline + 1;
  }

  private isSpaced(): boolean {
    return this.entries.some(
      (_, index) => index > 0 && isBlank(this.text.slice(this.endOf(index - 1)).split('\n', 1)[0] ?? ''),
    );
  }
}

function entriesOf(node: Node): readonly Entry[] | null {
  if (isMap(node) && !node.flow) {
    const entries = node.items.flatMap(({ key, value }) =>
      isScalar(key) && key.range && isNode(value) ? [{ head: key.range[0], node: value }] : [],
    );
    return entries.length === node.items.length ? entries : null;
  }
  if (!isSeq(node) || node.flow || node.srcToken?.type !== 'block-seq') return null;
  const heads = node.srcToken.items.flatMap(
    ({ start }) => start.find(({ type }) => type === 'seq-item-ind')?.offset ?? [],
  );
  const entries = node.items.flatMap((item, index) => {
    const head = heads[index];
    return isNode(item) && head !== undefined ? [{ head, node: item }] : [];
  });
  return entries.length === node.items.length ? entries : null;
}

/** Where the value of a node ends, comments and blank lines after it left out. */
export function endOfNode(text: string, node: Node): number {
  const last = isMap(node) || isSeq(node) ? lastOf(node) : null;
  if (last !== null) return endOfNode(text, last);
  const end = node.range?.[1] ?? 0;
  // A block scalar ends with its line.
  return text.slice(0, end).replace(/\r?\n$/u, '').length;
}

function lastOf(node: Node): Node | null {
  if (isMap(node) && !node.flow) {
    const value = node.items.at(-1)?.value;
    return isNode(value) ? value : null;
  }
  const item = isSeq(node) && !node.flow ? node.items.at(-1) : null;
  return isNode(item) ? item : null;
}

const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;

/** The line above the one that begins here; empty at the beginning of the text. */
const lineBefore = (text: string, start: number): string =>
  start === 0 ? '' : text.slice(lineStart(text, start - 1), start - 1);

const isBlank = (line: string): boolean => line.trim() === '';
