import { openProtobuf, type ProtobufReader } from './protobuf.ts';

/** Lists of sizes are packed by some writers and not by others; no weight has more axes. */
const MOST_PACKED_BYTES = 80;

/** The shapes of a model's weights, seeking over their values. For files that `readOnnxHeader` has read. */
export function readWeightShapes(file: string): readonly (readonly number[])[] {
  const shapes: number[][] = [];
  const reader = openProtobuf(file);
  try {
    reader.fields({
      7: (graph) =>
        graph.fields({
          5: (tensor) => {
            const shape: number[] = [];
            tensor.fields({ 1: (size) => shape.push(...sizesIn(size)) });
            shapes.push(shape);
          },
        }),
    });
    return shapes;
  } finally {
    reader.close();
  }
}

function sizesIn(field: ProtobufReader): number[] {
  if (field.isNumber) return [field.number()];
  const sizes: number[] = [];
  let size = 0;
  let shift = 1;
  for (const byte of field.bytes(MOST_PACKED_BYTES)) {
    size += (byte & 0x7f) * shift;
    shift *= 128;
    if (byte >= 0x80) continue;
    sizes.push(size);
    [size, shift] = [0, 1];
  }
  return sizes;
}
