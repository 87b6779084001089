import { useState } from 'react';
import { useWords } from '../words/use-words.ts';
import { SMALL_PIXELS } from './media-file.ts';

const ZOOMS = [1, 2, 4, 8];

/** A picture that can be looked at closely. */
export function PictureView({ url, label }: { url: string; label: string }) {
  const words = useWords();
  const [zoom, setZoom] = useState(1);
  const [isSmall, setSmall] = useState(false);
  const change = (steps: number) => setZoom(ZOOMS[ZOOMS.indexOf(zoom) + steps] ?? zoom);
  return (
    <div className="picture-view">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard. */}
      <section className="player-stage picture-stage" tabIndex={0} aria-label={label}>
        <img
          className={`media${isSmall || zoom > 1 ? ' media-small' : ''}`}
          style={{ width: `${zoom * 100}%` }}
          src={url}
          alt={label}
          draggable={false}
          onLoad={({ currentTarget }) => setSmall(currentTarget.naturalWidth <= SMALL_PIXELS)}
        />
      </section>
      <div className="player-controls">
        <button
          type="button"
          className="icon-button"
          disabled={zoom === ZOOMS[0]}
          aria-label={words.player.zoomOut}
          title={words.player.zoomOut}
          onClick={() => change(-1)}
        >
          −
        </button>
        <span className="numbers">{zoom * 100} %</span>
        <button
          type="button"
          className="icon-button"
          disabled={zoom === ZOOMS.at(-1)}
          aria-label={words.player.zoomIn}
          title={words.player.zoomIn}
          onClick={() => change(1)}
        >
          +
        </button>
      </div>
    </div>
  );
}
