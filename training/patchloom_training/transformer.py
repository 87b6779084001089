"""The text encoder and the diffusion transformer (DiT, Peebles & Xie 2022) on spacetime patches."""

import math

import torch
import torch.nn as nn
import torch.nn.functional as F

HEAD = 64
# How the 32 rotation frequencies of a head are shared among t, y and x.
ROPE_AXES = (8, 12, 12)
ROPE_BASE = 100.0


def attention(q, k, v, mask):
    """`[batch, heads, tokens, head]`; `mask` `[batch, 1, 1, keys]` is added to the scores. Written out: for a hundred tokens the
    fused kernel's backward pass is ten times slower on a CPU than these matrix products."""
    scores = (q * HEAD**-0.5) @ k.transpose(-1, -2)
    weights = torch.softmax(scores.float() + mask, -1)
    return (weights.to(v.dtype) @ v).transpose(1, 2).flatten(2)


def key_mask(mask):
    """0 where a key counts, −10 000 where it is padding (finite, so that half precision and exports keep it)."""
    return ((1.0 - mask.float()) * -1e4)[:, None, None, :]


class TextBlock(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.heads = width // HEAD
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)
        self.norms = nn.ModuleList([nn.LayerNorm(width), nn.LayerNorm(width)])
        for layer in (self.out, self.down):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, x, mask):
        q, k, v = self.qkv(self.norms[0](x)).unflatten(-1, (3, self.heads, HEAD)).permute(2, 0, 3, 1, 4)
        x = x + self.out(attention(q, k, v, mask))
        return x + self.down(F.gelu(self.up(self.norms[1](x)), approximate="tanh"))


class TextEncoder(nn.Module):
    """Token ids `[batch, tokens]` and mask → context `[batch, tokens, width]`. Trained together with the DiT."""

    def __init__(self, vocabulary, width=256, depth=2, max_tokens=32):
        super().__init__()
        self.words = nn.Embedding(vocabulary, width)
        self.places = nn.Parameter(torch.randn(max_tokens, width) * 0.02)
        self.blocks = nn.ModuleList([TextBlock(width) for _ in range(depth)])
        nn.init.normal_(self.words.weight, std=0.5)

    def forward(self, ids, mask):
        x = self.words(ids) + self.places[: ids.shape[1]]
        bias = key_mask(mask)
        for block in self.blocks:
            x = block(x, bias)
        return x


def rotate(x, cos, sin):
    """Rotary position embedding, halves layout (Su et al., 2021)."""
    a, b = x.chunk(2, -1)
    return torch.cat([a * cos - b * sin, a * sin + b * cos], -1)


def rotations(positions):
    """cos and sin `[batch, 1, tokens, head/2]` for real-valued positions (t, y, x) `[batch, tokens, 3]`."""
    angles = [
        positions[..., axis : axis + 1] * ROPE_BASE ** (-torch.arange(count, device=positions.device) / count)
        for axis, count in enumerate(ROPE_AXES)
    ]
    angles = torch.cat(angles, -1).unsqueeze(1)
    return angles.cos(), angles.sin()


class Block(nn.Module):
    """Joint attention over text and patches, feed-forward; both modulated by adaLN (one shared projection, a table per block)."""

    def __init__(self, width):
        super().__init__()
        self.heads, self.width = width // HEAD, width
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.q_gain, self.k_gain = nn.Parameter(torch.ones(HEAD)), nn.Parameter(torch.ones(HEAD))
        self.table = nn.Parameter(torch.zeros(6 * width))

    def forward(self, x, modulation, given, cos, sin, mask):
        scale1, shift1, gate1, scale2, shift2, gate2 = (choose(m, given) for m in (modulation + self.table).chunk(6, -1))
        y = F.layer_norm(x, (self.width,)) * (1 + scale1) + shift1
        q, k, v = self.qkv(y).unflatten(-1, (3, self.heads, HEAD)).permute(2, 0, 3, 1, 4)
        q, k = rms_norm(q) * self.q_gain, rms_norm(k) * self.k_gain
        y = attention(rotate(q, cos, sin).to(v.dtype), rotate(k, cos, sin).to(v.dtype), v, mask)
        x = x + gate1 * self.out(y)
        y = F.layer_norm(x, (self.width,)) * (1 + scale2) + shift2
        return x + gate2 * self.down(F.gelu(self.up(y), approximate="tanh"))


def choose(levels, given):
    """Modulation `[batch, 2, width]` of the two noise levels a training clip has → one per token; `given` `[batch, tokens, 1]` is 1 where
    the second counts. Without `given` there is one per token already."""
    return levels if given is None else levels[:, :1] + given * (levels[:, 1:] - levels[:, :1])


def rms_norm(x):
    return x * torch.rsqrt(x.float().pow(2).mean(-1, keepdim=True) + 1e-6)


