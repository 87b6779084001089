import { useEffect, useState } from 'react';
import { frameSecondsAfter } from './frames.ts';

/** A video as its controls show it. */
export interface VideoState {
  readonly isPlaying: boolean;
  readonly time: number;
  readonly duration: number;
  /** How long a frame lasts, once that is known. */
  readonly frameSeconds: number | undefined;
}

const NOTHING_YET: VideoState = { isPlaying: false, time: 0, duration: 0, frameSeconds: undefined };

/** Follows a video element; every frame that is shown is a change. */
export function useVideo(video: HTMLVideoElement | null): VideoState {
  const [state, setState] = useState(NOTHING_YET);
  useEffect(() => {
    if (!video) return;
    let shownAt: number | undefined;
    let callback = 0;
    const read = () =>
      setState((known) => ({
        ...known,
        isPlaying: !video.paused && !video.ended,
        time: video.currentTime,
        duration: Number.isFinite(video.duration) ? video.duration : 0,
      }));
    const frame = (_now: number, { mediaTime }: VideoFrameCallbackMetadata) => {
      const earlier = shownAt;
      shownAt = mediaTime;
      setState((known) => ({
        ...known,
        time: mediaTime,
        // Only while it plays is the next frame shown the neighbour of the last.
        frameSeconds:
          earlier === undefined || video.seeking || video.paused
            ? known.frameSeconds
            : frameSecondsAfter(known.frameSeconds, earlier, mediaTime),
      }));
      callback = video.requestVideoFrameCallback(frame);
    };
    for (const event of EVENTS) video.addEventListener(event, read);
    callback = video.requestVideoFrameCallback(frame);
    read();
    return () => {
      for (const event of EVENTS) video.removeEventListener(event, read);
      video.cancelVideoFrameCallback(callback);
    };
  }, [video]);
  return state;
}

const EVENTS = ['play', 'pause', 'ended', 'seeked', 'loadedmetadata', 'durationchange'] as const;

/** Makes one video do what the other does, until the returned function is called. */
export function followVideo(leader: HTMLVideoElement, follower: HTMLVideoElement): () => void {
  const follow = () => {
    follower.playbackRate = leader.playbackRate;
    follower.loop = leader.loop;
    if (Math.abs(follower.currentTime - leader.currentTime) > FARTHEST_APART_SECONDS)
      follower.currentTime = Math.min(leader.currentTime, follower.duration || 0);
    if (leader.paused) follower.pause();
    else void follower.play().catch(ignoreInterruption);
  };
  const events = ['play', 'pause', 'seeked', 'ratechange', 'timeupdate'] as const;
  for (const event of events) leader.addEventListener(event, follow);
  follower.addEventListener('loadedmetadata', follow);
  follow();
  return () => {
    for (const event of events) leader.removeEventListener(event, follow);
    follower.removeEventListener('loadedmetadata', follow);
  };
}

const FARTHEST_APART_SECONDS = 0.06;

/** Playing that is broken off by a pause is told as an error; nothing is wrong. */
export function ignoreInterruption(): void {}
