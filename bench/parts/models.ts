// What bench/models.mjs needs of the engine, bundled by it.

export { catalogue } from '../../src/engine/catalogue.ts';
export { compareVariants } from '../../src/engine/measure/compare-variants.ts';
export { createModelPacks } from '../../src/engine/model-packs.ts';
export { createNodeContext, createNodeServices } from '../../src/engine/node-context.ts';
export { createSessions } from '../../src/engine/onnx/sessions.ts';
export { writeModel } from '../../src/engine/onnx-writer.ts';
export { quantisePack } from '../../src/engine/quantise/quantise-pack.ts';