class PerKind(nn.Module):
    """One linear layer for the tokens of the first latent frame (one picture), another for the rest (four frames each)."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.first, self.rest = nn.Linear(inputs, outputs), nn.Linear(inputs, outputs)

    def forward(self, x, is_first):
        return torch.where(is_first, self.first(x), self.rest(x))


class DiT(nn.Module):
    """Velocity (noise − clean) of every token.

    tokens `[batch, tokens, token_width]` at noise level `timestep` `[batch, tokens]` (0 clean, 1 noise; one per token, so that some
    may be given), positions `[batch, tokens, 3]` as (t, y, x) in patches, t = 0 for the first latent frame; context `[batch, words,
    width]`, context_mask `[batch, words]`. Predicts the clean tokens and turns them into velocity, which trains better where tokens
    are wide (x-prediction).
    """

    def __init__(self, token_width=128, width=256, depth=6, context_width=256):
        super().__init__()
        self.width = width
        self.enter = PerKind(token_width, width)
        self.kinds = nn.Parameter(torch.randn(2, width) * 0.02)
        self.text = nn.Linear(context_width, width)
        self.time = nn.Sequential(nn.Linear(128, width), nn.SiLU(), nn.Linear(width, width))
        self.pooled = nn.Sequential(nn.Linear(context_width, width), nn.SiLU(), nn.Linear(width, width))
        self.modulation = nn.Linear(width, 6 * width)
        self.blocks = nn.ModuleList([Block(width) for _ in range(depth)])
        self.leave_modulation = nn.Linear(width, 2 * width)
        self.leave = PerKind(width, token_width)
        for layer in (self.modulation, self.leave_modulation, self.leave.first, self.leave.rest):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, tokens, positions, timestep, context, context_mask):
        # Words count as tokens that are being made: they take the highest noise level.
        words = timestep.amax(1, keepdim=True).expand(-1, context.shape[1])
        clean = self.clean(tokens, positions, torch.cat([words, timestep], 1), None, context, context_mask)
        return (tokens - clean) / timestep.clamp_min(0.05).unsqueeze(-1)

    def clean(self, tokens, positions, levels, given, context, context_mask):
        """The clean tokens. `levels` are noise levels, one for each word and token; or, with `given` `[batch, words + tokens, 1]`, the two
        of each clip `[batch, 2]`, which saves most of the memory traffic in training."""
        is_first = positions[..., :1] < 0.5
        words = context.shape[1]
        weight = context_mask.float().unsqueeze(-1)
        pooled = (context * weight).sum(1) / weight.sum(1)
        condition = F.silu(self.time(sinusoids(levels)) + self.pooled(pooled).unsqueeze(1))
        modulation = self.modulation(condition).float()
        x = self.enter(tokens, is_first) + torch.where(is_first, self.kinds[0], self.kinds[1])
        x = torch.cat([self.text(context), x], 1).float()
        # Words stand at the origin: their order is in the text encoder.
        places = torch.cat([torch.zeros_like(context[..., :3]), positions], 1)
        cos, sin = rotations(places)
        mask = key_mask(torch.cat([context_mask.float(), torch.ones_like(positions[..., 0])], 1))
        for block in self.blocks:
            x = block(x, modulation, given, cos, sin, mask)
        scale, shift = (choose(m, given) for m in self.leave_modulation(condition).float().chunk(2, -1))
        x = F.layer_norm(x, (self.width,)) * (1 + scale) + shift
        return self.leave(x[:, words:], is_first)


def sinusoids(timestep):
    frequencies = torch.exp(-math.log(10000.0) * torch.arange(64, device=timestep.device) / 64)
    angles = timestep.unsqueeze(-1) * 1000.0 * frequencies
    return torch.cat([angles.cos(), angles.sin()], -1)


def patchify(latent):
    """`[batch, channel, frame, height, width]` → tokens `[batch, token, channel·4]` of 1×2×2 cells, in (channel, y, x) order, and positions."""
    batch, channels, frames, height, width = latent.shape
    h, w = height // 2, width // 2
    tokens = latent.reshape(batch, channels, frames, h, 2, w, 2).permute(0, 2, 3, 5, 1, 4, 6).reshape(batch, frames * h * w, channels * 4)
    return tokens, places(frames, h, w).expand(batch, -1, -1)


def places(frames, height, width):
    """(t, y, x) of every patch, `[1, token, 3]`."""
    grid = torch.meshgrid(torch.arange(frames), torch.arange(height), torch.arange(width), indexing="ij")
    return torch.stack(grid, -1).reshape(1, -1, 3).float()


def unpatchify(tokens, frames, height, width):
    batch, h, w = tokens.shape[0], height // 2, width // 2
    grid = tokens.reshape(batch, frames, h, w, -1, 2, 2)
    return grid.permute(0, 4, 1, 2, 5, 3, 6).reshape(batch, -1, frames, height, width)


@torch.no_grad()
def sample(dit, text_encoder, tokenizer, prompts, shape, steps=20, guidance=3.0, shift=1.5, seed=0):
    """Clean latents `[prompt, *shape]` by Euler steps with classifier-free guidance; the check on what the app does."""
    tokenizer.enable_padding()
    encoded = tokenizer.encode_batch(prompts + [""] * len(prompts))
    tokenizer.no_padding()
    ids = torch.tensor([e.ids for e in encoded])
    mask = torch.tensor([e.attention_mask for e in encoded])
    context = text_encoder(ids, mask)
    x, positions = patchify(torch.randn(len(prompts), *shape, generator=torch.Generator().manual_seed(seed)))
    positions = torch.cat([positions, positions])
    sigmas = [shift * s / (1 + (shift - 1) * s) for s in torch.linspace(1, 1 / steps, steps).tolist()] + [0.0]
    for sigma, after in zip(sigmas, sigmas[1:]):
        timestep = torch.full(positions.shape[:2], sigma)
        positive, negative = dit(torch.cat([x, x]), positions, timestep, context, mask).float().chunk(2)
        x = x + (after - sigma) * (negative + guidance * (positive - negative))
    return unpatchify(x, *shape[1:])
