import type { ModelPackManifest } from '../model-pack.ts';
import { tokenizerFiles } from './text.ts';

/** The files of a pack that are neither models nor the manifest: those of its tokenizers, and the grammar. */
export function textFiles({ text, expander, captioner, grammar }: ModelPackManifest): string[] {
  const tokenizers = [
    ...Object.values(text?.encoders ?? {}).map(({ tokenizer }) => tokenizer),
    ...(expander ? [expander.tokenizer] : []),
    ...(captioner ? [captioner.decoder.tokenizer] : []),
  ];
  return [...new Set([...tokenizers.flatMap(tokenizerFiles), ...(grammar === undefined ? [] : [grammar])])];
}
