import { expect, test } from 'vitest';
import type { Video } from '../../../src/core/values.ts';
import { captureRun } from '../../support/captured-run.ts';
import { workflowOf } from '../../support/workflow-of.ts';

const psnr = (a: Video, b: Video) => {
  const squares = a.frames.reduce((sum, value, index) => sum + (value - (b.frames[index] ?? 0)) ** 2, 0);
  return 10 * Math.log10(255 ** 2 / (squares / a.frames.length));
};

/** `held-out-clip.png` is drawn by `training/`, 128 pixels wide, of a combination that no model has been trained with. */
test('the built-in upscaler comes nearer to a picture that was made smaller than plain enlargement does', async () => {
  const workflow = workflowOf(
    {
      pack: 'model/load-model-pack',
      whole: 'video/load-video',
      small: 'video/resize-video',
      upscale: 'video/upscale-video',
      plain: 'video/resize-video',
    },
    [
      'whole.video -> small.video',
      'small.video -> upscale.video',
      'pack.model -> upscale.model',
      'small.video -> plain.video',
    ],
    {
      pack: { name: 'sprites' },
      whole: { file: 'test/fixtures/held-out-clip.png' },
      small: { width: 64, height: 64 },
      plain: { width: 128, height: 128 },
    },
  );
  const outputs = ['whole.video', 'upscale.video', 'plain.video'];
  const { videos } = await captureRun(workflow, outputs, ['models'], [process.cwd()]);
  const [whole, upscaled, plain] = outputs.map((output) => videos[output] as Video) as [Video, Video, Video];
  expect([upscaled.width, upscaled.height]).toEqual([128, 128]);
  expect(psnr(upscaled, whole)).toBeGreaterThan(psnr(plain, whole) + 0.5);
});
