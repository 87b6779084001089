import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UserError } from '../../src/core/errors.ts';
import { withoutVariants } from '../../src/core/model-pack/variants.ts';
import { createModelPacks } from '../../src/engine/model-packs.ts';

const models = path.resolve(import.meta.dirname, '../../models');
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'patchloom-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function refusal(name: string) {
  const error = await createModelPacks([folder])
    .load(name)
    .then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).message;
}

async function write(file: string, content: string) {
  await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
  await writeFile(path.join(folder, file), content);
}

test('the built-in pack is complete and brings a grammar', async () => {
  const packs = createModelPacks([folder, models]);
  const pack = await packs.load('sprites');
  expect(pack.manifest.latent).toMatchObject({ spatialStride: 8, temporalStride: 4, patch: { size: [1, 2, 2] } });
  expect((await packs.readGrammar(pack)).objects.length).toBeGreaterThanOrEqual(60);
  expect(packs.modelFile(pack, 'denoiser')).toBe(path.join(models, 'sprites/denoiser.onnx'));
});

test('a pack that does not exist is named with the folders that were searched', async () => {
  expect(await refusal('nowhere')).toBe(`There is no model pack “nowhere” in ${folder}`);
});

test('who names the pack in place of the folder around it, or has no manifest in it, is told so', async () => {
  await write('mine/modelpack.json', '{}');
  await write('bare/model.onnx', '');
  const hint = (folders: readonly string[], name: string) =>
    createModelPacks(folders)
      .load(name)
      .catch((error: UserError) => error.hint);
  expect(await hint([path.join(folder, 'mine')], 'mine')).toBe(
    `${path.join(folder, 'mine')} is a pack itself: name the folder around it, ${folder}, and choose the pack “mine”.`,
  );
  expect(await hint([folder], 'bare')).toBe(
    `${path.join(folder, 'bare')} holds neither a modelpack.json nor a model_index.json: write one, or fetch the pack again.`,
  );
});

test('a name cannot leave the folder', async () => {
  for (const name of ['../sprites', '/etc', 'a/b', '..', '']) {
    expect(await refusal(name)).toBe(`“${name}” is not the name of a model pack`);
  }
});

test('all missing files are listed at once', async () => {
  await write('half/modelpack.json', await readFile(path.join(models, 'sprites/modelpack.json'), 'utf8'));
  await write('half/denoiser.onnx', '');
  expect(await refusal('half')).toBe(
    'Model pack “half” cannot be used: text_encoder.onnx is missing; denoiser.onnx is not an ONNX model: it holds no graph; ' +
      'vae_encoder.onnx is missing; vae_decoder.onnx is missing; expander.onnx is missing; ' +
      'captioner_encoder.onnx is missing; captioner.onnx is missing; upscaler.onnx is missing; tokenizer.json is missing; grammar.json is missing',
  );
});

test('all mistakes of a manifest are listed at once, a file outside the pack among them', async () => {
  const manifest = JSON.parse(await readFile(path.join(models, 'sprites/modelpack.json'), 'utf8'));
  manifest.files.denoiser.path = '../../secret.onnx';
  manifest.latent.channels = -4;
  await write('bad/modelpack.json', JSON.stringify(manifest));
  const message = await refusal('bad');
  expect(message).toContain('files.denoiser.path: must stay inside the pack');
  expect(message).toContain('latent.channels:');
});

test('files that are missing are told together with what is wrong in the manifest', async () => {
  const manifest = JSON.parse(await readFile(path.join(models, 'sprites/modelpack.json'), 'utf8'));
  await write(
    'both/modelpack.json',
    JSON.stringify({ ...manifest, media: 'vidio', files: { d: { path: 'a/d.onnx' } } }),
  );
  expect(await refusal('both')).toMatch(/media: .*; a\/d\.onnx is missing$/);
});

test('a model is named by its place in the pack: many packs have several of one name', async () => {
  await cp(path.join(models, 'sprites'), path.join(folder, 'cut'), { recursive: true });
  await write('cut/vae/denoiser.onnx', 'hello');
  const manifest = JSON.parse(await readFile(path.join(models, 'sprites/modelpack.json'), 'utf8'));
  manifest.files.denoiser.path = 'vae/denoiser.onnx';
  await write('cut/modelpack.json', JSON.stringify(manifest));
  expect(await refusal('cut')).toContain('vae/denoiser.onnx is not an ONNX model: ');
});

