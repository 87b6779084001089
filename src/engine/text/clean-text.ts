import type { TextCleaning } from '../../core/model-pack/text.ts';
import { cleanCaption } from './clean-caption.ts';
import { repairText, unescapeHtml } from './repair-text.ts';

/** A prompt as the pipeline of a model prepares it before it is cut into tokens: the named steps, one after the other. */
export function cleanText(text: string, steps: readonly TextCleaning[]): string {
  return steps.reduce((cleaned, step) => CLEANINGS[step](cleaned), text);
}

const CLEANINGS: Readonly<Record<TextCleaning, (text: string) => string>> = {
  repair: repairText,
  unescape: (text) => unescapeHtml(unescapeHtml(text)),
  spaces: (text) => text.replace(/\s+/gu, ' ').trim(),
  lowercase: (text) => text.toLowerCase().trim(),
  // Twice, as DeepFloyd does: what one pass leaves may be what another one takes away.
  caption: (text) => cleanCaption(cleanCaption(text)),
};
