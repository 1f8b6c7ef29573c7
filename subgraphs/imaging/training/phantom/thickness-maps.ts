/** Pixels along a side of a phantom. */
export const SIDE = 128;
/** The field is 384 mm wide and high. */
export const PIXEL_MM = 3;
const PIXELS = SIDE * SIDE;

/** How much of each tissue a ray crosses, in mm, pixel by pixel, rows from the head down. */
export interface ThicknessMaps {
  readonly body: Float32Array;
  readonly lung: Float32Array;
  readonly bone: Float32Array;
  /** Free air within the chest. */
  readonly air: Float32Array;
}

export function emptyMaps(): ThicknessMaps {
  const map = (): Float32Array => new Float32Array(PIXELS);
  return { body: map(), lung: map(), bone: map(), air: map() };
}

/** Millimetres from the midline: the patient's left is to the right of the image, and positive. */
function xOfColumn(column: number): number {
  return (column + 0.5 - SIDE / 2) * PIXEL_MM;
}

/** Millimetres from the upper edge. */
function yOfRow(row: number): number {
  return (row + 0.5) * PIXEL_MM;
}

/** Visits the pixels of a rectangle around a point; `dx` and `dy` are mm from the point. */
export function aroundPoint(
  { x, y }: { readonly x: number; readonly y: number },
  { halfWidth, halfHeight }: { readonly halfWidth: number; readonly halfHeight: number },
  visit: (pixel: number, dx: number, dy: number) => void,
): void {
  const columnOf = (mm: number): number => Math.floor(mm / PIXEL_MM + SIDE / 2);
  const rowOf = (mm: number): number => Math.floor(mm / PIXEL_MM);
  const lastRow = Math.min(SIDE - 1, rowOf(y + halfHeight));
  const lastColumn = Math.min(SIDE - 1, columnOf(x + halfWidth));
  for (let row = Math.max(0, rowOf(y - halfHeight)); row <= lastRow; row += 1)
    for (let column = Math.max(0, columnOf(x - halfWidth)); column <= lastColumn; column += 1)
      visit(row * SIDE + column, xOfColumn(column) - x, yOfRow(row) - y);
}

/** Visits every pixel; `x` from the midline and `y` from the upper edge, in mm. */
export function everyPixel(visit: (pixel: number, x: number, y: number) => void): void {
  for (let pixel = 0; pixel < PIXELS; pixel += 1)
    visit(pixel, xOfColumn(pixel % SIDE), yOfRow(Math.floor(pixel / SIDE)));
}
