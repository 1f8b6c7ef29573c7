/** GB18030 of a text, which the platform reads but does not write; null where a character has none. */
export function gb18030(text: string): Buffer | null {
  const codes = (table ??= makeTable());
  const parts: Buffer[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    const code =
      point < 0x80 ? Buffer.of(point) : point < 0x10000 ? codes.get(character) : beyondBasicPlane(point);
    if (code === undefined) return null;
    parts.push(code);
  }
  return Buffer.concat(parts);
}

/** Beyond the basic plane the codes of four bytes follow each other as the characters do. */
function beyondBasicPlane(point: number): Buffer {
  const at = point - 0x10000;
  return Buffer.of(
    0x90 + Math.floor(at / 12_600),
    0x30 + (Math.floor(at / 1_260) % 10),
    0x81 + (Math.floor(at / 10) % 126),
    0x30 + (at % 10),
  );
}

let table: ReadonlyMap<string, Buffer> | null = null;

/** Every code of two bytes, and those of four in the basic plane, read once and turned round. */
function makeTable(): ReadonlyMap<string, Buffer> {
  const decoder = new TextDecoder('gb18030');
  const codes = new Map<string, Buffer>();
  const enter = (code: Buffer): void => {
    const text = decoder.decode(code);
    if (text !== '\ufffd' && Array.from(text).length === 1 && !codes.has(text)) codes.set(text, code);
  };
  for (let first = 0x81; first <= 0xfe; first++)
    for (let second = 0x40; second <= 0xfe; second++) if (second !== 0x7f) enter(Buffer.of(first, second));
  for (let first = 0x81; first <= 0x84; first++)
    for (let second = 0x30; second <= 0x39; second++)
      for (let third = 0x81; third <= 0xfe; third++)
        for (let fourth = 0x30; fourth <= 0x39; fourth++) enter(Buffer.of(first, second, third, fourth));
  return codes;
}
