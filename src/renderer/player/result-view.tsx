import { useState } from 'react';
import type { DesktopApi } from '../../core/host-api.ts';
import { formatBytes } from '../panels/format.ts';
import { useWords } from '../words/use-words.ts';
import { isVideo, type MediaFile, mediaUrl } from './media-file.ts';
import { PictureView } from './picture-view.tsx';
import { type CompareMode, VideoPlayer } from './video-player.tsx';

declare global {
  interface Window {
    /** There in the desktop app alone. */
    readonly desktop?: DesktopApi;
  }
}

interface ResultViewProps {
  readonly file: MediaFile;
  /** What it may be compared with. */
  readonly others: readonly MediaFile[];
}

/** A file that a run has written: to be played or looked at, compared, kept. */
export function ResultView({ file, others }: ResultViewProps) {
  const words = useWords();
  const [otherName, setOtherName] = useState('');
  const [mode, setMode] = useState<CompareMode>('slider');
  const comparable = others.filter((candidate) => isVideo(candidate) && candidate.name !== file.name);
  const other = comparable.find(({ name }) => name === otherName);
  return (
    <figure className="player">
      {isVideo(file) ? (
        <VideoPlayer key={file.name} file={file} other={other} mode={mode} />
      ) : (
        <PictureView url={mediaUrl(file)} label={file.name} />
      )}
      <figcaption>
        <span className="file-name" title={file.name}>
          {file.name}
        </span>
        <span className="muted">{formatBytes(file.bytes)}</span>
        <a className="link" href={mediaUrl(file)} download={file.name.split('/').at(-1)}>
          {words.download}
        </a>
        {window.desktop && (
          <button type="button" className="link" onClick={() => void window.desktop?.revealOutput(file.name)}>
            {words.reveal}
          </button>
        )}
      </figcaption>
      {isVideo(file) && comparable.length > 0 && (
        <div className="compare">
          <label>
            <span className="muted">{words.player.compareWith}</span>
            <select className="field" value={other?.name ?? ''} onChange={(event) => setOtherName(event.target.value)}>
              <option value="">{words.player.nothing}</option>
              {comparable.map(({ name }) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          {other && (
            <button type="button" className="link" onClick={() => setMode(mode === 'slider' ? 'side' : 'slider')}>
              {mode === 'slider' ? words.player.sideBySide : words.player.slider}
            </button>
          )}
        </div>
      )}
    </figure>
  );
}
