import { type ReactNode, useEffect, useState } from 'react';
import { BackIcon, ForwardIcon, LoopIcon, PauseIcon, RunIcon } from '../panels/icons.tsx';
import { prefersReducedMotion } from '../state/settings.ts';
import { useWords } from '../words/use-words.ts';
import { FIRST_GUESS_SECONDS, frameAt, timeOfStep } from './frames.ts';
import { type MediaFile, mediaUrl, SMALL_PIXELS } from './media-file.ts';
import { followVideo, ignoreInterruption, useVideo } from './use-video.ts';

export type CompareMode = 'side' | 'slider';

interface VideoPlayerProps {
  readonly file: MediaFile;
  /** A second one that does what the first does, beside it or under a slider. */
  readonly other?: MediaFile | undefined;
  readonly mode?: CompareMode;
  /** With little room: without loop and speed. */
  readonly isSmall?: boolean;
}

const SPEEDS = [0.25, 0.5, 1, 2];

/** A video to play, scrub, step through and compare with another. */
export function VideoPlayer({ file, other, mode = 'slider', isSmall = false }: VideoPlayerProps) {
  const words = useWords();
  const [video, setVideo] = useState<HTMLVideoElement | null>(null);
  const [second, setSecond] = useState<HTMLVideoElement | null>(null);
  const [isLooping, setLooping] = useState(true);
  const [speed, setSpeed] = useState(1);
  const [division, setDivision] = useState(50);
  useEffect(() => (video && second ? followVideo(video, second) : undefined), [video, second]);
  useEffect(() => {
    if (video) video.playbackRate = speed;
  }, [video, speed]);

  const more = (
    <>
      <button
        type="button"
        className="icon-button"
        aria-label={words.player.loop}
        aria-pressed={isLooping}
        title={words.player.loop}
        onClick={() => setLooping(!isLooping)}
      >
        <LoopIcon />
      </button>
      <select
        className="field player-speed"
        aria-label={words.player.speed}
        title={words.player.speed}
        value={speed}
        onChange={(event) => setSpeed(Number(event.target.value))}
      >
        {SPEEDS.map((factor) => (
          <option key={factor} value={factor}>
            {factor}×
          </option>
        ))}
      </select>
    </>
  );
  return (
    <div className="video-player">
      <div className={`player-stage${other ? ` player-${mode}` : ''}`}>
        <Film file={file} take={setVideo} isLooping={isLooping} />
        {other && (
          <Film
            key={other.name}
            file={other}
            take={setSecond}
            isLooping={isLooping}
            clip={mode === 'slider' ? `inset(0 0 0 ${division}%)` : undefined}
          />
        )}
        {other && mode === 'slider' && (
          <span className="player-line" style={{ left: `${division}%` }} aria-hidden="true" />
        )}
        {other && mode === 'slider' && (
          <input
            type="range"
            className="player-divide"
            aria-label={words.player.divide}
            min={0}
            max={100}
            value={division}
            onChange={(event) => setDivision(Number(event.target.value))}
          />
        )}
      </div>
      {video && <Controls video={video}>{!isSmall && more}</Controls>}
    </div>
  );
}

interface FilmProps {
  readonly file: MediaFile;
  readonly isLooping: boolean;
  readonly clip?: string | undefined;
  take(video: HTMLVideoElement | null): void;
}

function Film({ file, isLooping, clip, take }: FilmProps) {
  const [isSmall, setSmall] = useState(false);
  return (
    <video
      ref={take}
      className={`media${isSmall ? ' media-small' : ''}`}
      {...(clip ? { style: { clipPath: clip } } : {})}
      src={mediaUrl(file)}
      aria-label={file.name}
      loop={isLooping}
      muted
      playsInline
      autoPlay={!prefersReducedMotion()}
      onLoadedMetadata={({ currentTarget }) => setSmall(currentTarget.videoWidth <= SMALL_PIXELS)}
    />
  );
}

function Controls({ video, children }: { video: HTMLVideoElement; children: ReactNode }) {
  const words = useWords();
  const { isPlaying, time, duration, frameSeconds = FIRST_GUESS_SECONDS } = useVideo(video);
  const { frame, count } = frameAt(time, duration, frameSeconds);
  const step = (steps: number) => {
    video.pause();
    video.currentTime = timeOfStep(video.currentTime, duration, frameSeconds, steps);
  };
  return (
    <div className="player-controls">
      <button
        type="button"
        className="icon-button"
        aria-label={isPlaying ? words.player.pause : words.player.play}
        title={isPlaying ? words.player.pause : words.player.play}
        onClick={() => (isPlaying ? video.pause() : void video.play().catch(ignoreInterruption))}
      >
        {isPlaying ? <PauseIcon /> : <RunIcon />}
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label={words.player.back}
        title={words.player.back}
        onClick={() => step(-1)}
      >
        <BackIcon />
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label={words.player.forward}
        title={words.player.forward}
        onClick={() => step(1)}
      >
        <ForwardIcon />
      </button>
      <input
        type="range"
        className="player-position"
        aria-label={words.player.position}
        aria-valuetext={words.player.frame(frame + 1, count)}
        min={0}
        max={count - 1}
        value={frame}
        onChange={(event) => {
          video.pause();
          video.currentTime = (Number(event.target.value) + 0.5) * frameSeconds;
        }}
      />
      <span className="player-frame numbers">{words.player.frame(frame + 1, count)}</span>
      {children}
    </div>
  );
}
