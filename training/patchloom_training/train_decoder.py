"""Trains the decoder alone, on what the diffusion transformer makes: python -m patchloom_training.train_decoder --minutes 30

The encoder stays, and with it every model that knows its latents. Half of the clips are decoded from the transformer's guesses at them, made
from real clips under noise: so the decoder learns to make whole what the transformer's patches leave apart, which shows as blocks and clouds."""

import torch

from . import common, tokenizer as tokenizers
from .autoencoder import Autoencoder
from .export import load_generator
from .train_autoencoder import held_out_video, quality, reconstruction_loss
from .transformer import patchify, unpatchify
from .world import captions, render, sample_clips

SHAPES = [(9, 64, 64), (9, 64, 64), (17, 64, 64)]
REFINER_DEPTH = 4
# Noise levels from which it guesses: above, another clip would be as good a guess; below, nothing is left to learn.
LEVELS = (0.15, 0.75)


def main():
    options = common.arguments(__doc__, minutes=30, batch=16)
    common.set_up(options.seed)
    state = common.load("autoencoder")
    model = deeper(Autoencoder.of(state["model"])).to(memory_format=torch.channels_last)
    generator, tokenizer = load_generator()
    learned = list(model.decoder.parameters())
    average, curve, held_out = common.Average(model.decoder, decay=0.998), state["curve"], held_out_video()
    optimizer = torch.optim.AdamW(learned, lr=1e-3, betas=(0.9, 0.99), weight_decay=0.01)
    encode, decode = torch.compile(model.encode, dynamic=False), torch.compile(model.decode, dynamic=False)
    budget, step, saved, before = common.Budget(options.minutes, 1), 0, 0.0, curve[-1][0] if curve else 0.0

    def keep():
        weights = {**model.state_dict(), **{f"decoder.{name}": value for name, value in average.weights.items()}}
        decibels = quality(Autoencoder.of(weights), held_out)
        curve.append((before + budget.minutes, decibels))
        print(f"held-out clips: {decibels:.2f} dB", flush=True)
        common.save(common.checkpoint("autoencoder"), model=weights, curve=curve, clips_seen=state["clips_seen"] + step * options.batch)

    while (used := budget.used()) < 1:
        for group in optimizer.param_groups:
            group["lr"] = 1e-3 * common.cosine(used, step)
        shape = SHAPES[step % len(SHAPES)]
        clips = sample_clips(options.batch * 9 // shape[0])
        video = render(clips, *shape)
        with torch.no_grad(), common.autocast():
            latent = encode(video).float()
            half = len(clips) // 2
            guesses = guess(generator, tokenizer, latent[:half], clips[slice(0, half)])
            latent = torch.cat([guesses, latent[half:]]) + 0.03 * torch.randn_like(latent)
        with common.autocast():
            decoded = decode(latent).float()
        loss = reconstruction_loss(decoded, video)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learned, 1.0)
        optimizer.step()
        average.update(model.decoder)
        step += 1
        if step % 20 == 0:
            parts = [reconstruction_loss(decoded[part], video[part]).item() for part in (slice(0, half), slice(half, None))]
            print(f"step {step} · {budget.minutes:.1f} min · loss of guesses {parts[0]:.4f}, of clips {parts[1]:.4f}", flush=True)
        if budget.minutes - saved > 5:
            saved = budget.minutes
            keep()
    keep()


def deeper(model):
    """The same network with more blocks in its refiner; new ones begin as the identity."""
    larger = Autoencoder(len(model.mean), refiner_depth=REFINER_DEPTH)
    larger.load_state_dict(model.state_dict(), strict=False)
    return larger


def guess(generator, tokenizer, latent, clips):
    """What the transformer makes of clips under noise, as latents."""
    clean, positions = patchify(latent)
    low, high = LEVELS
    level = low + (high - low) * torch.rand(len(clean), 1, 1)
    noisy = (1 - level) * clean + level * torch.randn_like(clean)
    ids, mask = tokenizers.pad([e.ids for e in tokenizer.encode_batch(captions(clips, lambda count: 0))])
    velocity = generator.dit(noisy, positions, level.squeeze(-1).expand(-1, clean.shape[1]), generator.text_encoder(ids, mask), mask)
    return unpatchify(noisy - level * velocity, *latent.shape[2:])


if __name__ == "__main__":
    main()
