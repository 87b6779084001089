/** Tokens of one run of a text encoder, with the special ones and the padding. */
export interface WeightedTokens {
  readonly ids: readonly number[];
  /** Weight of each token; 1 for special ones and padding. */
  readonly weights: readonly number[];
  /** How many tokens at the start are no padding. */
  readonly used: number;
}

export interface ChunkRules {
  /** Tokens that an encoder takes at once, with the special ones. */
  readonly maxTokens: number;
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** Whether what is too long goes into further pieces, or is left out. */
  readonly longText: 'truncate' | 'chunk';
  /** The token that fills every piece up to `maxTokens`; absent: pieces are as long as they are. */
  readonly pad?: number;
  readonly endsWord: (id: number) => boolean;
}

/** A word of this many tokens is cut where a piece ends; shorter ones go over whole, as in ComfyUI. */
const LONG_WORD = 8;

/** Puts weighted tokens between the special ones and cuts them to what the encoder takes. */
export function chunkTokens(
  tokens: readonly { readonly id: number; readonly weight: number }[],
  rules: ChunkRules,
): { readonly chunks: readonly WeightedTokens[]; readonly dropped: number } {
  const room = Math.max(1, rules.maxTokens - rules.before.length - rules.after.length);
  const kept = rules.longText === 'truncate' ? tokens.slice(0, room) : tokens;
  return {
    chunks: pieces(kept, room, rules.endsWord).map((piece) => wrap(piece, rules)),
    dropped: tokens.length - kept.length,
  };
}

type Piece = readonly { readonly id: number; readonly weight: number }[];

function pieces(tokens: Piece, room: number, endsWord: (id: number) => boolean): Piece[] {
  if (tokens.length <= room) return [tokens];
  const found: Piece[] = [];
  let piece: Piece = [];
  for (const word of words(tokens, endsWord)) {
    let rest = word;
    while (piece.length + rest.length > room) {
      // A word that no piece can hold must be cut, however short.
      const fits = word.length >= Math.min(LONG_WORD, room + 1) ? room - piece.length : 0;
      found.push([...piece, ...rest.slice(0, fits)]);
      rest = rest.slice(fits);
      piece = [];
    }
    piece = [...piece, ...rest];
  }
  return piece.length > 0 ? [...found, piece] : found;
}

function words(tokens: Piece, endsWord: (id: number) => boolean): Piece[] {
  const found: Piece[] = [];
  let start = 0;
  for (const [index, { id }] of tokens.entries()) {
    if (!endsWord(id) && index < tokens.length - 1) continue;
    found.push(tokens.slice(start, index + 1));
    start = index + 1;
  }
  return found;
}

function wrap(piece: Piece, { before, after, pad, maxTokens }: ChunkRules): WeightedTokens {
  const ids = [...before, ...piece.map(({ id }) => id), ...after];
  const weights = [...before.map(() => 1), ...piece.map(({ weight }) => weight), ...after.map(() => 1)];
  const used = ids.length;
  return pad === undefined ? { ids, weights, used } : padTokens({ ids, weights, used }, maxTokens, pad);
}

/** The same tokens, filled up to `length` with padding. */
export function padTokens(tokens: WeightedTokens, length: number, pad: number): WeightedTokens {
  const missing = Math.max(0, length - tokens.ids.length);
  return {
    ids: [...tokens.ids, ...Array<number>(missing).fill(pad)],
    weights: [...tokens.weights, ...Array<number>(missing).fill(1)],
    used: tokens.used,
  };
}
