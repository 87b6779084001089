export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface SizeLimits {
  /** Both sides are multiples of this. */
  readonly multiple: number;
  readonly min: number;
  readonly max: number;
}

/** Shapes to choose from, as width : height. */
export const SHAPES = ['1:1', '16:9', '9:16', '4:3', '3:4', '3:2', '2:3', '21:9'] as const;
export type Shape = (typeof SHAPES)[number];

/** The size of a shape that has about as many pixels as before: what it costs stays what it was. */
export function sizeOfShape(before: Size, shape: Shape, limits: SizeLimits): Size {
  const ratio = ratioOf(shape);
  const area = before.width * before.height;
  return { width: nearestSide(Math.sqrt(area * ratio), limits), height: nearestSide(Math.sqrt(area / ratio), limits) };
}

/** The shape that a size has, as near as the multiples let it come; undefined for a size of its own shape. */
export function shapeOf(size: Size, limits: SizeLimits): Shape | undefined {
  return SHAPES.find((shape) => {
    const nearest = sizeOfShape(size, shape, limits);
    return nearest.width === size.width && nearest.height === size.height;
  });
}

function ratioOf(shape: Shape): number {
  const [width = 1, height = 1] = shape.split(':').map(Number);
  return width / height;
}

function nearestSide(side: number, { multiple, min, max }: SizeLimits): number {
  const smallest = Math.ceil(min / multiple) * multiple;
  const largest = Math.floor(max / multiple) * multiple;
  return Math.min(largest, Math.max(smallest, Math.round(side / multiple) * multiple));
}

/** The smallest number that both go into: what has to be a multiple of both is a multiple of it. */
export function leastCommonMultiple(a: number, b: number): number {
  let [high, low] = [a, b];
  while (low !== 0) [high, low] = [low, high % low];
  return (a / high) * b;
}
