// What the engine itself costs: graphs of nodes that do nothing, and how long the host stands still while models run.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { nodes } from './parts/idle-nodes.mjs';
import { modelFigures } from './parts/model-figures.mjs';

const root = path.resolve(import.meta.dirname, '..');
const BUNDLE = pathToFileURL(path.join(root, 'dist', 'bench', 'engine.js')).href;
const RUNS = 9;
/** Rounds before the first that is timed: a host runs for hours, its code is compiled. */
const WARM_UP_RUNS = 4;
/** How long the model is kept busy while the host is watched. */
const BUSY_SECONDS = 10;
const IDLE_SECONDS = 3;
const STOPS = 5;

export async function measure() {
  const parts = await loadParts();
  const chain500 = chain(parts, 500);
  const chain10000 = chain(parts, 10_000);
  const fan10000 = fan(parts, 10_000);
  const inProcess = () => inProcessExecutor(parts);

  const first = await timeRuns(parts, chain500, inProcess);
  const chainFirst = await timeRuns(parts, chain10000, inProcess);
  const fanFirst = await timeRuns(parts, fan10000, inProcess);
  const child = await timeRuns(parts, chain500, () => childExecutor(parts));
  const leaves = [await timeChangedLeaf(parts, chain10000, 'n9999'), await timeChangedLeaf(parts, fan10000, 'n9999')];
  const worse = (kind) => Math.max(...leaves.map((leaf) => leaf[kind]));
  const stall = await stallsOfHost(parts);
  const stop = await stopTimes(parts);
  const asked = timeAsked(parts, chain10000);
  return {
    chain500_cold_ms: {
      value: first.cold,
      target: '≤ 50',
      note: `500 nodes in a row; median of ${RUNS}, as all below`,
    },
    chain500_cached_ms: { value: first.cached, target: '≤ 20', note: 'the same again, nothing changed' },
    event_bytes_chain500: { value: first.eventBytes, target: '≤ 300000', note: 'JSON of all events of the cold run' },
    chain10000_cold_ms: { value: chainFirst.cold, target: '≤ 600' },
    fan10000_cold_ms: { value: fanFirst.cold, target: '≤ 600', note: 'one source, the others read it' },
    changed_leaf_10000_ms: { value: worse('wall'), target: '≤ 60', note: 'one node runs; the worse of chain and fan' },
    asked_10000_ms: {
      value: asked.again,
      note: 'from the text of a changed leaf to its plan: what the host does between a click and the first node',
    },
    asked_10000_share: { value: asked.share, note: 'of what the same takes for a text of which nothing is known' },
    child_us_per_node: {
      value: round((child.cold * 1000) / 500),
      target: '≤ 250',
      note: 'chain of 500 through a process of its own, already started',
    },
    main_stall_ms: {
      value: stall.longest,
      target: '≤ 20',
      note: `longest stall of the host during ${BUSY_SECONDS} s of sampling, VAE decode and encoding`,
    },
    main_busy_ms: { value: stall.busiest, note: 'the longest of these in which the host itself was at work' },
    stop_between_steps_ms: {
      value: stop.betweenSteps,
      target: '≤ 100',
      note: `from the word to the end of the run, while the built-in model samples; the longest of ${STOPS}`,
    },
    stop_hung_ms: { value: stop.hung, target: '≤ 2000', note: 'the same of a node that never comes back' },
    ...(await modelFigures(parts, root, BUNDLE)),
    // Wall times grow with whatever else the machine does; these do so less.
    chain500_cold_cpu_ms: { value: first.coldCpu, note: 'processor time of the same runs' },
    chain500_cached_cpu_ms: { value: first.cachedCpu },
    chain10000_cold_cpu_ms: { value: chainFirst.coldCpu },
    fan10000_cold_cpu_ms: { value: fanFirst.coldCpu },
    changed_leaf_10000_cpu_ms: { value: worse('cpu') },
    child_cpu_us_per_node: { value: round((child.coldCpu * 1000) / 500), note: 'of the host alone' },
    load_average: { value: round(os.loadavg()[0]), note: `of the last minute, on ${os.availableParallelism()} cores` },
    idle_stall_ms: { value: await idleStall(), note: 'longest stall on this machine when Patchloom does nothing' },
  };
}

async function loadParts() {
  const outDir = path.join(root, 'dist', 'bench');
  await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    ssr: { noExternal: true, external: ['onnxruntime-node', 'ffmpeg-static', '@ffmpeg-installer/ffmpeg'] },
    build: { ssr: path.join(import.meta.dirname, 'parts', 'engine.ts'), outDir, emptyOutDir: true, target: 'node20' },
  });
  return import(BUNDLE);
}

function inProcessExecutor({ createInProcessExecutor, createNodeServices, createSessions, createModelPacks }) {
  const catalogue = new Map(nodes.map((node) => [node.id, node]));
  return createInProcessExecutor(catalogue, createNodeServices(createSessions(), createModelPacks([]), ''));
}

function childExecutor({ createChildExecutor, forkExecutor }) {
  const nodeModules = [path.join(import.meta.dirname, 'parts', 'idle-nodes.mjs')];
  return createChildExecutor({
    settings: { outputFolder: '', packFolders: [], nodeModules },
    start: () => forkExecutor(),
  });
}

