import { MEDIA_PATH } from '../../core/host-api.ts';
import type { SavedFile } from '../../core/values.ts';

/** What has to be known of a file to show it. */
export type MediaFile = Pick<SavedFile, 'name' | 'mediaType' | 'bytes'>;

/** Where the host serves a file of the output folder. */
export function mediaUrl({ name }: Pick<SavedFile, 'name'>): string {
  return MEDIA_PATH + name.split('/').map(encodeURIComponent).join('/');
}

export function isVideo({ mediaType }: Pick<SavedFile, 'mediaType'>): boolean {
  return mediaType.startsWith('video/');
}

/** Clips this small are shown pixel by pixel: smoothing would only blur them. */
export const SMALL_PIXELS = 160;

/** Whether Patchloom writes the workflow into files of this kind. */
export function mayCarryWorkflow({ mediaType }: Pick<SavedFile, 'mediaType'>): boolean {
  return ['video/mp4', 'video/webm', 'image/png', 'image/gif'].includes(mediaType);
}
