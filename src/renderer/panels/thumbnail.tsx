import { useEffect, useRef, useState } from 'react';
import { isVideo, type MediaFile, mediaUrl } from '../player/media-file.ts';

/** A file in small, fetched once it comes into sight; a video shows its first frame and plays under the pointer. */
export function Thumbnail({ file, onClick }: { file: MediaFile; onClick(): void }) {
  const button = useRef<HTMLButtonElement>(null);
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    if (!button.current) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && setSeen(true));
    observer.observe(button.current);
    return () => observer.disconnect();
  }, []);
  return (
    <button ref={button} type="button" className="thumbnail" aria-label={file.name} title={file.name} onClick={onClick}>
      {isSeen &&
        (isVideo(file) ? (
          <video src={mediaUrl(file)} muted playsInline loop preload="metadata" tabIndex={-1} aria-hidden="true" />
        ) : (
          <img src={mediaUrl(file)} alt="" />
        ))}
    </button>
  );
}
