import { NodeResizeControl, type OnResize } from '@xyflow/react';
import { changeNodes } from '../../core/edits-nodes.ts';
import { useDocument } from '../state/document.ts';
import { useWords } from '../words/use-words.ts';
import { HEADER_HEIGHT, LARGEST_CARD_WIDTH, SMALLEST_CARD_WIDTH } from './node-geometry.ts';

const GRID = 8;

/** The corner by which a card is made wider, and higher where it has a text or a picture; a double click gives it its own size back. */
export function CardResizer({ id }: { id: string }) {
  const words = useWords();
  const { edit, endGesture } = useDocument.getState();
  const resize: OnResize = (_event, { width, height }) => {
    const toGrid = (value: number) => Math.round(value / GRID) * GRID;
    edit((workflow) => changeNodes(workflow, [id], { size: [toGrid(width), toGrid(height)] }), 'resize');
  };
  return (
    <NodeResizeControl
      className="card-grip"
      position="bottom-right"
      minWidth={SMALLEST_CARD_WIDTH}
      maxWidth={LARGEST_CARD_WIDTH}
      minHeight={HEADER_HEIGHT}
      onResize={resize}
      onResizeEnd={endGesture}
    >
      <svg
        viewBox="0 0 12 12"
        onDoubleClick={() => edit((workflow) => changeNodes(workflow, [id], { size: undefined }), { label: 'resize' })}
      >
        <title>{words.resizeNode}</title>
        <path d="M11 4 L4 11 M11 8 L8 11" />
      </svg>
    </NodeResizeControl>
  );
}
