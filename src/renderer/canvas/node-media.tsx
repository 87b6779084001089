import type { Picture } from '../../core/run-events.ts';
import type { SavedFile } from '../../core/values.ts';
import { MediaView } from '../panels/media-view.tsx';
import { isVideo } from '../player/media-file.ts';
import { VideoPlayer } from '../player/video-player.tsx';

interface NodeMediaProps {
  readonly title: string;
  readonly picture: Picture | undefined;
  readonly files: readonly SavedFile[];
  readonly top: number;
  readonly height: number;
}

/** What a node has made, on the card: the file it wrote, else its latest preview. */
export function NodeMedia({ title, picture, files, top, height }: NodeMediaProps) {
  const file = files.at(-1);
  return (
    <div className="card-media" style={{ top, height }}>
      {file && isVideo(file) ? (
        <div className="card-player nodrag nopan">
          <VideoPlayer key={file.name} file={file} isSmall />
        </div>
      ) : file ? (
        <MediaView file={file} />
      ) : (
        picture && <img src={picture.url} width={picture.width} height={picture.height} alt={title} draggable={false} />
      )}
    </div>
  );
}
