import type { Point } from '../../core/workflow.ts';
import type { Card, CardInput, CardPort } from './describe-card.ts';

/** Pixels at 100 %. The stylesheet takes its heights from here, through the rows' inline sizes. */
export const HEADER_HEIGHT = 30;
export const ROW_HEIGHT = 26;
const CARD_WIDTH = 240;
const WIDE_CARD_WIDTH = 320;
export const SMALLEST_CARD_WIDTH = 200;
export const LARGEST_CARD_WIDTH = 960;
const TEXT_AREA_HEIGHT = 76;
const MESSAGE_HEIGHT = 18;
const MEDIA_HEIGHT = 184;
/** Of the frames of a preview, side by side. */
const STRIP_HEIGHT = 64;
const TEXT_RESULT_HEIGHT = 76;
const NOTICE_HEIGHT = 58;
const PADDING = 5;

/** What a card's size depends on besides its definition. */
export interface CardFacts {
  /** Inputs that have a wire. */
  readonly wired: ReadonlySet<string>;
  /** What is wrong with an input, shown under its row. */
  readonly messages: Readonly<Record<string, string>>;
  /** Whether it shows a picture or video. */
  readonly hasMedia: boolean;
  /** Whether that is much wider than high. */
  readonly isStrip?: boolean;
  /** Whether it shows a text that it has made. */
  readonly hasText: boolean;
  /** Whether it says why it failed. */
  readonly hasNotice: boolean;
  /** Whether only its header is shown. */
  readonly isCollapsed?: boolean;
  /** Width and height that a person gave it. */
  readonly size?: Point | undefined;
}

export type CardRow = { readonly top: number; readonly height: number; readonly message: string | undefined } & (
  | { readonly kind: 'ports'; readonly input: CardInput | undefined; readonly output: CardPort | undefined }
  | { readonly kind: 'widget'; readonly input: CardInput; readonly areaHeight: number }
);

export interface CardGeometry {
  readonly width: number;
  readonly height: number;
  readonly rows: readonly CardRow[];
  /** The middle of each port, from the card's top. */
  readonly inputs: Readonly<Record<string, number>>;
  readonly outputs: Readonly<Record<string, number>>;
  readonly media: { readonly top: number; readonly height: number } | undefined;
  readonly text: { readonly top: number; readonly height: number } | undefined;
  readonly notice: { readonly top: number; readonly height: number } | undefined;
}

/** Where everything on a card is, known before anything is drawn. Wires and outputs share rows; widgets follow, one a row. */
export function cardGeometry(card: Card, facts: CardFacts): CardGeometry {
  if (facts.isCollapsed) return collapsedGeometry(card);
  const natural = layRows(card, facts, 0);
  if (!facts.size) return natural;
  const [width, height] = facts.size;
  const stretching =
    card.inputs.filter((input) => hasArea(input, facts)).length + (facts.hasMedia ? 1 : 0) + (facts.hasText ? 1 : 0);
  const more = stretching === 0 ? 0 : Math.max(0, Math.floor((height - natural.height) / stretching));
  return {
    ...layRows(card, facts, more),
    width: Math.min(LARGEST_CARD_WIDTH, Math.max(SMALLEST_CARD_WIDTH, width)),
  };
}

/** `more`: how much higher each text area, the picture and the text that was made are than they would have to be. */
function layRows(card: Card, facts: CardFacts, more: number): CardGeometry {
  const rows: CardRow[] = [];
  const inputs: Record<string, number> = {};
  const outputs: Record<string, number> = {};
  let top = HEADER_HEIGHT + PADDING;

  const wires = card.inputs.filter(({ port }) => port === undefined || port.kind === 'wire');
  const widgets = card.inputs.filter(({ port }) => port !== undefined && port.kind !== 'wire');
  for (let index = 0; index < Math.max(wires.length, card.outputs.length); index++) {
    const [input, output] = [wires[index], card.outputs[index]];
    const message = input && facts.messages[input.name];
    const height = ROW_HEIGHT + (message ? MESSAGE_HEIGHT : 0);
    if (input) inputs[input.name] = top + ROW_HEIGHT / 2;
    if (output) outputs[output.name] = top + ROW_HEIGHT / 2;
    rows.push({ kind: 'ports', input, output, top, height, message });
    top += height;
  }
  for (const input of widgets) {
    const message = facts.messages[input.name];
    const areaHeight = hasArea(input, facts) ? TEXT_AREA_HEIGHT + more : 0;
    const height = ROW_HEIGHT + areaHeight + (message ? MESSAGE_HEIGHT : 0);
    inputs[input.name] = top + ROW_HEIGHT / 2;
    rows.push({ kind: 'widget', input, areaHeight, top, height, message });
    top += height;
  }
  top += PADDING;
  const media = facts.hasMedia ? { top, height: (facts.isStrip ? STRIP_HEIGHT : MEDIA_HEIGHT) + more } : undefined;
  top += media?.height ?? 0;
  const text = facts.hasText ? { top, height: TEXT_RESULT_HEIGHT + more } : undefined;
  top += text?.height ?? 0;
  const notice = facts.hasNotice ? { top, height: NOTICE_HEIGHT } : undefined;
  top += notice?.height ?? 0;
  const width = card.inputs.some(isWide) ? WIDE_CARD_WIDTH : CARD_WIDTH;
  return { width, height: top, rows, inputs, outputs, media, text, notice };
}

/** All wires meet in the middle of the header. */
function collapsedGeometry(card: Card): CardGeometry {
  const inHeader = (ports: readonly CardPort[]) =>
    Object.fromEntries(ports.map(({ name }) => [name, HEADER_HEIGHT / 2]));
  return {
    width: CARD_WIDTH,
    height: HEADER_HEIGHT,
    rows: [],
    inputs: inHeader(card.inputs),
    outputs: inHeader(card.outputs),
    media: undefined,
    text: undefined,
    notice: undefined,
  };
}

function isWide({ port }: CardInput): boolean {
  return port?.kind === 'text' && port.multiline;
}

function hasArea(input: CardInput, { wired }: CardFacts): boolean {
  return isArea(input) && !wired.has(input.name);
}

/** Whether a widget needs more than its row: a text of several lines, a file with its picture. */
export function isArea({ port }: CardInput): boolean {
  return (port?.kind === 'text' && port.multiline) || port?.kind === 'file';
}
