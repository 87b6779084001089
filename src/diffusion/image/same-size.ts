import { UserError } from '../../core/errors.ts';
import type { Video } from '../../core/values.ts';

/** Width and height that all clips have, in pixels. `UserError` when there is none, or when they differ. */
export function requireSameSize(videos: readonly Video[]): Pick<Video, 'width' | 'height'> {
  const [first] = videos;
  if (!first) throw new UserError('There is no clip in the list', { hint: 'Connect a list with at least one.' });
  const other = videos.find(({ width, height }) => width !== first.width || height !== first.height);
  if (other) {
    throw new UserError(
      `The clips differ in size: ${first.width} × ${first.height} and ${other.width} × ${other.height} pixels`,
      { hint: 'Make them all of one size.' },
    );
  }
  return first;
}
