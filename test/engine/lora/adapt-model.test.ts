import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ModelPack } from '../../../src/core/model-pack.ts';
import { tensor } from '../../../src/core/tensor.ts';
import { createLoras } from '../../../src/engine/lora/loras.ts';
import { createSessions, type Sessions } from '../../../src/engine/onnx/sessions.ts';
import { editableWeight, readModel, writeEdited } from '../../../src/engine/onnx-edit.ts';
import { type NodeToWrite, type WeightToWrite, writeModel } from '../../../src/engine/onnx-writer.ts';
import { floats, type TensorToWrite, writeSafetensors } from '../../support/write-safetensors.ts';

let folder: string;
let sessions: Sessions;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'patchloom-'));
  sessions = createSessions();
});
afterEach(async () => {
  await sessions.close();
  rmSync(folder, { recursive: true });
});

/** y = x·W, with W = [[1, 2], [3, 4]] under the name that the exporter gives it and a node called after its layer. */
const linear: Model = {
  nodes: [{ op: 'MatMul', name: '/blocks.0/to_q/MatMul', inputs: ['x', 'onnx::MatMul_1'], outputs: ['y'] }],
  weights: [{ name: 'onnx::MatMul_1', dims: [2, 2], values: Float32Array.of(1, 2, 3, 4) }],
};
const X = tensor(Float32Array.of(1, 10), [1, 2]);

interface Model {
  readonly nodes: readonly NodeToWrite[];
  readonly weights: readonly WeightToWrite[];
}

const manifest = {
  title: 'Small',
  files: { dit: { path: 'model.onnx' } },
  denoiser: { file: 'dit' },
} as unknown as ModelPack['manifest'];

const modelPath = () => path.join(folder, 'model.onnx');
const loras = () => createLoras({ modelFile: modelPath, readFolders: [folder] });

function write({ nodes, weights }: Model): void {
  const port = (name: string) => ({ name, type: 'float32', dims: ['rows', 2] }) as const;
  writeFileSync(modelPath(), writeModel({ nodes, weights, inputs: [port('x')], outputs: [port('y')] }));
}

function lora(name: string, tensors: Readonly<Record<string, TensorToWrite>>, notes?: Record<string, string>): string {
  const file = path.join(folder, name);
  writeSafetensors(file, tensors, notes);
  return file;
}

/** Up · down = [[0.5, 0], [0, 0]] as PyTorch counts, `[out, in]`: the first output gets half of the first input. */
const pair = (down: string, up: string) => ({ [down]: floats([1, 2], [0.5, 0]), [up]: floats([2, 1], [1, 0]) });

async function run(...uses: readonly (readonly [string, number])[]): Promise<number[]> {
  const service = loras();
  let pack: ModelPack = { name: 'small', manifest };
  for (const [file, strength] of uses) pack = (await service.add(pack, file, strength)).pack;
  const edit = service.editOf(pack, 'dit');
  const { y } = await sessions.use(modelPath(), (session) => session.run({ x: X }), edit);
  return [...(y?.data ?? [])];
}

