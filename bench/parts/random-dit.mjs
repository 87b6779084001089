// A diffusion transformer with random weights, as large as one likes, that can stand in for the built-in pack's own.
import fs from 'node:fs';
import path from 'node:path';

const WIDTH = 768;
const HEADS = 12;
/** As wide as the built-in pack's: patches of 1 × 2 × 2 cells. */
const TOKEN_WIDTH = 4 * JSON.parse(fs.readFileSync('models/sprites/modelpack.json', 'utf8')).latent.channels;

/** Writes `denoiser.onnx` with its weights in `denoiser.bin`; 12·768² weights per block. Returns how many bytes of weights there are. */
export function writeRandomDit({ writeModel }, folder, blocks) {
  const file = 'denoiser.bin';
  const descriptor = fs.openSync(path.join(folder, file), 'w');
  const weights = [];
  const nodes = [];
  let offset = 0;
  let state = 1;
  let names = 0;

  const weight = (...dims) => {
    const values = new Float32Array(dims.reduce((product, size) => product * size, 1));
    const scale = Math.sqrt(3 / dims[0]) / 2 ** 31;
    for (let index = 0; index < values.length; index++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      values[index] = state * scale;
    }
    const name = `w${weights.length}`;
    fs.writeSync(descriptor, new Uint8Array(values.buffer));
    weights.push({ name, dims, external: { file, offset, bytes: values.byteLength } });
    offset += values.byteLength;
    return name;
  };
  const constant = (values, dims = [values.length]) => {
    const name = `w${weights.length}`;
    weights.push({ name, dims, values });
    return name;
  };
  const shape = (...sizes) => constant(BigInt64Array.from(sizes, BigInt));
  const op = (type, inputs, attributes = {}, outputs = [`t${names++}`]) => {
    nodes.push({ op: type, inputs, outputs, attributes });
    return outputs[0];
  };

  const ones = constant(new Float32Array(WIDTH).fill(1));
  const zeros = constant(new Float32Array(WIDTH));
  const split = shape(0, 0, HEADS, WIDTH / HEADS);
  const merge = shape(0, 0, WIDTH);
  const scale = constant(Float32Array.of(1 / Math.sqrt(WIDTH / HEADS)), [1]);
  const normed = (x) => op('LayerNormalization', [x, ones, zeros], { axis: -1 });
  const heads = (x, perm) => op('Transpose', [op('Reshape', [x, split])], { perm });

  const level = op('Unsqueeze', ['timestep', shape(-1)]);
  let x = op('Add', [op('MatMul', ['tokens', weight(TOKEN_WIDTH, WIDTH)]), op('MatMul', [level, weight(1, WIDTH)])]);
  for (let block = 0; block < blocks; block++) {
    const y = normed(x);
    const [q, k, v] = [0, 1, 2].map(() => op('MatMul', [y, weight(WIDTH, WIDTH)]));
    const scores = op('MatMul', [heads(q, [0, 2, 1, 3]), heads(k, [0, 2, 3, 1])]);
    const mixed = op('MatMul', [op('Softmax', [op('Mul', [scores, scale])], { axis: -1 }), heads(v, [0, 2, 1, 3])]);
    const attention = op('Reshape', [op('Transpose', [mixed], { perm: [0, 2, 1, 3] }), merge]);
    x = op('Add', [x, op('MatMul', [attention, weight(WIDTH, WIDTH)])]);
    const hidden = op('Gelu', [op('MatMul', [normed(x), weight(WIDTH, 4 * WIDTH)])]);
    x = op('Add', [x, op('MatMul', [hidden, weight(4 * WIDTH, WIDTH)])]);
  }
  op('MatMul', [normed(x), weight(WIDTH, TOKEN_WIDTH)], {}, ['velocity']);
  fs.closeSync(descriptor);

  const port = (name, type, ...dims) => ({ name, type, dims: ['batch', ...dims] });
  const model = writeModel({
    nodes,
    weights,
    inputs: [
      port('tokens', 'float32', 'tokens', TOKEN_WIDTH),
      port('positions', 'float32', 'tokens', 3),
      port('timestep', 'float32', 'tokens'),
      port('context', 'float32', 'context_tokens', 'context_width'),
      port('context_mask', 'int64', 'context_tokens'),
    ],
    outputs: [port('velocity', 'float32', 'tokens', TOKEN_WIDTH)],
  });
  fs.writeFileSync(path.join(folder, 'denoiser.onnx'), model);
  return offset;
}
