import { useState } from 'react';
import { isVideo, type MediaFile, mediaUrl, SMALL_PIXELS } from '../player/media-file.ts';
import { prefersReducedMotion } from '../state/settings.ts';

/** A video that plays in a loop, or a picture, without controls: on cards and in lists. */
export function MediaView({ file }: { file: MediaFile }) {
  const [isSmall, setSmall] = useState(false);
  const className = `media${isSmall ? ' media-small' : ''}`;
  if (!isVideo(file)) {
    return (
      <img
        className={className}
        src={mediaUrl(file)}
        alt={file.name}
        draggable={false}
        onLoad={({ currentTarget }) => setSmall(currentTarget.naturalWidth <= SMALL_PIXELS)}
      />
    );
  }
  return (
    <video
      className={className}
      src={mediaUrl(file)}
      aria-label={file.name}
      loop
      muted
      playsInline
      autoPlay={!prefersReducedMotion()}
      onLoadedMetadata={({ currentTarget }) => setSmall(currentTarget.videoWidth <= SMALL_PIXELS)}
    />
  );
}
