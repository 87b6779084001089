// What bench/engine.mjs needs of the engine, bundled by it.

export { toNodeSpec } from '../../src/core/define-node.ts';
export { setWidget } from '../../src/core/edits.ts';
export { planRun } from '../../src/core/plan.ts';
export { validateWorkflow } from '../../src/core/validate.ts';
export { parseWorkflow, readWorkflow, serializeWorkflow } from '../../src/core/workflow.ts';
export { createWorkflowReader } from '../../src/core/workflow-reader.ts';
export { catalogue } from '../../src/engine/catalogue.ts';
export { createChildExecutor } from '../../src/engine/child-executor.ts';
export { createEngine } from '../../src/engine/create-engine.ts';
export { encodeVideo, findFfmpeg } from '../../src/engine/ffmpeg.ts';
export { EXECUTOR_ENVIRONMENT, EXECUTOR_FLAGS, forkExecutor } from '../../src/engine/fork-executor.ts';
export { createInProcessExecutor } from '../../src/engine/in-process-executor.ts';
export { createModelPacks } from '../../src/engine/model-packs.ts';
export { createNodeContext, createNodeServices } from '../../src/engine/node-context.ts';
export { createNodeTimes } from '../../src/engine/node-times.ts';
export { createSessions } from '../../src/engine/onnx/sessions.ts';
export { writeModel } from '../../src/engine/onnx-writer.ts';
export { ResultCache } from '../../src/engine/result-cache.ts';
export { runWorkflow } from '../../src/engine/scheduler.ts';
export { joinVideo } from '../../src/engine/spooled-video.ts';
