import {
  bytesField,
  floatField,
  messageField,
  textField,
  varintField,
  type Field,
} from './protobuf-writer.ts';

/** The name of a value that flows through the graph. */
export type Value = string;
export type Attribute = number | string | readonly number[] | { readonly float: number };

export interface TensorShape {
  readonly name: string;
  /** A number, or a name where it is only known when the model runs. */
  readonly shape: readonly (number | string)[];
}

/** Versions that onnxruntime since 2021 reads. */
const OPSET = 13;
const IR_VERSION = 8;
const FLOAT = 1;
const INT64 = 7;
/** `AttributeProto.type`. */
const KIND = { float: 1, int: 2, string: 3, ints: 7 } as const;

/** Builds an ONNX model of operators of opset 13 and writes it, as onnx.proto lays it down. */
export class GraphBuilder {
  readonly #nodes: Field[] = [];
  readonly #constants: Field[] = [];
  readonly #wholeNumbers = new Map<string, Value>();
  #count = 0;

  /** Adds an operator with one output; `name` where the output is one of the model. */
  node(
    operator: string,
    inputs: readonly Value[],
    attributes: Readonly<Record<string, Attribute>> = {},
    name: Value = this.#fresh(operator),
  ): Value {
    this.#nodes.push(
      messageField(1, [
        ...inputs.map((input) => textField(1, input)),
        textField(2, name),
        textField(3, name),
        textField(4, operator),
        ...Object.entries(attributes).map(([key, value]) => messageField(5, attribute(key, value))),
      ]),
    );
    return name;
  }

  constant(values: Float32Array, shape: readonly number[], name: Value = this.#fresh('constant')): Value {
    this.#constants.push(messageField(5, tensor(name, FLOAT, shape, littleEndian(values))));
    return name;
  }

  scalar(value: number): Value {
    return this.constant(Float32Array.of(value), []);
  }

  /** A list of whole numbers, as operators take shapes and axes. */
  wholeNumbers(values: readonly number[]): Value {
    const key = values.join(',');
    const known = this.#wholeNumbers.get(key);
    if (known !== undefined) return known;
    const name = this.#fresh('whole');
    const bytes = Buffer.alloc(values.length * 8);
    for (const [at, value] of values.entries()) bytes.writeBigInt64LE(BigInt(value), at * 8);
    this.#constants.push(messageField(5, tensor(name, INT64, [values.length], bytes)));
    this.#wholeNumbers.set(key, name);
    return name;
  }

  /** The model as bytes of a `.onnx` file. */
  encode(inputs: readonly TensorShape[], outputs: readonly TensorShape[]): Buffer {
    const graph = [
      ...this.#nodes,
      textField(2, 'graph'),
      ...this.#constants,
      ...inputs.map((input) => messageField(11, valueInfo(input))),
      ...outputs.map((output) => messageField(12, valueInfo(output))),
    ];
    return Buffer.concat([
      varintField(1, IR_VERSION),
      textField(2, 'sluice'),
      messageField(7, graph),
      messageField(8, [textField(1, ''), varintField(2, OPSET)]),
    ]);
  }

  #fresh(kind: string): Value {
    this.#count += 1;
    return `${kind}_${this.#count}`;
  }
}

function attribute(name: string, value: Attribute): readonly Field[] {
  const head = textField(1, name);
  if (typeof value === 'number') return [head, varintField(3, value), varintField(20, KIND.int)];
  if (typeof value === 'string') return [head, textField(4, value), varintField(20, KIND.string)];
  if ('float' in value) return [head, floatField(2, value.float), varintField(20, KIND.float)];
  return [head, ...value.map((one) => varintField(8, one)), varintField(20, KIND.ints)];
}

function tensor(name: string, type: number, shape: readonly number[], bytes: Uint8Array): readonly Field[] {
  return [
    ...shape.map((size) => varintField(1, size)),
    varintField(2, type),
    textField(8, name),
    bytesField(9, bytes),
  ];
}

function littleEndian(values: Float32Array): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [at, value] of values.entries()) bytes.writeFloatLE(value, at * 4);
  return bytes;
}

function valueInfo({ name, shape }: TensorShape): readonly Field[] {
  const sizes = shape.map((size) =>
    messageField(1, [typeof size === 'number' ? varintField(1, size) : textField(2, size)]),
  );
  const type = messageField(1, [varintField(1, FLOAT), messageField(2, sizes)]);
  return [textField(1, name), messageField(2, [type])];
}