describe('E107: what a LoRA adds', () => {
  beforeEach(() => write(linear));

  test.each<[string, string, string]>([
    ['PEFT', 'base_model.model.blocks.0.to_q.lora_A.weight', 'base_model.model.blocks.0.to_q.lora_B.weight'],
    ['diffusers', 'transformer.blocks.0.to_q.lora_A.weight', 'transformer.blocks.0.to_q.lora_B.weight'],
    ['diffusers of old', 'unet.blocks.0.to_q.lora.down.weight', 'unet.blocks.0.to_q.lora.up.weight'],
    ['diffusers of older', 'blocks.0.processor.to_q_lora.down.weight', 'blocks.0.processor.to_q_lora.up.weight'],
    ['kohya', 'lora_unet_blocks_0_to_q.lora_down.weight', 'lora_unet_blocks_0_to_q.lora_up.weight'],
    ['ComfyUI', 'diffusion_model.blocks.0.to_q.lora_A.weight', 'diffusion_model.blocks.0.to_q.lora_B.weight'],
  ])('is found by names as %s writes them', async (_, down, up) => {
    expect(await run([lora('a.safetensors', pair(down, up)), 1])).toEqual([31.5, 42]);
  });

  test('grows with its strength, and several add up, each with its own', async () => {
    const names = ['blocks.0.to_q.lora_A.weight', 'blocks.0.to_q.lora_B.weight'] as const;
    const one = lora('one.safetensors', pair(...names));
    const other = lora('other.safetensors', {
      [names[0]]: floats([2, 2], [1, 0, 0, 1]),
      [names[1]]: floats([2, 2], [0, 0, 1, 1]),
    });
    expect(await run([one, 2])).toEqual([32, 42]);
    expect(await run([one, -1])).toEqual([30.5, 42]);
    expect(await run([one, 2], [other, 0.5])).toEqual([32, 47.5]);
  });

  test('is multiplied with alpha ÷ rank, from the file’s tensors or PEFT’s notes', async () => {
    const names = ['transformer.blocks.0.to_q.lora_A.weight', 'transformer.blocks.0.to_q.lora_B.weight'] as const;
    const withTensor = { ...pair(...names), 'transformer.blocks.0.to_q.alpha': floats([], [4]) };
    expect(await run([lora('a.safetensors', withTensor), 1])).toEqual([33, 42]);
    const noted = { lora_adapter_metadata: JSON.stringify({ 'transformer.lora_alpha': 4 }) };
    expect(await run([lora('b.safetensors', pair(...names), noted), 1])).toEqual([33, 42]);
    const patterned = {
      lora_adapter_metadata: JSON.stringify({
        'transformer.lora_alpha': 1,
        'transformer.alpha_pattern': { 'blocks.0.to_q': 6 },
      }),
    };
    expect(await run([lora('c.safetensors', pair(...names), patterned), 1])).toEqual([34, 42]);
  });

  test('leaves the pack’s files as they are, and the session without it as well', async () => {
    const before = readFileSync(modelPath());
    const file = lora('a.safetensors', pair('blocks.0.to_q.lora_A.weight', 'blocks.0.to_q.lora_B.weight'));
    expect([await run([file, 1]), await run(), await run([file, 1])]).toEqual([
      [31.5, 42],
      [31, 42],
      [31.5, 42],
    ]);
    expect(readFileSync(modelPath())).toEqual(before);
    expect(sessions.openCount).toBe(2);
  });

  test('of a file that was replaced is read anew', async () => {
    const names = ['blocks.0.to_q.lora_A.weight', 'blocks.0.to_q.lora_B.weight'] as const;
    expect(await run([lora('a.safetensors', pair(...names)), 1])).toEqual([31.5, 42]);
    const other = { ...pair(...names), 'blocks.0.to_q.alpha': floats([], [2]) };
    expect(await run([lora('a.safetensors', other), 1])).toEqual([32, 42]);
  });
});

test('a weight that is stored with its rows as outputs, as PyTorch has it, is found by its own name', async () => {
  write({
    nodes: [{ op: 'Gemm', inputs: ['x', 'to_q.weight'], outputs: ['y'], attributes: { transB: 1 } }],
    weights: [{ name: 'to_q.weight', dims: [2, 2], values: Float32Array.of(1, 3, 2, 4) }],
  });
  const file = lora('a.safetensors', pair('to_q.lora_A.weight', 'to_q.lora_B.weight'));
  expect(await run([file, 1])).toEqual([31.5, 42]);
});

test('a layer that works with 16-bit floats gets what is added in its own type', async () => {
  write({
    nodes: [
      { op: 'Cast', inputs: ['x'], outputs: ['narrow'], attributes: { to: 10 } },
      { op: 'MatMul', name: '/to_q/MatMul', inputs: ['narrow', 'w'], outputs: ['product'] },
      { op: 'Cast', inputs: ['product'], outputs: ['y'], attributes: { to: 1 } },
    ],
    weights: [],
  });
  // The writer has no 16-bit floats: 1, 2, 3, 4.
  const model = readModel(readFileSync(modelPath()));
  const bits = Buffer.from(Uint16Array.of(0x3c00, 0x4000, 0x4200, 0x4400).buffer);
  const template = editableWeight({ name: 'w', dims: [2, 2], values: new Uint8Array(bits) });
  // Field 2 of a weight is its type: 10 instead of 2.
  const bytes = Buffer.from(template.bytes);
  bytes[bytes.indexOf(Buffer.from([0x10, 2])) + 1] = 10;
  model.weights.push({ ...template, type: 10, bytes });
  writeFileSync(modelPath(), writeEdited(model));
  const file = lora('a.safetensors', pair('to_q.lora_A.weight', 'to_q.lora_B.weight'));
  expect(await run([file, 1])).toEqual([31.5, 42]);
});

