import { defineNode } from '../../src/core/define-node.ts';
import { UserError } from '../../src/core/errors.ts';
import { float, seed, wire } from '../../src/core/ports.ts';
import { captionerFeeds } from '../../src/diffusion/language/captioner-feeds.ts';
import { writeTokens } from '../../src/diffusion/language/write-tokens.ts';
import { checkVideoSize } from '../../src/diffusion/latent-geometry.ts';
import { fromVideo } from '../../src/diffusion/pixels.ts';
import { createGenerator } from '../../src/diffusion/random.ts';
import { encodePixels, encoderOf } from '../../src/diffusion/vae/encode-pixels.ts';
import { normaliseLatent } from '../../src/diffusion/vae/normalisation.ts';

export default defineNode({
  id: 'text/video-captioner',
  version: 1,
  title: 'Caption Video',
  summary: 'Says in a sentence what a video shows: the way training data get their captions.',
  lane: 'model',
  inputs: {
    model: wire('model', 'The pack whose captioner and video encoder are used.'),
    video: wire('video', 'The video or picture, of a size that the model can make.'),
    seed: seed({ help: 'Chooses among possible sentences, at a temperature above 0.' }),
    temperature: float({
      default: -1,
      min: -1,
      max: 2,
      step: 0.05,
      help: 'How freely the words are chosen: 0 always takes the likeliest, −1 leaves it to the pack.',
    }),
  },
  outputs: { text: wire('text', 'The sentence.') },
  async run({ model: pack, video, seed, temperature }, ctx) {
    const { manifest } = pack;
    const { captioner, latent: rules } = manifest;
    if (!captioner) {
      throw new UserError(`${manifest.title} brings no captioner`, { hint: 'Choose a model pack with “captioner”.' });
    }
    const { encoder, decoder } = captioner;
    const { width, height, frameCount } = video;
    checkVideoSize({ width, height, frames: frameCount }, rules);
    const words = await ctx.models.words(pack, decoder.tokenizer);
    const prompt = [...words.encode((decoder.template ?? '{text}').replace('{text}', '')), ...decoder.suffix];
    if (prompt.length === 0) {
      throw new UserError(`The captioner of ${manifest.title} is not told with which token a sentence begins`, {
        hint: 'Name it in “captioner.decoder.suffix”.',
      });
    }

    const latent = await ctx.models.use(pack, encoderOf(manifest).file, (session) =>
      encodePixels({ session, manifest, pixels: fromVideo(video), take: 'mode', signal: ctx.signal }),
    );
    const seen = await ctx.models.use(pack, encoder.file, (session) =>
      session.run(captionerFeeds(normaliseLatent(latent, rules.normalisation), encoder, manifest, session)),
    );
    const given = Object.entries(encoder.feeds).map(([from, to]) => {
      const value = seen[from];
      if (!value) throw new Error(`The captioner’s encoder has no output “${from}”`);
      return [to, value] as const;
    });
    const { sampling } = decoder;
    const written = await ctx.models.use(pack, decoder.file, (session) =>
      writeTokens({
        session,
        model: decoder,
        prompt,
        sampling: temperature < 0 ? sampling : { ...sampling, temperature },
        generator: createGenerator(seed),
        given: Object.fromEntries(given),
        signal: ctx.signal,
        onToken: ({ length }) => ctx.progress(length, decoder.maxTokens - prompt.length, 'tokens'),
      }),
    );
    const text = words.decode(written);
    ctx.log(`Seen: “${text}”`);
    return { text };
  },
});