/** Nodes in a row, each reading the one before. */
function chain({ readWorkflow }, length) {
  return workflow(
    readWorkflow,
    length,
    (index) => (index === length - 1 ? 'bench/end' : 'bench/pass'),
    (index) => index - 1,
  );
}

/** One node that all others read; the others are ends, each with a value of its own. */
function fan({ readWorkflow }, length) {
  return workflow(
    readWorkflow,
    length,
    (index) => (index === 0 ? 'bench/pass' : 'bench/end'),
    () => 0,
  );
}

/** A single node that no other workflow has. */
function warmUp({ readWorkflow }) {
  const n = { type: 'bench/end', version: 1, position: [0, 0], widgets: { value: -1 } };
  return readWorkflow({ format: 'patchloom/workflow', version: 1, nodes: { n }, edges: [] });
}

function workflow(readWorkflow, length, typeOf, sourceOf) {
  const indices = Array.from({ length }, (_, index) => index);
  const entries = indices.map((index) => [
    `n${index}`,
    { type: typeOf(index), version: 1, position: [0, 0], widgets: { value: index } },
  ]);
  const edges = indices.slice(1).map((index) => ({ from: `n${sourceOf(index)}.value`, to: `n${index}.from` }));
  return readWorkflow({ format: 'patchloom/workflow', version: 1, nodes: Object.fromEntries(entries), edges });
}

/** An executor with what it remembers, and timed runs of checked workflows. */
function createRunner({ createNodeTimes, ResultCache, runWorkflow, toNodeSpec, validateWorkflow }, executor) {
  const specs = new Map(nodes.map((node) => [node.id, toNodeSpec(node)]));
  const tools = { specs, executor, cache: new ResultCache(executor, 2 ** 30), times: createNodeTimes() };
  return async (workflow, ran) => {
    const events = [];
    const onEvent = (event) => events.push(event);
    const start = performance.now();
    const startUsage = process.cpuUsage();
    if (validateWorkflow(workflow, specs).length > 0) throw new Error('The workflow of the bench is not valid');
    const options = { runId: 'bench', name: 'bench', signal: new AbortController().signal, onEvent };
    const result = await runWorkflow(workflow, tools, options);
    const milliseconds = performance.now() - start;
    const { user, system } = process.cpuUsage(startUsage);
    if (result.status !== 'done' || result.ran.length !== ran)
      throw new Error(`${result.ran.length} nodes ran instead of ${ran}: ${result.status}`);
    return { milliseconds, cpuMilliseconds: (user + system) / 1000, events };
  };
}

async function timeRuns(parts, workflow, createExecutor) {
  const count = Object.keys(workflow.nodes).length;
  const cold = [];
  const cached = [];
  const coldCpu = [];
  const cachedCpu = [];
  let eventBytes = 0;
  for (let round = 0; round < WARM_UP_RUNS + RUNS; round++) {
    const executor = createExecutor();
    const run = createRunner(parts, executor);
    // Starts the process, where there is one.
    await run(warmUp(parts), 1);
    const first = await run(workflow, count);
    cold.push(first.milliseconds);
    eventBytes = first.events.reduce((sum, event) => sum + Buffer.byteLength(JSON.stringify(event)), 0);
    coldCpu.push(first.cpuMilliseconds);
    const again = await run(workflow, 0);
    cached.push(again.milliseconds);
    cachedCpu.push(again.cpuMilliseconds);
    await executor.close();
  }
  const middle = (times) => round(median(times.slice(WARM_UP_RUNS)));
  return {
    cold: middle(cold),
    cached: middle(cached),
    coldCpu: middle(coldCpu),
    cachedCpu: middle(cachedCpu),
    eventBytes,
  };
}

async function timeChangedLeaf(parts, workflow, leaf) {
  const executor = inProcessExecutor(parts);
  const run = createRunner(parts, executor);
  await run(workflow, Object.keys(workflow.nodes).length);
  const times = [];
  const cpuTimes = [];
  for (let round = 0; round < WARM_UP_RUNS + RUNS; round++) {
    const { milliseconds, cpuMilliseconds } = await run(parts.setWidget(workflow, leaf, 'value', -1 - round), 1);
    times.push(milliseconds);
    cpuTimes.push(cpuMilliseconds);
  }
  await executor.close();
  const middle = (all) => round(median(all.slice(WARM_UP_RUNS)));
  return { wall: middle(times), cpu: middle(cpuTimes) };
}

