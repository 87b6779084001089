"""Two small causal transformers that write sentences: the prompt expander (words → words) and the captioner (clip → words).

Both keep keys and values of what they have read (`past`), so that each new word costs one token."""

import torch
import torch.nn as nn
import torch.nn.functional as F

from .transformer import HEAD, rms_norm, rotate, rotations

MAX_TOKENS = 64


class CausalBlock(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.heads, self.width = width // HEAD, width
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.norms = nn.ModuleList([nn.LayerNorm(width), nn.LayerNorm(width)])

    def forward(self, x, past, cos, sin, mask):
        """`past` `[batch, 2, heads, before, head]`, or nothing; returns the new state and `past` with what was read now."""
        q, k, v = self.qkv(self.norms[0](x)).unflatten(-1, (3, self.heads, HEAD)).permute(2, 0, 3, 1, 4)
        q, k = rotate(rms_norm(q), cos, sin).to(v.dtype), rotate(rms_norm(k), cos, sin).to(v.dtype)
        if past is not None:
            k, v = torch.cat([past[:, 0].to(v.dtype), k], 2), torch.cat([past[:, 1].to(v.dtype), v], 2)
        weights = torch.softmax(((q * HEAD**-0.5) @ k.transpose(-1, -2)).float() + mask, -1).to(v.dtype)
        x = x + self.out((weights @ v).transpose(1, 2).flatten(2))
        return x + self.down(F.gelu(self.up(self.norms[1](x)), approximate="tanh")), torch.stack([k, v], 1)


class LanguageModel(nn.Module):
    """ids `[batch, new]` and past `[batch, layers, 2, heads, before, head]` (before = 0, or none, at the start) → logits `[batch, new, words]` and the
    longer past. `prefix` `[batch, n, width]`, if given, stands before the words at the first call (the captioner's clip)."""

    def __init__(self, vocabulary, width=192, depth=3):
        super().__init__()
        self.width, self.heads, self.depth = width, width // HEAD, depth
        self.words = nn.Embedding(vocabulary, width)
        nn.init.normal_(self.words.weight, std=0.5)
        self.blocks = nn.ModuleList([CausalBlock(width) for _ in range(depth)])
        self.norm = nn.LayerNorm(width)
        self.logits = nn.Linear(width, vocabulary)

    def forward(self, ids, past=None):
        x, past = self.read(self.words(ids), past)
        return self.logits(self.norm(x)), past

    def read(self, x, past=None):
        before, new = 0 if past is None else past.shape[4], x.shape[1]
        places = torch.arange(before + new, device=x.device, dtype=torch.float32)
        # The rotations of the video transformer along time: a sentence has one axis.
        positions = F.pad(places.view(1, -1, 1), (0, 2))
        cos, sin = (part[:, :, before:] for part in rotations(positions))
        mask = torch.where(places.view(1, -1) > places[before:].view(-1, 1), -1e4, 0.0)
        kept = []
        for index, block in enumerate(self.blocks):
            x, keys_and_values = block(x, None if past is None else past[:, index], cos, sin, mask)
            kept.append(keys_and_values)
        return x, torch.stack(kept, 1).float()


# How many words' worth a clip becomes.
GLANCES = 8


class Captioner(nn.Module):
    """Latents of a clip → a sentence. `look` reads all patches, gathers them in a few glances (learned queries, as in a Perceiver), and the
    language model has read those before the first word."""

    def __init__(self, vocabulary, channels, width=128, eyes=3, depth=2):
        super().__init__()
        self.heads = width // HEAD
        self.enter = nn.Linear(channels * 4, width)
        self.kinds = nn.Parameter(torch.randn(2, width) * 0.02)
        self.places = nn.Linear(48, width)
        self.eyes = nn.ModuleList([EyeBlock(width) for _ in range(eyes)])
        self.norm = nn.LayerNorm(width)
        self.glances = nn.Parameter(torch.randn(GLANCES, width))
        self.keys_and_values = nn.Linear(width, 2 * width)
        self.language = LanguageModel(vocabulary, width, depth)

    def look(self, tokens, positions):
        """Patches `[batch, n, channels·4]` with (t, y, x) → the past to start from."""
        return self.language.read(self.glance(tokens, positions))[1]

    def glance(self, tokens, positions):
        """What it has seen, `[batch, glances, width]`."""
        ends = positions.amax(1, keepdim=True).clamp_min(1.0)
        angles = (positions / ends).unsqueeze(-1) * torch.tensor([1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0])
        where = torch.cat([angles.sin(), angles.cos()], -1).flatten(2)
        x = self.enter(tokens) + self.places(where) + torch.where(positions[..., :1] < 0.5, self.kinds[0], self.kinds[1])
        for block in self.eyes:
            x = block(x)
        k, v = self.keys_and_values(self.norm(x)).unflatten(-1, (2, self.heads, HEAD)).permute(2, 0, 3, 1, 4)
        q = self.glances.unflatten(-1, (self.heads, HEAD)).transpose(0, 1)
        weights = torch.softmax((q @ k.transpose(-1, -2)).float() * HEAD**-0.5, -1).to(v.dtype)
        return (weights @ v).transpose(1, 2).flatten(2)


class EyeBlock(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.heads = width // HEAD
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.norms = nn.ModuleList([nn.LayerNorm(width), nn.LayerNorm(width)])

    def forward(self, x):
        q, k, v = self.qkv(self.norms[0](x)).unflatten(-1, (3, self.heads, HEAD)).permute(2, 0, 3, 1, 4)
        weights = torch.softmax(((q * HEAD**-0.5) @ k.transpose(-1, -2)).float(), -1).to(v.dtype)
        x = x + self.out((weights @ v).transpose(1, 2).flatten(2))
        return x + self.down(F.gelu(self.up(self.norms[1](x)), approximate="tanh"))
