"""The video compression network: a causal autoencoder, 8× in space and 4× in time, learned from a PCA start.

Video `[batch, 3, 1 + 4n, height, width]` in −1 to 1, sides multiples of 8 → latent `[batch, channels, 1 + n, height/8, width/8]`. The first
frame is a latent frame of its own, every later one holds four video frames and looks only at itself and the past.

A linear patch transform (PCA at the start, then learned with everything else) carries the picture; residual convolutions at latent
resolution add what depends on the neighbours, and a refiner at a quarter of the resolution removes block edges.

Inside, channels come last (`[batch, frames, height, width, channels]`): norms and 1×1 layers then read memory in order, which is most of the
time on a CPU.
"""

import torch
import torch.nn as nn
import torch.nn.functional as F

PATCH = 8
STRIDE_TIME = 4


class Space(nn.Conv2d):
    """3×3 convolution on every frame of `[batch, frames, height, width, channels]`."""

    def __init__(self, inputs, outputs):
        super().__init__(inputs, outputs, 3, padding=1)

    def forward(self, x):
        y = super().forward(x.flatten(0, 1).permute(0, 3, 1, 2)).permute(0, 2, 3, 1)
        # Plain reshape with traced sizes: `unflatten` would write this batch and length into the exported graph.
        return y.reshape(x.shape[0], x.shape[1], x.shape[2], x.shape[3], y.shape[3])


class CausalBlock(nn.Module):
    """Residual block: RMS norm, 3×3 convolution in space, then a mix of this frame with the one before it."""

    def __init__(self, width):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(width))
        self.space = Space(width, width)
        self.time = nn.Linear(2 * width, width)
        zero(self.time)

    def forward(self, x):
        y = x * torch.rsqrt(x.float().pow(2).mean(-1, keepdim=True) + 1e-6).to(x.dtype) * self.gain.to(x.dtype)
        y = F.silu(self.space(y))
        previous = torch.cat([y[:, :1], y[:, :-1]], 1)
        return x + self.time(torch.cat([y, previous], -1))


def zero(layer):
    nn.init.zeros_(layer.weight)
    nn.init.zeros_(layer.bias)


