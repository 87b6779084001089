import { describe, expect, test } from 'vitest';
import { chooseFiles, matchesPattern } from '../../../src/engine/hub/wanted-files.ts';

function files(paths: readonly string[]) {
  return paths.map((path) => ({ path, bytes: 1, checksum: { kind: 'sha256' as const, hex: 'a'.repeat(64) } }));
}

test('by default everything but weights of other formats, git’s own files, pictures and clips', () => {
  const wanted = [
    'LICENSE',
    'README.md',
    'model_index.json',
    'text_encoder/model.onnx',
    'text_encoder/model.onnx_data',
    'tokenizer/merges.txt',
    'tokenizer/spiece.model',
    'unet/weights.pb',
    'vae/model.onnx.data',
  ];
  const others = [
    '.gitattributes',
    'assets/demo.mp4',
    'flax_model.msgpack',
    'preview.png',
    'tf_model.h5',
    'unet/diffusion_pytorch_model-00001-of-00002.safetensors',
    'unet/diffusion_pytorch_model.bin',
    'unet/diffusion_pytorch_model.safetensors.index.json',
    'v1-5.ckpt',
  ];
  expect(chooseFiles(files([...others, ...wanted]), [], 'hf:a/b').map(({ path }) => path)).toEqual(wanted);
});

describe('patterns', () => {
  test.each<[string, string, boolean]>([
    ['*.onnx', 'model.onnx', true],
    ['*.onnx', 'unet/model.onnx', false],
    ['**/*.onnx', 'unet/model.onnx', true],
    ['**/*.onnx', 'model.onnx', true],
    ['unet/**', 'unet/a/b.json', true],
    ['unet/*', 'unet/a/b.json', false],
    ['model_?p16.onnx', 'model_fp16.onnx', true],
    ['model.onnx', 'modelXonnx', false],
    ['a(b)+[c].onnx', 'a(b)+[c].onnx', true],
    ['*', 'a\nb', true],
  ])('%s and %j: %s', (pattern, path, expected) => {
    expect(matchesPattern(path, pattern)).toBe(expected);
  });

  test('one that matches nothing is named, with what there is', () => {
    const choose = () => chooseFiles(files(['a.onnx', 'b\u001b[2J.onnx']), ['a.*', 'c.*'], 'hf:a/b');
    expect(choose).toThrow(
      expect.objectContaining({
        message: 'hf:a/b has no file that matches c.*',
        hint: 'It has: a.onnx, b�[2J.onnx.',
      }),
    );
  });
});
