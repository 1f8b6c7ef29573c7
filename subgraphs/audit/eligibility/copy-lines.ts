/** The cells of lines of COPY text, as the wire of relations and the sweep engine write them; null for `\N`. */
export async function cellsOf(
  lines: AsyncIterable<Uint8Array>,
): Promise<readonly (readonly (string | null)[])[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of lines) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  if (text === '') return [];
  const rows = text.endsWith('\n') ? text.slice(0, -1) : text;
  return rows.split('\n').map((line) => line.split('\t').map(cellOf));
}

const LETTERS: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r' };

function cellOf(cell: string): string | null {
  if (cell === '\\N') return null;
  return cell.replaceAll(/\\(.)/gu, (_, letter: string) => LETTERS[letter] ?? letter);
}
