"""Clips that the network itself is making while it trains, and what the captioner's eyes read in them.

A flow model learns from noisy real clips, in which the object can still be seen; when it samples, it must go on from its own guesses, and its
mistakes add up. Here every step also shows it clips on their way from noise to picture that it made itself, and the loss is whether object,
motion and background of the caption can be read in the clean clip that it expects (reward feedback learning, Xu et al., 2023, with one step
of memory: a state is where the step before ended, without its gradient)."""

import torch
import torch.nn.functional as F

SHIFT = 3.0
# How far one step goes, as a part of the whole way: as when sampling in 5 to 20 steps.
STRIDE = (0.05, 0.2)
NOISE = 0.5


class Rollouts:
    """`count` clips of one shape on their way, each at a level of its own. `draw(count)` gives `Examples` to begin with."""

    def __init__(self, count, draw):
        self.draw, self.examples = draw, draw(count)
        # Not all of them at the beginning.
        self.progress = torch.rand(count) * 0.9 + 0.1
        self.noisy = torch.where(self.examples.given > 0, self.examples.clean, torch.randn_like(self.examples.clean))

    def level(self):
        """Noise level `[batch, 1]`."""
        return shifted(self.progress).view(-1, 1)

    def advance(self, guess):
        """One Euler step towards the clean clips that are expected now; those that have arrived make room for new ones."""
        low, high = STRIDE
        progress = self.progress - (low + (high - low) * torch.rand_like(self.progress))
        part = (shifted(progress) / shifted(self.progress)).view(-1, 1, 1)
        self.noisy = torch.where(self.examples.given > 0, self.examples.clean, guess + part * (self.noisy - guess))
        self.progress = progress
        arrived = (progress < 0.03).nonzero().flatten()
        if len(arrived):
            new = self.draw(len(arrived))
            self.examples = self.examples.with_rows(arrived, new)
            self.progress[arrived] = 1.0
            self.noisy[arrived] = torch.where(new.given > 0, new.clean, torch.randn_like(new.clean))


def shifted(progress):
    return SHIFT * progress / (1 + (SHIFT - 1) * progress)


def reading_loss(reader, guess, positions, clips, weight):
    """Cross entropy of what is read in the expected clips `[batch, token, width]`, through noise that hides what only a network sees."""
    objects, motions, backgrounds = reader(guess + NOISE * torch.rand(len(guess), 1, 1) * torch.randn_like(guess), positions)
    loss = F.cross_entropy(objects, clips.object, reduction="none") + 0.5 * F.cross_entropy(backgrounds, clips.background, reduction="none")
    if positions[0, -1, 0] > 0:
        loss = loss + F.cross_entropy(motions, clips.motion, reduction="none")
    return (loss * weight).mean()