/** Runs the example for a while with the nodes in a process of their own, and looks at the gaps between this one's timers. */
async function stallsOfHost({ createEngine, parseWorkflow, setWidget }) {
  const outputFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'patchloom-bench-'));
  const engine = createEngine({ outputFolder, packFolders: [path.join(root, 'models')], executor: 'child' });
  const example = parseWorkflow(fs.readFileSync(path.join(root, 'workflows', 'text-to-video.json'), 'utf8'));
  const run = async (steps) => {
    let stepsPerSecond = 1;
    const result = await engine.run(setWidget(example, 'sampler', 'steps', steps), {
      runId: 'bench',
      name: 'bench',
      signal: new AbortController().signal,
      onEvent(event) {
        if (event.kind === 'node-progress' && event.node === 'sampler')
          stepsPerSecond = event.progress.rate ?? stepsPerSecond;
      },
    });
    if (result.status !== 'done')
      throw new Error(`The example ended ${result.status}: ${result.failed?.failure.message}`);
    return stepsPerSecond;
  };
  try {
    const stepsPerSecond = await run(20);
    const watch = watchStalls();
    await run(Math.min(1000, Math.round(stepsPerSecond * BUSY_SECONDS)));
    return watch.end();
  } finally {
    await engine.close();
    fs.rmSync(outputFolder, { recursive: true });
  }
}

/** Reading, checking and planning a document as text: one that is the one before with another value, and one that nobody has seen. */
function timeAsked(parts, workflow) {
  const { createWorkflowReader, parseWorkflow, planRun, serializeWorkflow, setWidget, toNodeSpec, validateWorkflow } =
    parts;
  const specs = new Map(nodes.map((node) => [node.id, toNodeSpec(node)]));
  const timed = (read, json) => {
    const start = performance.now();
    const document = read(json);
    if (validateWorkflow(document, specs).length > 0) throw new Error('The workflow of the bench is not valid');
    planRun(document, specs);
    return performance.now() - start;
  };
  const read = createWorkflowReader();
  const times = { again: [], afresh: [] };
  for (let round = 0; round < WARM_UP_RUNS + RUNS; round++) {
    const json = serializeWorkflow(setWidget(workflow, 'n9999', 'value', -1 - round));
    times.again.push(timed(read, json));
    times.afresh.push(timed(parseWorkflow, json));
  }
  const [again, afresh] = [times.again, times.afresh].map((all) => median(all.slice(WARM_UP_RUNS)));
  return { again: round(again), share: round(again / afresh) };
}

/** How long a run goes on after it was told to stop: between two steps of a sampler, and inside something that never comes back. */
async function stopTimes(parts) {
  const outputFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'patchloom-bench-'));
  const engine = parts.createEngine({ outputFolder, packFolders: [path.join(root, 'models')], executor: 'child' });
  const example = parts.parseWorkflow(fs.readFileSync(path.join(root, 'workflows', 'text-to-video.json'), 'utf8'));
  const sampling = parts.setWidget(example, 'sampler', 'steps', 1000);
  let betweenSteps = 0;
  for (let round = 0; round < STOPS; round++) {
    const isSampling = (event) => event.kind === 'node-progress' && event.progress.done >= 5 + round;
    const run = (options) => engine.run(sampling, options);
    betweenSteps = Math.max(betweenSteps, await timeToStop(run, isSampling));
  }
  await engine.close();
  fs.rmSync(outputFolder, { recursive: true });

  const executor = childExecutor(parts);
  const specs = new Map(nodes.map((node) => [node.id, parts.toNodeSpec(node)]));
  const tools = { specs, executor, cache: new parts.ResultCache(executor, 2 ** 30), times: parts.createNodeTimes() };
  const hanging = workflow(
    parts.readWorkflow,
    1,
    () => 'bench/hang',
    () => 0,
  );
  const hung = await timeToStop(
    (options) => parts.runWorkflow(hanging, tools, options),
    (event) => event.kind === 'node-log',
  );
  await executor.close();
  return { betweenSteps: round(betweenSteps), hung: round(hung) };
}

async function timeToStop(run, isTheMoment) {
  const stop = new AbortController();
  let toldAt = 0;
  const result = await run({
    runId: 'bench',
    name: 'bench',
    signal: stop.signal,
    onEvent(event) {
      if (toldAt > 0 || !isTheMoment(event)) return;
      // Not from within the event: whoever stops a run does so at some other time.
      toldAt = performance.now() + 100;
      setTimeout(() => {
        toldAt = performance.now();
        stop.abort();
      }, 100);
    },
  });
  if (result.status !== 'stopped') throw new Error(`A run that was to be stopped ended ${result.status}`);
  return performance.now() - toldAt;
}

/** What the machine itself does to a process that waits. */
async function idleStall() {
  const watch = watchStalls();
  await new Promise((resolve) => setTimeout(resolve, IDLE_SECONDS * 1000));
  return watch.end().longest;
}

/** The longest time by which a timer of one millisecond came too late, and how much of such a time this process was at work itself. */
function watchStalls() {
  let longest = 0;
  let busiest = 0;
  let last = performance.now();
  let lastUsage = process.cpuUsage();
  const timer = setInterval(() => {
    const now = performance.now();
    const { user, system } = process.cpuUsage(lastUsage);
    longest = Math.max(longest, now - last - 1);
    busiest = Math.max(busiest, Math.min(now - last - 1, (user + system) / 1000));
    last = now;
    lastUsage = process.cpuUsage();
  }, 1);
  return {
    end() {
      clearInterval(timer);
      return { longest: round(longest), busiest: round(busiest) };
    },
  };
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function round(value) {
  return Number(value.toPrecision(3));
}
