import { setWidget } from '../../core/edits.ts';
import type { Pack } from '../../core/pack-api.ts';
import { packBehind } from '../../core/pack-references.ts';
import type { IntPort } from '../../core/ports.ts';
import { SwapIcon } from '../panels/icons.tsx';
import { useDocument, useWorkflow } from '../state/document.ts';
import { useSpecs } from '../state/document-specs.ts';
import { usePacks } from '../state/packs.ts';
import { useWords } from '../words/use-words.ts';
import {
  leastCommonMultiple,
  SHAPES,
  type Shape,
  type Size,
  type SizeLimits,
  shapeOf,
  sizeOfShape,
} from './size-shapes.ts';

interface SizeToolsProps {
  readonly node: string;
  readonly size: Size;
  readonly width: IntPort;
  readonly height: IntPort;
}

/** Shapes for a width and a height that belong together, and a way to swap the two. */
export function SizeTools({ node, size, width, height }: SizeToolsProps) {
  const words = useWords();
  const pack = usePackOf(node);
  const limits = limitsOf(width, height, pack?.pixelMultiple);
  const shape = shapeOf(size, limits);
  const set = (next: Size) =>
    useDocument
      .getState()
      .edit((workflow) => setWidget(setWidget(workflow, node, 'width', next.width), node, 'height', next.height), {
        label: 'widget',
      });
  return (
    <div className="size-tools">
      {pack && (
        <span className="muted size-multiple" title={words.packs.multiplesOf(pack.pixelMultiple, pack.title)}>
          × {pack.pixelMultiple}
        </span>
      )}
      <select
        className="field"
        aria-label={words.widget.shape}
        title={words.widget.shape}
        value={shape ?? ''}
        onChange={(event) => set(sizeOfShape(size, event.target.value as Shape, limits))}
      >
        {shape === undefined && <option value="">{words.widget.ownShape}</option>}
        {SHAPES.map((option) => {
          const { width: w, height: h } = sizeOfShape(size, option, limits);
          return (
            <option key={option} value={option}>
              {option} ({w} × {h})
            </option>
          );
        })}
      </select>
      <button
        type="button"
        className="icon-button"
        aria-label={words.widget.swap}
        title={words.widget.swap}
        onClick={() => set({ width: size.height, height: size.width })}
      >
        <SwapIcon />
      </button>
    </div>
  );
}

/** What the model pack that the node's size is for says of it, once that is known. */
function usePackOf(node: string): Pack['facts'] {
  const workflow = useWorkflow();
  const specs = useSpecs();
  const packs = usePacks((state) => state.known?.packs);
  const name = packBehind(workflow, specs, node);
  return packs?.find((pack) => pack.name === name)?.facts;
}

function limitsOf(width: IntPort, height: IntPort, packMultiple = 1): SizeLimits {
  return {
    multiple: [width.step ?? 1, height.step ?? 1, packMultiple].reduce(leastCommonMultiple),
    min: Math.max(width.min ?? 1, height.min ?? 1),
    max: Math.min(width.max ?? Number.MAX_SAFE_INTEGER, height.max ?? Number.MAX_SAFE_INTEGER),
  };
}
