// What bench/models.mjs needs of the engine, bundled by it.

export { withoutVariants } from '../../src/core/model-pack/variants.ts';
export { catalogue } from '../../src/engine/catalogue.ts';
export { compareVariants } from '../../src/engine/measure/compare-variants.ts';
export { fasterOf, openPackRuns } from '../../src/engine/measure/pack-runs.ts';
export { createModelPacks } from '../../src/engine/model-packs.ts';
export { createNodeContext, createNodeServices } from '../../src/engine/node-context.ts';
export { createSessions } from '../../src/engine/onnx/sessions.ts';
export { writeModel } from '../../src/engine/onnx-writer.ts';
export { quantisePack } from '../../src/engine/quantise/quantise-pack.ts';
