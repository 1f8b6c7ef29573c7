/** What an ONNX file says of itself at its outermost. */
export interface OnnxHeader {
  /** Of the standard operators; null where it does not say. */
  readonly opset: number | null;
}

interface Part {
  readonly field: number;
  readonly value: number | Buffer;
}

const OPSET_IMPORT = 8;

/** @throws where the bytes are no protobuf message */
export function readOnnxHeader(bytes: Buffer): OnnxHeader {
  for (const { field, value } of partsOf(bytes)) {
    if (field !== OPSET_IMPORT || typeof value === 'number') continue;
    const parts = [...partsOf(value)];
    const domain = parts.find((part) => part.field === 1)?.value;
    const version = parts.find((part) => part.field === 2)?.value;
    const isStandard = domain === undefined || String(domain) === '' || String(domain) === 'ai.onnx';
    if (isStandard && typeof version === 'number') return { opset: version };
  }
  return { opset: null };
}

/** The fields of a message, without looking into them. */
function* partsOf(bytes: Buffer): Generator<Part> {
  let at = 0;
  const varint = (): number => {
    let [value, scale] = [0, 1];
    for (;;) {
      const byte = bytes[at];
      if (byte === undefined || scale > 2 ** 63) throw new Error('the file is no ONNX model');
      at += 1;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const field = Math.floor(key / 8);
    const wire = key % 8;
    if (wire === 0) {
      yield { field, value: varint() };
      continue;
    }
    const length = wire === 2 ? varint() : { 1: 8, 5: 4 }[wire];
    if (length === undefined || at + length > bytes.length) throw new Error('the file is no ONNX model');
    yield { field, value: bytes.subarray(at, at + length) };
    at += length;
  }
}
