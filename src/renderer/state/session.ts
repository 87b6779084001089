import { create } from 'zustand';
import type { Box } from '../../core/edits-boxes.ts';
import type { Point } from '../../core/workflow.ts';
import { type Language, preferredLanguage } from '../words/languages.ts';

/** A line for the status bar. */
export interface Message {
  readonly tone: 'info' | 'error';
  readonly text: string;
  /** What can be done about it with one click. */
  readonly action?: { readonly label: string; run(): void };
}

/** What the rest of the window may ask of the canvas. */
export interface CanvasView {
  /** The middle of what is seen, in canvas units. */
  centre(): [x: number, y: number];
  /** Shows all there is. */
  fit(): void;
  /** Shows what has just been opened: all of it, or its beginning where all of it would be too small to be read. */
  open(): void;
  /** Shows these nodes alone, as large as they fit. */
  fitTo(keys: readonly string[]): void;
  zoomTo(zoom: number): void;
  /** Zooms in (above 1) or out by a factor. */
  zoomBy(factor: number): void;
  /** Brings a node into the middle. */
  reveal(node: string): void;
  /** Where the pointer was last over the canvas, in canvas units; else the middle. */
  pointer(): [x: number, y: number];
  /** From the window's pixels to canvas units. */
  fromScreen(point: Point): [x: number, y: number];
  /** From canvas units to the window's pixels. */
  toScreen(point: Point): [x: number, y: number];
  /** Place and size of nodes, groups and notes, by the keys under which they are selected. */
  boxes(): Readonly<Record<string, Box>>;
  viewport(): Viewport;
  setViewport(viewport: Viewport): void;
}

/** What part of the canvas is seen. */
export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

/** What the rail opens beside the canvas, one at a time. */
export const LEFT_PANELS = ['palette', 'outputs', 'packs', 'history', 'shortcuts', 'settings'] as const;
export type LeftPanel = (typeof LEFT_PANELS)[number];

/** What belongs to this window and is neither saved nor undone. */
interface SessionState {
  readonly selectedNodes: readonly string[];
  readonly selectedEdges: readonly string[];
  /** Groups and notes, as `groups:id` and `notes:id`. */
  readonly selectedBoxes: readonly string[];
  /** The note that is asked to be written in, until it hears it. */
  readonly noteToWrite: string | undefined;
  readonly minimapOpen: boolean;
  readonly leftPanel: LeftPanel | undefined;
  readonly sidePanelOpen: boolean;
  /** Folders of the node palette that are shut. */
  readonly foldedFolders: readonly string[];
  /** Whether the workflow is shown as a form instead of as a graph. */
  readonly isApp: boolean;
  /** How many runs one press of Run asks for. */
  readonly runCount: number;
  readonly language: Language;
  readonly message: Message | undefined;
  readonly zoom: number;
  readonly view: CanvasView | undefined;
  select(nodes: readonly string[], edges?: readonly string[], boxes?: readonly string[]): void;
  say(message: Message | undefined): void;
  set(
    change: Partial<
      Pick<
        SessionState,
        | 'noteToWrite'
        | 'leftPanel'
        | 'sidePanelOpen'
        | 'foldedFolders'
        | 'minimapOpen'
        | 'isApp'
        | 'runCount'
        | 'language'
        | 'zoom'
        | 'view'
      >
    >,
  ): void;
}

/** Narrower windows belong to the canvas until somebody asks for the palette. */
const WIDE_WINDOW = 1600;

export const useSession = create<SessionState>()((set) => ({
  selectedNodes: [],
  selectedEdges: [],
  selectedBoxes: [],
  noteToWrite: undefined,
  minimapOpen: true,
  leftPanel: (globalThis.innerWidth ?? 0) >= WIDE_WINDOW ? 'palette' : undefined,
  sidePanelOpen: true,
  foldedFolders: [],
  isApp: false,
  runCount: 1,
  language: preferredLanguage(globalThis.navigator?.languages ?? []),
  message: undefined,
  zoom: 1,
  view: undefined,
  select: (selectedNodes, selectedEdges = [], selectedBoxes = []) =>
    set({ selectedNodes, selectedEdges, selectedBoxes }),
  say: (message) => set({ message }),
  set: (change) => set(change),
}));
