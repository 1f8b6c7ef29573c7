import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';
import { didYouMean } from './nearest-name.ts';
import type { PolicyProblem, Position } from './policy-problem.ts';

/** A policy document is written by people; anything larger or deeper is a mistake or an attack. */
const LARGEST_TEXT = 1_000_000;
const MOST_NODES = 100_000;
const DEEPEST_NESTING = 12;
/** The parser goes into each level by a call, so what is deeper than any sound text is refused unparsed. */
const DEEPEST_PARSED = 200;
/** Further problems of one document are not listed: who mends these first sees the others next. */
const MOST_PROBLEMS = 200;

/** A place in a document with the value that stands there. */
export interface Place {
  /** Keys and indexes from the root, joined by dots: `rules.3.resources.0.type`. */
  readonly path: string;
  readonly node: Node;
}

/**
 * Reads YAML with positions. Collects every problem instead of stopping at the first; a part that is wrong reads as
 * null or is left out, so callers use the result only where `problems` stayed empty.
 */
export class DocumentReader {
  readonly problems: PolicyProblem[] = [];
  readonly positions = new Map<string, Position>();
  readonly root: Place | null;
  private readonly file: string;
  private readonly lines = new LineCounter();

  constructor(file: string, text: string) {
    this.file = file;
    this.root =
      text.length > LARGEST_TEXT
        ? this.refuse(`the document is too large: more than ${LARGEST_TEXT} characters`)
        : this.load(text);
  }

  /** The entries of a mapping; unknown and missing keys are problems. */
  mapping(
    place: Place,
    required: readonly string[],
    optional: readonly string[] = [],
  ): ReadonlyMap<string, Place> {
    const entries = new Map<string, Place>();
    if (!isMap(place.node)) {
      this.problem(place, 'expected a mapping');
      return entries;
    }
    const known = [...required, ...optional];
    for (const { key, value } of place.node.items) {
      const name = isScalar(key) && typeof key.value === 'string' ? key.value : '';
      const keyPlace = { path: place.path, node: isNode(key) ? key : place.node };
      if (!known.includes(name)) this.problem(keyPlace, `unknown key \`${name}\`${didYouMean(name, known)}`);
      else if (isNode(value)) entries.set(name, this.at(`${place.path}.${name}`, value));
      else this.problem(keyPlace, `\`${name}\` has no value`);
    }
    for (const name of required)
      if (!place.node.has(name)) this.problem(place, `the key \`${name}\` is missing`);
    return entries;
  }

  /** The entries of a mapping with keys of the writer's own, each a text. */
  dictionary(place: Place | undefined): ReadonlyMap<string, string> {
    if (!place) return new Map();
    if (!isMap(place.node)) {
      this.problem(place, 'expected a mapping');
      return new Map();
    }
    return new Map(
      place.node.items.map(({ key, value }) => {
        const name = isScalar(key) && typeof key.value === 'string' ? key.value : '';
        return [name, isNode(value) ? this.text(this.at(`${place.path}.${name}`, value)) : ''];
      }),
    );
  }

  /** The items of a list that is not empty. */
  list(place: Place | undefined): readonly Place[] {
    if (!place) return [];
    if (!isSeq(place.node) || place.node.items.length === 0) {
      this.problem(place, 'expected a list that is not empty');
      return [];
    }
    return place.node.items.filter(isNode).map((node, index) => this.at(`${place.path}.${index}`, node));
  }

  /** A text that is not empty; `pattern` says which, `expected` says so in words. */
  text(place: Place | undefined, pattern = /\S/u, expected = 'a text'): string {
    if (!place) return '';
    const value = isScalar(place.node) ? place.node.value : null;
    if (typeof value === 'string' && pattern.test(value)) return value;
    this.problem(place, `expected ${expected}`);
    return '';
  }

  texts(place: Place | undefined, pattern?: RegExp, expected?: string): readonly string[] {
    const texts = this.list(place).map((item) => ({ item, text: this.text(item, pattern, expected) }));
    texts.forEach(({ item, text }, index) => {
      if (texts.findIndex((other) => other.text === text) < index)
        this.problem(item, `\`${text}\` is repeated`);
    });
    return texts.map(({ text }) => text);
  }

  /** A text out of a closed list. */
  choice<T extends string>(place: Place | undefined, choices: readonly T[]): T | null {
    if (!place) return null;
    const text = this.text(place);
    const choice = choices.find((each) => each === text) ?? null;
    if (choice === null && text !== '')
      this.problem(place, `\`${text}\` is none of ${choices.join(', ')}${didYouMean(text, choices)}`);
    return choice;
  }