def pixels_to_channels(x, patch):
    """`[batch, frames, height, width, c]` → `[batch, frames, height/p, width/p, p·p·c]`."""
    b, t, h, w, c = x.shape
    x = x.reshape(b, t, h // patch, patch, w // patch, patch, c)
    return x.permute(0, 1, 2, 4, 3, 5, 6).reshape(b, t, h // patch, w // patch, patch * patch * c)


def channels_to_pixels(x, patch):
    b, t, h, w, c = x.shape
    x = x.reshape(b, t, h, w, patch, patch, c // patch**2)
    return x.permute(0, 1, 2, 4, 3, 5, 6).reshape(b, t, h * patch, w * patch, c // patch**2)


def frames_to_groups(x):
    """Four frames side by side in the channels: `[batch, 4n, h, w, c]` → `[batch, n, h, w, 4c]`."""
    b, t, h, w, c = x.shape
    return x.reshape(b, t // STRIDE_TIME, STRIDE_TIME, h, w, c).permute(0, 1, 3, 4, 2, 5).reshape(b, t // STRIDE_TIME, h, w, STRIDE_TIME * c)


def groups_to_frames(x):
    b, n, h, w, c = x.shape
    x = x.reshape(b, n, h, w, STRIDE_TIME, c // STRIDE_TIME).permute(0, 1, 4, 2, 3, 5)
    return x.reshape(b, n * STRIDE_TIME, h, w, c // STRIDE_TIME)


def patches_of_video(video):
    """The first frame's patches `[batch, 1, h, w, 3·p²]` and the groups' `[batch, n, h, w, 12·p²]`."""
    patches = pixels_to_channels(video.permute(0, 2, 3, 4, 1), PATCH)
    return patches[:, :1], frames_to_groups(patches[:, 1:])


class PerKind(nn.Module):
    """Two linear layers: one for the first latent frame, one for the others, which hold four frames each."""

    def __init__(self, inputs, outputs, start_at_zero=False):
        super().__init__()
        self.first, self.groups = nn.Linear(inputs[0], outputs[0]), nn.Linear(inputs[1], outputs[1])
        if start_at_zero:
            zero(self.first)
            zero(self.groups)

    def forward(self, first, groups):
        return self.first(first), self.groups(groups)


SIZES = (3 * PATCH**2, 3 * STRIDE_TIME * PATCH**2)


class Encoder(nn.Module):
    def __init__(self, channels, width, depth):
        super().__init__()
        self.linear = PerKind(SIZES, (channels, channels))
        self.features = PerKind(SIZES, (width, width))
        self.blocks = nn.Sequential(*[CausalBlock(width) for _ in range(depth)])
        self.residual = PerKind((width, width), (channels, channels), start_at_zero=True)

    def forward(self, video):
        first, groups = patches_of_video(video)
        features = self.blocks(torch.cat(self.features(first, groups), 1))
        latent = torch.cat(self.linear(first, groups), 1) + torch.cat(self.residual(features[:, :1], features[:, 1:]), 1)
        return latent.permute(0, 4, 1, 2, 3)


class Decoder(nn.Module):
    def __init__(self, channels, width, depth, refiner_width, refiner_depth):
        super().__init__()
        self.linear = PerKind((channels, channels), SIZES)
        self.enter = Space(channels, width)
        self.blocks = nn.Sequential(*[CausalBlock(width) for _ in range(depth)])
        self.correct = PerKind((width, width), SIZES, start_at_zero=True)
        self.raised = PerKind((width, width), (4 * 48, 4 * 48 * STRIDE_TIME))
        self.refine = nn.Sequential(Space(96, refiner_width), *[CausalBlock(refiner_width) for _ in range(refiner_depth)])
        self.detail = Space(refiner_width, 48)
        zero(self.detail)

    def forward(self, latent):
        z = latent.permute(0, 2, 3, 4, 1)
        features = self.blocks(self.enter(z))
        first, groups = self.linear(z[:, :1], z[:, 1:])
        first_fix, groups_fix = self.correct(features[:, :1], features[:, 1:])
        # Everything from here on is per video frame; 8×8 pixels of a cell become 2×2 cells of 4×4 pixels.
        coarse = channels_to_pixels(to_frames(first + first_fix, groups + groups_fix), PATCH)
        quarter = pixels_to_channels(coarse, 4)
        raised = channels_to_pixels(to_frames(*self.raised(features[:, :1], features[:, 1:])), 2)
        detail = self.detail(self.refine(torch.cat([quarter, raised], -1)))
        return channels_to_pixels(quarter + detail, 4).permute(0, 4, 1, 2, 3)


def to_frames(first, groups):
    return torch.cat([first, groups_to_frames(groups)], 1)


class Autoencoder(nn.Module):
    def __init__(self, channels=32, width=192, encoder_depth=3, decoder_depth=6, refiner_width=64, refiner_depth=2):
        super().__init__()
        self.encoder = Encoder(channels, width, encoder_depth)
        self.decoder = Decoder(channels, width, decoder_depth, refiner_width, refiner_depth)
        # The diffusion transformer sees latents without it.
        self.register_buffer("mean", torch.zeros(channels))

    @staticmethod
    def of(state):
        """The autoencoder that has these weights."""
        model = Autoencoder(len(state["mean"]), refiner_depth=refiner_depth(state))
        model.load_state_dict(state)
        return model

    def encode(self, video):
        return self.encoder(video) - self.mean.view(-1, 1, 1, 1)

    def decode(self, latent):
        return self.decoder(latent + self.mean.view(-1, 1, 1, 1))

    def start_from_pca(self, video):
        """Sets the linear patch transforms to the principal components of `video`, partly whitened (eigenvalue^¼)."""
        for kind, patches in zip(("first", "groups"), patches_of_video(video)):
            rows = patches.reshape(-1, patches.shape[-1])
            mean = rows.mean(0)
            centred = rows - mean
            values, vectors = torch.linalg.eigh(centred.T @ centred / len(rows))
            channels = self.mean.numel()
            basis, scale = vectors.flip(1)[:, :channels], values.flip(0)[:channels].clamp_min(1e-6) ** 0.25
            encode, decode = getattr(self.encoder.linear, kind), getattr(self.decoder.linear, kind)
            with torch.no_grad():
                encode.weight.copy_((basis / scale).T)
                encode.bias.copy_(-(mean @ basis) / scale)
                decode.weight.copy_(basis * scale)
                decode.bias.copy_(mean)


def refiner_depth(state):
    """How many blocks the refiner of these weights has."""
    return sum(name.startswith("decoder.refine.") and name.endswith(".gain") for name in state)


def with_one_more_group(frames, count):
    """Repeats the last frame. A single picture has no groups of four, and exported graphs cannot reshape what is empty; the network is
    causal, so the group that is added and cut off again changes nothing before it."""
    return torch.cat([frames] + [frames[:, :, -1:]] * count, 2)


def psnr(a, b):
    """Peak signal-to-noise ratio in dB of pictures in −1 to 1."""
    return -10 * torch.log10((a.clamp(-1, 1) - b).pow(2).mean() / 4).item()
