import { defineNode } from '../../src/core/define-node.ts';
import { UserError } from '../../src/core/errors.ts';
import { wire } from '../../src/core/ports.ts';
import { framesBetween } from '../../src/core/video-frames.ts';
import { nearestMultiples } from '../../src/diffusion/latent-geometry.ts';
import { fromVideo, toVideo } from '../../src/diffusion/pixels.ts';
import { upscalePieces } from '../../src/diffusion/upscale-pieces.ts';

export default defineNode({
  id: 'video/upscale-video',
  version: 1,
  title: 'Upscale Video',
  summary: 'Makes a video larger and sharper with the pack’s upscaler.',
  lane: 'model',
  inputs: {
    model: wire('model', 'The pack whose upscaler is used.'),
    video: wire('video', 'The video or picture.'),
  },
  outputs: { video: wire('video', 'The same frames, larger by the factor of the upscaler.') },
  async run({ model: pack, video }, ctx) {
    const { upscaler, title } = pack.manifest;
    if (!upscaler) throw new UserError(`${title} brings no upscaler`, { hint: 'Choose a model pack with “upscaler”.' });
    const { width, height } = video;
    const { pixelMultiple: step } = upscaler;
    if (width % step !== 0 || height % step !== 0) {
      throw new UserError(
        `The upscaler takes sides that are multiples of ${step}, the video has ${width} × ${height}`,
        {
          hint: `For width, choose ${nearestMultiples(width, step).join(' or ')}. For height, choose ${nearestMultiples(height, step).join(' or ')}.`,
        },
      );
    }
    const pieces = upscalePieces(video.frameCount, upscaler);
    const large = await ctx.video.join((append) =>
      ctx.models.use(pack, upscaler.file, async (session) => {
        for (const [index, { from, start, end }] of pieces.entries()) {
          ctx.signal.throwIfAborted();
          const results = await session.run({ [upscaler.input]: fromVideo(framesBetween(video, from, end)) });
          const output = results[upscaler.output];
          if (!output) throw new Error(`The upscaler has no output “${upscaler.output}”`);
          append(framesBetween(toVideo(output), start - from, end - from));
          if (pieces.length > 1) ctx.progress(index + 1, pieces.length);
        }
      }),
    );
    return { video: large };
  },
});