test('a manifest that is not JSON is said so', async () => {
  await write('text/modelpack.json', 'hello');
  expect(await refusal('text')).toContain('modelpack.json is not JSON');
});

test('a link that leads out of the pack is refused, one into the blobs of a download cache is not', async () => {
  await cp(path.join(models, 'sprites'), path.join(folder, 'snapshots/linked'), { recursive: true });
  const replace = async (file: string, target: string) => {
    await rm(path.join(folder, 'snapshots/linked', file));
    await symlink(target, path.join(folder, 'snapshots/linked', file));
  };
  await write('blobs/b1', await readFile(path.join(models, 'sprites/grammar.json'), 'utf8'));
  await replace('grammar.json', '../../blobs/b1');
  await replace('tokenizer.json', '/etc/hostname');
  const error = await createModelPacks([path.join(folder, 'snapshots')])
    .load('linked')
    .catch((thrown: unknown) => thrown);
  expect((error as UserError).message).toBe(
    'Model pack “linked” cannot be used: tokenizer.json is a link that leads out of the pack',
  );
});

test('external weights that are missing or lie outside are named before anything runs', async () => {
  const fixture = path.resolve(import.meta.dirname, '../fixtures/models/external.onnx');
  const model = await readFile(fixture);
  const manifest = await readFile(path.join(models, 'sprites/modelpack.json'), 'utf8');
  await cp(path.join(models, 'sprites'), path.join(folder, 'far'), { recursive: true });
  await write('far/modelpack.json', manifest);
  await writeFile(path.join(folder, 'far/vae_encoder.onnx'), model);
  // The same length, so that the lengths around it stay true.
  await writeFile(
    path.join(folder, 'far/vae_decoder.onnx'),
    Buffer.from(model.toString('latin1').replace('weights.pb', '../weights'), 'latin1'),
  );
  const message = await refusal('far');
  expect(message).toContain('weights.pb is missing (weights of vae_encoder.onnx)');
  expect(message).toContain('vae_decoder.onnx wants to read ../weights, outside the pack');
  expect(message).toContain('vae.decoder.input: vae_decoder.onnx has no input “latent”, only x, half');
});

test('E109: what was made on this machine is merged into the manifest; its variants take the place of models, and are checked', async () => {
  await cp(path.join(models, 'sprites'), path.join(folder, 'sprites'), { recursive: true });
  const local = (variants: unknown) =>
    write('sprites/modelpack.local.json', JSON.stringify({ files: { denoiser: { variants } } }));
  const packs = createModelPacks([folder]);
  await cp(path.join(folder, 'sprites/denoiser.onnx'), path.join(folder, 'sprites/small.onnx'));

  await local([
    { path: 'gpu.onnx', precision: 'float16', devices: ['gpu'] },
    { path: 'small.onnx', precision: 'int8' },
  ]);
  expect(await refusal('sprites')).toBe('Model pack “sprites” cannot be used: gpu.onnx is missing');
  await cp(path.join(folder, 'sprites/denoiser.onnx'), path.join(folder, 'sprites/gpu.onnx'));
  const pack = await packs.load('sprites');
  expect(packs.modelFile(pack, 'denoiser')).toBe(path.join(folder, 'sprites/small.onnx'));
  expect(packs.modelFile(pack, 'denoiser', 'gpu')).toBe(path.join(folder, 'sprites/gpu.onnx'));
  expect(packs.modelFile(withoutVariants(pack), 'denoiser')).toBe(path.join(folder, 'sprites/denoiser.onnx'));

  await local([{ path: 'vae_decoder.onnx', precision: 'int8' }]);
  expect(await refusal('sprites')).toBe(
    'Model pack “sprites” cannot be used: vae_decoder.onnx has other inputs or outputs than denoiser.onnx',
  );
  await local([{ path: '../other.onnx', precision: 'int3' }]);
  expect(await refusal('sprites')).toMatch(
    /^sprites\/modelpack.local.json cannot be used: files.denoiser.variants.0.path: must stay inside the pack; .*precision: /,
  );
  await write('sprites/modelpack.local.json', '{');
  expect(await refusal('sprites')).toContain('modelpack.local.json is not JSON');
});
