"""A bank of encoded clips in shared memory: one process renders and encodes without end, the trainers draw from what is there."""

import fcntl
import math
import os
import time

import torch
import torch.multiprocessing as multiprocessing

from . import common
from .autoencoder import Autoencoder
from .world import BACKGROUNDS, DATA, Clips, backgrounds, render, sample_clips

CLIPS = 80_000
# (frames, height, width) and the part of the time each takes in training. A single picture of the default size costs sixteen tokens where a
# clip costs eighty: most of what is learned about shapes, which come last, is learned there.
SHAPES = {
    (17, 64, 64): 0.34,
    (9, 64, 64): 0.06,
    (1, 64, 64): 0.20,
    (1, 96, 96): 0.04,
    (9, 64, 96): 0.03,
    (9, 96, 64): 0.03,
    (17, 64, 96): 0.07,
    (17, 96, 64): 0.07,
    (9, 96, 96): 0.05,
    (17, 48, 48): 0.06,
    (33, 32, 32): 0.05,
}


def latent_shape(shape, channels):
    frames, height, width = shape
    return channels, (frames - 1) // 4 + 1, height // 8, width // 8


class Bank:
    """The tensors are mapped files in `DATA/bank`, so that several trainers share what one process fills, and a later run starts at once."""

    def __init__(self, channels):
        folder = DATA / "bank"
        folder.mkdir(parents=True, exist_ok=True)
        self.rooms = {shape: round(CLIPS * share * (1 if shape[0] > 1 else 3)) for shape, share in SHAPES.items()}

        def mapped(shape, kind, dtype, *sides):
            file = folder / f"{'x'.join(map(str, shape))}-{channels}-{kind}"
            return torch.from_file(str(file), shared=True, size=math.prod(sides), dtype=dtype).view(*sides)

        self.latents = {s: mapped(s, "latents", torch.float16, n, *latent_shape(s, channels)) for s, n in self.rooms.items()}
        self.labels = {s: mapped(s, "labels", torch.int64, n, 5) for s, n in self.rooms.items()}
        # The backgrounds alone: where a clip differs from its own there is an object.
        self.empty = {s: mapped(s, "empty", torch.float32, len(BACKGROUNDS), *latent_shape(s, channels)) for s in self.rooms}
        self.made = {s: mapped(s, "made", torch.int64, 1) for s in self.rooms}

    def start(self):
        """Starts to fill it and waits until there is something of every shape."""
        multiprocessing.get_context("spawn").Process(target=fill, daemon=True).start()
        while not self.ready():
            time.sleep(1)

    def ready(self):
        return all(made.item() >= 64 for made in self.made.values())

    def full(self):
        return all(made.item() >= len(self.latents[shape]) for shape, made in self.made.items())

    def draw(self, shape, count):
        filled = min(self.made[shape].item(), len(self.latents[shape]))
        rows = torch.randint(0, filled, (count,))
        return self.latents[shape][rows].float(), Clips(*self.labels[shape][rows].unbind(1))

    def objects(self, latent, clips, shape):
        """Which cells of drawn latents `[batch, channels, …]` show more than background: 1 or 0, without the channels."""
        return ((latent - self.empty[shape][clips.background]).pow(2).sum(1) > 0.64).float()


@torch.no_grad()
def fill():
    lock = open(DATA / "bank.lock", "w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return  # Another run fills it already.
    common.set_up(int.from_bytes(os.urandom(2), "little"), alone=True)
    model = load_autoencoder()
    bank = Bank(len(model.mean))
    model.to(memory_format=torch.channels_last)

    def encode(video):
        with common.autocast():
            return model.encode(video).float()

    for shape in bank.empty:
        frames, height, width = shape
        bank.empty[shape].copy_(encode(backgrounds(height, width).unsqueeze(2).expand(-1, -1, frames, -1, -1) * 2 - 1))
    while True:
        # The emptiest room first; once all are full one after the other, and seldom: the trainers' need of the processor comes first.
        shape = min(bank.made, key=lambda s: bank.made[s].item() / len(bank.latents[s]))
        began = time.process_time()
        count = 16 if shape[0] > 1 else 64
        clips = sample_clips(count)
        latent = encode(render(clips, *shape))
        rows = (bank.made[shape].item() + torch.arange(count)) % len(bank.latents[shape])
        bank.latents[shape][rows] = latent.half()
        bank.labels[shape][rows] = torch.stack(clips.columns(), 1)
        bank.made[shape] += count
        if bank.full():
            time.sleep(6 * (time.process_time() - began))


def load_autoencoder():
    return Autoencoder.of(common.load("autoencoder")["model"]).eval()
