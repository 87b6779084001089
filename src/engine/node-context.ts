import path from 'node:path';
import type { TokenizerDeclaration } from '../core/model-pack/text.ts';
import type { ModelPack } from '../core/model-pack.ts';
import type { FingerprintContext, NodeContext, SavePictureOptions, SaveVideoOptions } from '../core/node-context.ts';
import type { SavedFile, Video } from '../core/values.ts';
import { decodeVideo } from './decode-video.ts';
import type { ExecutionHooks, RunInfo } from './executor.ts';
import { encodeVideo, findFfmpeg } from './ffmpeg.ts';
import { fileContent } from './file-content.ts';
import { fileStamp } from './file-stamp.ts';
import { createGlimpses } from './glimpses.ts';
import { createLoras, type Loras } from './lora/loras.ts';
import type { ModelPacks } from './model-packs.ts';
import type { Sessions } from './onnx/sessions.ts';
import { claimOutputPath, type NameVariables, resolveOutputName } from './output-files.ts';
import { stripOfFrames } from './picture.ts';
import { readableFile } from './readable-file.ts';
import { savePicture } from './save-picture.ts';
import { joinVideo } from './spooled-video.ts';
import { tokenizePrompt } from './text/prompt-tokens.ts';
import { createTextEncodings, type TextEncodings, textEncoder } from './text/text-encodings.ts';
import type { PackTokenizer } from './text/tokenizer.ts';

/** Key under which a written file carries its workflow. */
export const WORKFLOW_METADATA_KEY = 'patchloom';

const PREVIEW_COLUMNS = 5;

/** What all nodes of an executor share. */
export interface NodeServices {
  readonly sessions: Sessions;
  readonly packs: ModelPacks;
  readonly loras: Loras;
  readonly outputFolder: string;
  /** Where files that a workflow names may lie. */
  readonly readFolders: readonly string[];
  tokenizer(pack: ModelPack, declared: TokenizerDeclaration): Promise<PackTokenizer>;
  readonly encodings: TextEncodings;
  close(): Promise<void>;
}

export function createNodeServices(
  sessions: Sessions,
  packs: ModelPacks,
  outputFolder: string,
  readFolders: readonly string[] = [],
): NodeServices {
  const allowed = [outputFolder, ...readFolders].filter((folder) => folder !== '');
  const modelFile = (pack: ModelPack, key: string) => packs.modelFile(pack, key, sessions.place);
  const loras = createLoras({ modelFile, readFolders: allowed });
  const tokenizers = new Map<string, { readonly stamp: string; readonly reading: Promise<PackTokenizer> }>();
  return {
    sessions,
    packs,
    loras,
    outputFolder,
    readFolders: allowed,
    tokenizer(pack, declared) {
      const key = `${pack.name}/${JSON.stringify(declared)}`;
      const stamp = packs.tokenizerFiles(pack, declared).map(fileStamp).join();
      const known = tokenizers.get(key);
      if (known && known.stamp === stamp) return known.reading;
      const reading = packs.readTokenizer(pack, declared);
      tokenizers.set(key, { stamp, reading });
      reading.catch(() => tokenizers.delete(key));
      return reading;
    },
    encodings: createTextEncodings({
      use: (pack, file, work) => sessions.use(modelFile(pack, file), work, loras.editOf(pack, file)),
      stamp: (pack, file) => `${fileStamp(modelFile(pack, file))} ${loras.editOf(pack, file)?.key}`,
    }),
    close: () => sessions.close(),
  };
}

/** The world as one node sees it during one execution. */
export function createNodeContext(services: NodeServices, run: RunInfo, hooks: ExecutionHooks): NodeContext {
  const { sessions, packs, loras } = services;
  return {
    signal: hooks.signal,
    progress: (done, total, unit = 'steps') => hooks.onProgress(done, total, unit),
    async preview(video) {
      hooks.onPreview(stripOfFrames(video, PREVIEW_COLUMNS));
    },
    glimpse: createGlimpses((make: () => Video | Promise<Video>) => {
      const made = make();
      const show = (video: Video) => {
        hooks.onPreview(stripOfFrames(video, PREVIEW_COLUMNS));
      };
      return made instanceof Promise ? made.then(show) : show(made);
    }),
    models: {
      load(name) {
        // Looking for ffmpeg means starting it, which can go on beside the first model, whose clip will need it. Whoever does is told if there is none.
        findFfmpeg().catch(() => {});
        return packs.load(name);
      },
      async addLora(pack, file, strength) {
        const added = await loras.add(pack, file, strength);
        hooks.onLog(added.report);
        return added.pack;
      },
      use: (pack, file, work) =>
        sessions.use(
          packs.modelFile(pack, file, sessions.place),
          work,
          loras.editOf(pack, file),
          hooks.onLog,
          // A denoiser runs once per step, and its latent need not come back in between.
          file === pack.manifest.denoiser.file,
        ),
      async tokenize(pack, encoder, text) {
        const declared = textEncoder(pack, encoder);
        return tokenizePrompt(text, declared, await services.tokenizer(pack, declared.tokenizer));
      },
      encode: (pack, encoder, chunk) => services.encodings.encode(pack, encoder, chunk),
      async words(pack, declared) {
        const { encode, decode, before } = await services.tokenizer(pack, declared);
        return { encode: (text) => [...before, ...encode(text)], decode };
      },
      grammar: (pack) => packs.readGrammar(pack),
    },
    video: {
      save: (video, options) => saveVideo(services, run, hooks, video, options),
      savePicture: (video, options) => saveStill(services, run, hooks, video, options),
      load: async (file, options) =>
        decodeVideo(await readableFile(file, services.readFolders), { ...options, signal: hooks.signal }),
      join: (work) => joinVideo(services.outputFolder, work),
    },
    log: (message) => hooks.onLog(message),
  };
}

/** What a node may look at to name its result. */
export function createFingerprintContext(services: NodeServices, run: RunInfo): FingerprintContext {
  return {
    models: { fingerprint: (name) => services.packs.fingerprint(name) },
    video: {
      fileName: (template) => resolveOutputName(template, nameVariables(run)),
      // No file chosen is a choice as well.
      fileContent: async (file) =>
        file === '' ? '' : String(await fileContent(await readableFile(file, services.readFolders))),
    },
  };
}

async function saveVideo(
  services: NodeServices,
  run: RunInfo,
  hooks: ExecutionHooks,
  video: Video,
  options: SaveVideoOptions,
): Promise<SavedFile> {
  const target = await claimOutputPath(services.outputFolder, options.name, options.format, nameVariables(run));
  const written = await encodeVideo({
    video,
    path: target,
    format: options.format,
    framesPerSecond: options.framesPerSecond,
    quality: options.quality,
    metadata: { [WORKFLOW_METADATA_KEY]: run.workflowJson },
    signal: hooks.signal,
  });
  return { ...written, name: path.relative(services.outputFolder, target).split(path.sep).join('/') };
}

async function saveStill(
  { outputFolder }: NodeServices,
  run: RunInfo,
  hooks: ExecutionHooks,
  video: Video,
  { format, framesPerSecond, name }: SavePictureOptions,
): Promise<SavedFile> {
  const target = await claimOutputPath(outputFolder, name, format, nameVariables(run));
  const written = await savePicture({
    video,
    path: target,
    format,
    framesPerSecond,
    keyword: WORKFLOW_METADATA_KEY,
    text: run.workflowJson,
    signal: hooks.signal,
  });
  return { ...written, name: path.relative(outputFolder, target).split(path.sep).join('/') };
}

function nameVariables(run: RunInfo): NameVariables {
  return { ...run.settings, workflow: run.name };
}
