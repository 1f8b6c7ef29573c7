import { isMap, isNode, isScalar, isSeq, type Node, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import { alignItems } from './align-items.ts';
import { BlockCollection, type Edit, endOfNode } from './block-collection.ts';
import { type FormValue, isList, isMapping, isSameValue, type PolicyForm, valueOf } from './policy-form.ts';
import { entryLines, flowText, itemLines } from './yaml-text.ts';

/**
 * Writes a form back into the text that it was read from. What did not change keeps its comments, order and style byte
 * for byte; what did is written in the style around it.
 * @param text a document without problems
 * @throws Error where the text does not parse, or could not be made to say what the form says
 */
export function writeForm(text: string, form: PolicyForm): string {
  const written = editsOf(text, contentsOf(text), form)
    .toSorted((a, b) => b.from - a.from || b.to - a.to)
    .reduce((whole, { from, to, text: part }) => whole.slice(0, from) + part + whole.slice(to), text);
  if (!isSameValue(valueOf(contentsOf(written)), form))
    throw new Error('the form can not be written into the document');
  return written;
}

function contentsOf(text: string): Node {
  const { errors, contents } = parseDocument(text, { schema: 'failsafe', keepSourceTokens: true });
  if (errors.length > 0 || !isNode(contents)) throw new Error('the document does not parse');
  return contents;
}

/**
 * The edits that turn what stands at a node into a value, as few as there can be. Those of a collection come before
 * those within it: of two that only add at one place, the later in this list comes to stand first in the text.
 */
function editsOf(text: string, node: Node, value: FormValue): readonly Edit[] {
  if (isSameValue(valueOf(node), value)) return [];
  const edits =
    isMap(node) && isMapping(value)
      ? mappingEdits(text, node, value)
      : isSeq(node) && isList(value)
        ? listEdits(text, node, value)
        : null;
  return edits ?? [{ from: node.range?.[0] ?? 0, to: endOfNode(text, node), text: flowText(value) }];
}

/** Null where keys come or go and the mapping has to be written anew. */
function mappingEdits(
  text: string,
  node: YAMLMap,
  value: { readonly [key: string]: FormValue },
): readonly Edit[] | null {
  const block = BlockCollection.of(text, node);
  const keys = node.items.map(({ key }) => (isScalar(key) ? String(key.value) : ''));
  const isGone = keys.map((key) => !Object.hasOwn(value, key));
  const added = Object.entries(value).filter(([key]) => !keys.includes(key));
  if ((isGone.includes(true) || added.length > 0) && block === null) return null;
  if (!isGone.includes(false) || (block?.startsMidLine === true && isGone[0] === true)) return null;
  const lines = entryLines(Object.fromEntries(added), block?.column ?? 0);
  return [
    ...(block && added.length > 0 ? [block.insertion(lastKept(isGone), [lines])] : []),
    ...(block ? runsOf(isGone).map(([first, afterLast]) => block.removal(first, afterLast)) : []),
    ...node.items.flatMap((pair, index) => {
      const wanted = value[keys[index] ?? ''];
      return wanted !== undefined && isNode(pair.value) ? editsOf(text, pair.value, wanted) : [];
    }),
  ];
}

/** Null where items come or go and the list has to be written anew. */
function listEdits(text: string, node: YAMLSeq, value: readonly FormValue[]): readonly Edit[] | null {
  const block = BlockCollection.of(text, node);
  const items = node.items.filter(isNode);
  if (value.length === 0 || items.length < node.items.length) return null;
  const edits: Edit[] = [];
  const within: Edit[] = [];
  for (const { before, after } of alignItems(
    items.map((item) => keyOf(valueOf(item))),
    value.map(keyOf),
  )) {
    const [first, afterLast] = before;
    const wanted = value.slice(...after);
    const kept = Math.min(afterLast - first, wanted.length);
    items
      .slice(first, first + kept)
      .forEach((item, index) => within.push(...editsOf(text, item, wanted[index] ?? '')));
    if (afterLast - first === wanted.length) continue;
    if (block === null) return null;
    if (first + kept < afterLast) edits.push(block.removal(first + kept, afterLast));
    else
      edits.push(
        block.insertion(
          first + kept - 1,
          wanted.slice(kept).map((item) => itemLines(item, block.column)),
        ),
      );
  }
  return [...edits, ...within];
}

/** By what an item is known again: its id where it has one, else all that it says. */
function keyOf(value: FormValue): string {
  const id = isMapping(value) ? value['id'] : undefined;
  return typeof id === 'string'
    ? `id ${id}`
    : JSON.stringify(value, (_, each: unknown) => (typeof each === 'number' ? String(each) : each));
}

const lastKept = (isGone: readonly boolean[]): number => isGone.lastIndexOf(false);

/** The stretches, half open, in which something holds. */
function runsOf(holds: readonly boolean[]): readonly (readonly [number, number])[] {
  return holds.flatMap((isHere, index) => {
    if (!isHere || holds[index - 1] === true) return [];
    const end = holds.indexOf(false, index);
    return [[index, end < 0 ? holds.length : end] as const];
  });
}