describe('E108: a LoRA is refused', () => {
  beforeEach(() => write(linear));
  const refusal = (file: string) =>
    loras()
      .add({ name: 'small', manifest }, file, 1)
      .then(
        () => 'none',
        (error: Error) => error.message,
      );

  test('that was trained on other layers, naming them', async () => {
    const others = Array.from({ length: 5 }, (_, index) =>
      pair(`blocks.${index}.to_v.lora_A.weight`, `blocks.${index}.to_v.lora_B.weight`),
    );
    const file = lora('a.safetensors', Object.assign({}, ...others));
    expect(await refusal(file)).toBe(
      'a.safetensors is for another model than Small: 5 of 5 layers are not in dit: blocks.0.to_v, blocks.1.to_v, blocks.2.to_v and 2 more',
    );
  });

  test('whose layers are of another size, naming both', async () => {
    const file = lora('a.safetensors', {
      'blocks.0.to_q.lora_A.weight': floats([1, 3], [1, 2, 3]),
      'blocks.0.to_q.lora_B.weight': floats([2, 1], [1, 2]),
    });
    expect(await refusal(file)).toBe(
      'a.safetensors is for another model than Small: 1 layers are of another size: blocks.0.to_q [2, 3] for [2, 2]',
    );
  });

  test.each<[string, Record<string, TensorToWrite>, string]>([
    ['of a kind that nobody knows', { 'a.mystery': floats([1, 1], [1]) }, 'a.mystery'],
    ['of which a half is missing', { 'a.lora_A.weight': floats([1, 1], [1]) }, 'a'],
    ['in which nothing is', {}, 'it is empty'],
  ])('%s', async (_, tensors, reason) => {
    expect(await refusal(lora('a.safetensors', tensors))).toBe(
      `a.safetensors is no LoRA that is understood: ${reason}`,
    );
  });

  test.each<[string, string, readonly string[]]>([
    ['a DoRA', 'as kohya writes it', ['a.dora_scale', 'a.lora_down.weight', 'a.lora_up.weight', 'a.alpha']],
    ['a DoRA', 'as PEFT writes it', ['a.lora_magnitude_vector', 'a.lora_A.weight', 'a.lora_B.weight']],
    ['a LoHa', 'as LyCORIS writes it', ['a.hada_w1_a', 'a.hada_w1_b', 'a.hada_w2_a', 'a.hada_w2_b', 'a.alpha']],
    ['a LoKr', 'as LyCORIS writes it', ['a.lokr_w1', 'a.lokr_w2_a', 'a.lokr_w2_b']],
    ['an OFT', 'as PEFT writes it', ['a.oft_r.default.weight']],
    ['a GLoRA', 'as LyCORIS writes it', ['a.a1.weight', 'a.a2.weight', 'a.b1.weight', 'a.b2.weight']],
    ['an IA³', 'as LyCORIS writes it', ['a.weight', 'a.on_input']],
    ['a file of whole weights', 'as ComfyUI writes it', ['a.diff', 'a.diff_b']],
  ])('that is %s, %s, by its kind', async (kind, _, keys) => {
    const file = lora('a.safetensors', Object.fromEntries(keys.map((key) => [key, floats([1, 1], [1])])));
    expect(await refusal(file)).toBe(`a.safetensors is ${kind}, which Patchloom does not apply`);
  });

  test('that lies in no folder that workflows may read', async () => {
    expect(await refusal('/etc/passwd')).toBe('/etc/passwd is in no folder that workflows may read');
  });

  test('that is not there', async () => {
    expect(await refusal(path.join(folder, 'gone.safetensors'))).toContain('There is no file');
  });
});
