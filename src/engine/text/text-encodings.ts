import { createHash } from 'node:crypto';
import type { TextEncoderDeclaration } from '../../core/model-pack/text.ts';
import type { ModelPack } from '../../core/model-pack.ts';
import type { ModelSession, TextEncoding, TokenChunk } from '../../core/node-context.ts';
import { intTensor, type Tensor } from '../../core/tensor.ts';

/** Runs text encoders and remembers what came out, by content: an empty prompt is encoded once, not in every run. */
export interface TextEncodings {
  encode(pack: ModelPack, encoder: string, chunk: TokenChunk): Promise<TextEncoding>;
}

/** About two hundred prompts of a large T5. */
const BUDGET = 256 * 1024 * 1024;

interface Models {
  use<T>(pack: ModelPack, file: string, work: (session: ModelSession) => Promise<T>): Promise<T>;
  /** Changes when the model file does. */
  stamp(pack: ModelPack, file: string): string;
}

export function createTextEncodings(models: Models, budget = BUDGET): TextEncodings {
  /** In the order of their last use. */
  const remembered = new Map<string, TextEncoding>();
  let bytes = 0;

  const remember = (key: string, encoding: TextEncoding) => {
    if (!remembered.has(key)) bytes += bytesOf(encoding);
    remembered.delete(key);
    remembered.set(key, encoding);
    for (const [oldest, value] of remembered) {
      if (bytes <= budget) break;
      remembered.delete(oldest);
      bytes -= bytesOf(value);
    }
  };

  return {
    async encode(pack, name, chunk) {
      const encoder = textEncoder(pack, name);
      const key = keyOf([pack.name, name, encoder, models.stamp(pack, encoder.file)], chunk);
      const encoding =
        remembered.get(key) ?? (await models.use(pack, encoder.file, (session) => runEncoder(session, encoder, chunk)));
      remember(key, encoding);
      return encoding;
    },
  };
}

/** What the manifest declares about one of its text encoders. */
export function textEncoder(pack: ModelPack, name: string): TextEncoderDeclaration {
  const encoder = pack.manifest.text?.encoders[name];
  if (!encoder) throw new Error(`Pack ${pack.name} has no text encoder “${name}”`);
  return encoder;
}

async function runEncoder(
  session: ModelSession,
  encoder: TextEncoderDeclaration,
  chunk: TokenChunk,
): Promise<TextEncoding> {
  const { inputs, outputs } = encoder;
  const zeros = intTensor(Array(chunk.ids.data.length).fill(0), chunk.ids.dims);
  const results = await session.run({
    [inputs.ids]: chunk.ids,
    ...(inputs.mask === undefined ? {} : { [inputs.mask]: chunk.mask }),
    ...(inputs.segments === undefined ? {} : { [inputs.segments]: zeros }),
  });
  const context = outputs.context === undefined ? undefined : named(results, outputs.context);
  const pooled = outputs.pooled === undefined ? undefined : named(results, outputs.pooled);
  return { ...(context ? { context } : {}), ...(pooled ? { pooled } : {}) };
}

function named(results: Readonly<Record<string, Tensor>>, name: string): Tensor {
  const found = results[name];
  if (!found) throw new Error(`The text encoder has no output “${name}”`);
  return found;
}

/** What decides the result: the encoder, its file, the tokens. */
function keyOf(encoder: readonly unknown[], { ids, mask }: TokenChunk): string {
  const hash = createHash('sha256').update(JSON.stringify([...encoder, ids.dims]));
  return hash.update(viewOf(ids.data)).update(viewOf(mask.data)).digest('hex');
}

function viewOf({ buffer, byteOffset, byteLength }: BigInt64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function bytesOf({ context, pooled }: TextEncoding): number {
  return (context?.data.byteLength ?? 0) + (pooled?.data.byteLength ?? 0);
}
