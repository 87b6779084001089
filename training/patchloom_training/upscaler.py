"""The upscaler: twice the size for any clip, and sharper where the codec has blurred. A regression network on top of bilinear enlargement.

python -m patchloom_training.upscaler --minutes 25"""

import torch
import torch.nn as nn
import torch.nn.functional as F

from . import common
from .autoencoder import CausalBlock, Space, channels_to_pixels, pixels_to_channels, psnr, zero
from .bank import load_autoencoder
from .world import render, sample_clips


class Upscaler(nn.Module):
    """Video `[batch, 3, frames, height, width]` in −1 to 1, sides multiples of 2 → twice as high and wide."""

    def __init__(self, width=48, depth=4):
        super().__init__()
        self.enter = Space(12, width)
        self.blocks = nn.Sequential(*[CausalBlock(width) for _ in range(depth)])
        # Cells of 2×2 pixels become 4×4.
        self.leave = Space(width, 48)
        zero(self.leave)

    def forward(self, video):
        x = video.permute(0, 2, 3, 4, 1)
        detail = channels_to_pixels(self.leave(self.blocks(self.enter(pixels_to_channels(x, 2)))), 4)
        return enlarge(video) + detail.permute(0, 4, 1, 2, 3)


def enlarge(video):
    batch, channels, frames, height, width = video.shape
    pictures = video.transpose(1, 2).reshape(batch * frames, channels, height, width)
    larger = F.interpolate(pictures, scale_factor=2, mode="bilinear", align_corners=False)
    return larger.reshape(batch, frames, channels, 2 * height, 2 * width).transpose(1, 2)


def pairs(autoencoder, count, frames=5, size=48):
    """Large clips and what becomes of them: halved, and for two in three sent through the codec, as generated clips are."""
    large = render(sample_clips(count), frames, 2 * size, 2 * size)
    small = F.avg_pool3d(large, (1, 2, 2))
    with torch.no_grad(), common.autocast():
        part = slice(0, 2 * count // 3)
        latent = autoencoder.encoder(small[part])
        noise = 0.1 * torch.rand(len(latent), 1, 1, 1, 1) * torch.randn_like(latent.float())
        small[part] = autoencoder.decoder(latent.float() + noise).float().clamp(-1, 1)
    return small, large


def main():
    options = common.arguments(__doc__, minutes=10, batch=3)
    common.set_up(options.seed)
    autoencoder = load_autoencoder().to(memory_format=torch.channels_last)
    model = Upscaler().to(memory_format=torch.channels_last)
    if options.resume:
        model.load_state_dict(common.load("upscaler")["model"])
    print(f"{sum(p.numel() for p in model.parameters()) / 1e6:.2f} M parameters", flush=True)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, betas=(0.9, 0.99), weight_decay=0.01)
    budget, step, curve = common.Budget(options.minutes, 1), 0, []
    while (used := budget.used()) < 1:
        for group in optimizer.param_groups:
            group["lr"] = 3e-3 * common.cosine(used, step, warm_steps=20)
        small, large = pairs(autoencoder, options.batch)
        with common.autocast():
            guess = model(small).float()
        error = guess - large
        edges = (error[..., 1:] - error[..., :-1]).abs().mean() + (error[..., 1:, :] - error[..., :-1, :]).abs().mean()
        loss = (error.pow(2) + 1e-4).sqrt().mean() + 0.5 * edges
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        step += 1
        if step % 20 == 0:
            quality, plain = psnr(guess.detach(), large), psnr(enlarge(small), large)
            curve.append((budget.minutes, quality - plain))
            print(f"step {step} · {budget.minutes:.1f} min · {quality:.2f} dB, bilinear {plain:.2f} dB", flush=True)
            common.save(common.checkpoint("upscaler"), model=model.state_dict(), curve=curve)
    common.save(common.checkpoint("upscaler"), model=model.state_dict(), curve=curve)


if __name__ == "__main__":
    main()
