import type { TensorSummary } from '../../core/tensor-summary.ts';
import { useWords } from '../words/use-words.ts';

const WIDTH = 256;
const HEIGHT = 48;

/** What the numbers of a tensor are like: shape, range, mean, spread, and how often each value comes. */
export function TensorView({ tensor }: { tensor: TensorSummary }) {
  const words = useWords();
  const { shape, min, max, mean, deviation, histogram, notFinite } = tensor;
  const most = Math.max(1, ...histogram);
  const wide = WIDTH / Math.max(1, histogram.length);
  return (
    <figure className="tensor">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={words.tensor.histogram(short(min), short(max))}
      >
        {histogram.map((count, bin) => (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place.
            key={bin}
            x={bin * wide}
            y={HEIGHT - (count / most) * HEIGHT}
            width={wide - 1}
            height={(count / most) * HEIGHT}
          />
        ))}
      </svg>
      <figcaption className="curve-ends numbers">
        <span>{short(min)}</span>
        <span>{short(max)}</span>
      </figcaption>
      <dl className="tensor-facts numbers">
        <div>
          <dt>{words.tensor.shape}</dt>
          <dd>{shape.join(' × ')}</dd>
        </div>
        <div>
          <dt>{words.tensor.mean}</dt>
          <dd>{short(mean)}</dd>
        </div>
        <div>
          <dt>{words.tensor.deviation}</dt>
          <dd>{short(deviation)}</dd>
        </div>
      </dl>
      {notFinite > 0 && <p className="entry-failure">{words.tensor.notFinite(notFinite)}</p>}
    </figure>
  );
}

function short(value: number): string {
  return Number(value.toPrecision(3)).toString();
}