  /** A whole number within bounds, both included; the lower bound where it is none. */
  wholeNumber(
    place: Place | undefined,
    { from, to }: { readonly from: number; readonly to: number },
  ): number {
    const value = place && isScalar(place.node) ? place.node.value : null;
    const read = typeof value === 'string' && /^\d{1,10}$/u.test(value) ? Number(value) : value;
    if (typeof read === 'number' && Number.isInteger(read) && read >= from && read <= to) return read;
    if (place) this.problem(place, `expected a whole number from ${from} to ${to}`);
    return from;
  }

  choices<T extends string>(place: Place | undefined, choices: readonly T[]): readonly T[] {
    this.texts(place);
    return this.list(place).flatMap((item) => this.choice(item, choices) ?? []);
  }

  problem(place: Place, message: string): void {
    this.refuse(message, this.positionOf(place.node));
  }

  private at(path: string, node: Node): Place {
    this.positions.set(path, this.positionOf(node));
    return { path, node };
  }

  private positionOf(node: Node): Position {
    const position = this.lines.linePos(node.range?.[0] ?? 0);
    return { line: Math.max(position.line, 1), column: Math.max(position.col, 1) };
  }

  private refuse(message: string, position: Position = { line: 1, column: 1 }): null {
    if (this.problems.length < MOST_PROBLEMS) this.problems.push({ file: this.file, ...position, message });
    return null;
  }

  private load(text: string): Place | null {
    const tooDeep = lineOfDepth(text, DEEPEST_PARSED);
    if (tooDeep !== null) return this.refuse(TOO_DEEP, { line: tooDeep, column: 1 });
    // WHY failsafe: every scalar stays the text that was written; no `NO` becomes false, no 2026-11 a number.
    const options = { schema: 'failsafe', lineCounter: this.lines, prettyErrors: false } as const;
    try {
      return this.check(parseDocument(text, options));
    } catch (error) {
      if (error instanceof RangeError) return this.refuse(TOO_DEEP);
      throw error;
    }
  }

  /** The root of a document that holds nothing but plain mappings, lists and text, within bounds. */
  private check(document: Document.Parsed): Place | null {
    for (const { message, pos } of [...document.errors, ...document.warnings]) {
      const { line, col } = this.lines.linePos(pos[0]);
      this.refuse(message, { line: Math.max(line, 1), column: Math.max(col, 1) });
    }
    if (this.problems.length > 0) return null;
    const root = document.contents;
    if (!isNode(root)) return this.refuse('the document is empty');
    let nodes = 0;
    visit(document, (_, node, path) => {
      if (!isNode(node)) return undefined;
      const message = ++nodes > MOST_NODES ? TOO_MANY : unwanted(node, path);
      if (message === null) return undefined;
      this.problem({ path: '', node }, message);
      return message === TOO_MANY || message === TOO_DEEP ? visit.BREAK : undefined;
    });
    return this.problems.length > 0 ? null : { path: '', node: root };
  }
}

const TOO_MANY = `the document is too large: more than ${MOST_NODES} values`;
const TOO_DEEP = `the document is nested too deeply: more than ${DEEPEST_NESTING} levels`;
/** Controls but for tab and line ends, what turns the direction of text, and what stands for bytes that are no UTF-8. */
const UNSEEN = /[^\P{Cc}\t\n\r]|[\u202a-\u202e\u2066-\u2069\ufffd]/u;

/**
 * The first line that could be nested so deep, by brackets that are open and by what stands before its content; null
 * where none is. Brackets in texts count too: none has hundreds that stay open.
 */
function lineOfDepth(text: string, depth: number): number | null {
  let open = 0;
  for (const [index, line] of text.split(/\r\n|[\r\n]/u).entries()) {
    if ((/^[\s?:-]*/u.exec(line)?.[0].length ?? 0) > depth) return index + 1;
    for (const character of line) {
      if (character === '[' || character === '{') open += 1;
      else if ((character === ']' || character === '}') && open > 0) open -= 1;
      if (open > depth) return index + 1;
    }
  }
  return null;
}

/** What YAML knows and policies do not use; null for all else. */
function unwanted(node: Node, path: readonly unknown[]): string | null {
  if (path.filter(isCollection).length > DEEPEST_NESTING) return TOO_DEEP;
  if (isAlias(node) || node.anchor !== undefined) return 'anchors and aliases are not used in policies';
  const isUnseen = isScalar(node) && typeof node.value === 'string' && UNSEEN.test(node.value);
  return isUnseen ? 'the text holds characters that can not be seen, or is not UTF-8' : null;
}
