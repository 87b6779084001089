import { z } from 'zod';

/** The languages that grammars have sentences in. */
export const GRAMMAR_LANGUAGES = ['en', 'zh'] as const;
export type GrammarLanguage = (typeof GRAMMAR_LANGUAGES)[number];

const words = z.array(z.string());
const someWords = words.min(1);
const format = z.literal('patchloom/grammar');

/** English alone. */
const versionOne = z.looseObject({
  format,
  version: z.literal(1),
  objects: z.array(z.looseObject({ id: z.string(), names: someWords })).min(1),
  sizes: z.array(z.object({ id: z.string(), words })),
  motions: z.array(z.object({ id: z.string(), phrases: someWords })).min(1),
  backgrounds: z.array(z.object({ id: z.string(), phrases: someWords })).min(1),
});

const each = <T extends z.ZodType>(schema: T) => z.object({ en: schema, zh: schema });

/** English and Chinese, and sentences about two objects. */
const versionTwo = z.looseObject({
  format,
  version: z.literal(2),
  objects: z.array(z.looseObject({ id: z.string(), names: each(someWords) })).min(1),
  sizes: z.array(z.looseObject({ id: z.string(), words: each(words) })),
  motions: z.array(z.looseObject({ id: z.string(), phrases: each(someWords), plural: each(someWords) })).min(1),
  backgrounds: z.array(z.looseObject({ id: z.string(), phrases: each(someWords) })).min(1),
  /** Between two objects. */
  and: each(z.string()),
});

/** Words of one language; a grammar may have none of it. */
export type Phrases = Readonly<Record<GrammarLanguage, readonly string[]>>;

/**
 * The sentences a pack was trained on: an object, perhaps with a size and a second object, a motion, a background. Chinese
 * names begin with number and measure word, two characters, after which the size stands.
 */
export interface Grammar {
  readonly objects: readonly { readonly id: string; readonly names: Phrases }[];
  readonly sizes: readonly { readonly id: string; readonly words: Phrases }[];
  /** `plural`: what two objects do. */
  readonly motions: readonly { readonly id: string; readonly phrases: Phrases; readonly plural: Phrases }[];
  readonly backgrounds: readonly { readonly id: string; readonly phrases: Phrases }[];
  /** Between two objects; absent where sentences have one. */
  readonly and?: Readonly<Record<GrammarLanguage, string>>;
}

/** Reads a `patchloom/grammar` file of any version there has been. */
export const grammarSchema = z
  .discriminatedUnion('version', [versionOne, versionTwo])
  .transform((file): Grammar => (file.version === 2 ? file : fromVersionOne(file)));

function fromVersionOne({ objects, sizes, motions, backgrounds }: z.infer<typeof versionOne>): Grammar {
  const english = (en: readonly string[]): Phrases => ({ en, zh: [] });
  return {
    objects: objects.map(({ id, names }) => ({ id, names: english(names) })),
    sizes: sizes.map(({ id, words }) => ({ id, words: english(words) })),
    motions: motions.map(({ id, phrases }) => ({ id, phrases: english(phrases), plural: english([]) })),
    backgrounds: backgrounds.map(({ id, phrases }) => ({ id, phrases: english(phrases) })),
  };
}
