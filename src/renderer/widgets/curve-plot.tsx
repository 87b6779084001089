import { useEffect, useState } from 'react';
import type { WorkflowNode } from '../../core/workflow.ts';
import { useHost } from '../state/host.ts';
import { useWords } from '../words/use-words.ts';
import { curvePath } from './curve-path.ts';

const WIDTH = 280;
const HEIGHT = 64;
/** More marks than this would run into each other. */
const MOST_MARKS = 50;

/** The numbers that a node plots, such as the noise levels of its schedule; nothing while its values can't be. */
export function CurvePlot({ node, title }: { node: WorkflowNode; title: string }) {
  const values = useCurve(node);
  return values && <Curve values={values} title={title} />;
}

/** Numbers as a curve with a mark for each, first and last written below. */
export function Curve({ values, title }: { values: readonly number[]; title: string }) {
  const words = useWords();
  if (values.length === 0) return null;
  const [first = 0, last = 0] = [values[0], values.at(-1)];
  const label = words.widget.plotOf(title, shown(first), shown(last), values.length);
  return (
    <figure className="curve">
      <svg viewBox={`-4 -4 ${WIDTH + 8} ${HEIGHT + 8}`} role="img" aria-label={label}>
        <path className="curve-base" d={`M0 ${HEIGHT} H${WIDTH}`} />
        <path className="curve-line" d={curvePath(values, WIDTH, HEIGHT)} />
        {values.length <= MOST_MARKS && (
          <path className="curve-marks" d={curvePath(values, WIDTH, HEIGHT).replace(/[ML]([^ML]+)/g, 'M$1h0')} />
        )}
      </svg>
      <figcaption className="curve-ends numbers">
        <span>{shown(first)}</span>
        <span>{shown(last)}</span>
      </figcaption>
    </figure>
  );
}

/** Asks the host again whenever a value changes; an answer that comes too late is not taken. */
function useCurve({ type, widgets }: WorkflowNode): readonly number[] | undefined {
  const api = useHost((state) => state.api);
  const [curve, setCurve] = useState<readonly number[]>();
  useEffect(() => {
    let isCurrent = true;
    api?.call('plotNode', { type, widgets }).then(
      (answer) => isCurrent && setCurve(answer.curve),
      // A plot is a help: without one, everything else still works, and the connection speaks for itself.
      () => isCurrent && setCurve(undefined),
    );
    return () => {
      isCurrent = false;
    };
  }, [api, type, widgets]);
  return curve;
}

function shown(value: number): string {
  return Number(value.toPrecision(3)).toString();
}
