"""Trains the autoencoder: torchrun --nproc-per-node 2 -m patchloom_training.train_autoencoder --minutes 60"""

import torch

from . import common
from .autoencoder import Autoencoder, psnr
from .metric import to_distances_of_pictures
from .world import render, sample_clips

# (frames, height, width) of the clips, taken in turn; the network is convolutional, so a few shapes stand for all.
SHAPES = [(9, 64, 64), (9, 64, 64), (9, 64, 64), (17, 48, 64)]
# How many cells the coordinates are measured at, of either kind; takes five minutes.
CELLS = 150


def main():
    options = common.arguments(__doc__, minutes=60, batch=24, channels=32)
    rank, processes = common.set_up(options.seed)
    curve, clips_seen = [], 0
    if options.resume:
        state = common.load("autoencoder")
        model, curve, clips_seen = Autoencoder.of(state["model"]), state["curve"], state["clips_seen"]
    else:
        model = Autoencoder(options.channels)
        model.start_from_pca(render(sample_clips(600), 9))
    average = common.Average(model, decay=0.998)
    common.same_everywhere(model, processes)
    if rank == 0:
        print(f"{sum(p.numel() for p in model.parameters()) / 1e6:.2f} M parameters", flush=True)
    model.to(memory_format=torch.channels_last)
    encode, decode = torch.compile(model.encoder, dynamic=False), torch.compile(model.decoder, dynamic=False)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, betas=(0.9, 0.99), weight_decay=0.01)
    budget, step, started, saved = common.Budget(options.minutes, processes), 0, (curve[-1][0] if curve else 0), 0.0
    while (used := budget.used()) < 1:
        for group in optimizer.param_groups:
            group["lr"] = (1e-3 if options.resume else 1.5e-3) * common.cosine(used, step)
        frames, height, width = SHAPES[step % len(SHAPES)]
        count = options.batch * 9 * 64 * 64 // (frames * height * width)
        video = render(sample_clips(count), frames, height, width)
        with common.autocast():
            latent = encode(video).float()
            # The decoder must forgive what the diffusion transformer gets slightly wrong.
            decoded = decode(latent + 0.05 * torch.randn_like(latent)).float()
        loss = reconstruction_loss(decoded, video) + 2e-4 * latent.pow(2).mean()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        common.average_gradients(list(model.parameters()), processes)
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        average.update(model)
        step += 1
        clips_seen += count * processes
        if rank == 0 and step % 100 == 0:
            quality = psnr(decoded.detach(), video)
            curve.append((started + budget.minutes, quality))
            print(f"step {step} · {budget.minutes:.1f} min · loss {loss.item():.4f} · {quality:.2f} dB · {clips_seen} clips", flush=True)
        if rank == 0 and budget.minutes - saved > 5:
            saved = budget.minutes
            keep(model, average, curve, clips_seen)
    if rank == 0:
        keep(model, average, curve, clips_seen, CELLS)


def reconstruction_loss(decoded, video):
    """Robust distance of colours and of edges; the squared part is what PSNR measures."""
    error = decoded - video
    edges = (error[..., 1:] - error[..., :-1]).abs().mean() + (error[..., 1:, :] - error[..., :-1, :]).abs().mean()
    return (error.pow(2) + 1e-4).sqrt().mean() + 0.5 * edges + 2 * error.pow(2).mean()


def held_out_video():
    return render(sample_clips(128, held_out=True, generator=torch.Generator().manual_seed(1)), 9)


@torch.no_grad()
def quality(model, video):
    """dB of what it makes of `video`."""
    return psnr(torch.cat([model.decode(model.encode(part)) for part in video.split(32)]), video)


@torch.no_grad()
def keep(model, average, curve, clips_seen, cells=0):
    """Measures the averaged weights on held-out clips and saves them; the last time with the coordinates that all other models will see."""
    averaged = Autoencoder.of({**model.state_dict(), **average.weights})
    if cells:
        to_distances_of_pictures(averaged, cells)
    video = held_out_video()
    print(f"held-out clips: {quality(averaged, video):.2f} dB", flush=True)
    common.save(common.checkpoint("autoencoder"), model=averaged.state_dict(), curve=curve, clips_seen=clips_seen)


if __name__ == "__main__":
    main()
