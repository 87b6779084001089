"""A bank of encoded clips in shared memory: one process renders and encodes without end, the trainers draw from what is there."""

import os

import torch
import torch.multiprocessing as multiprocessing

from . import common
from .autoencoder import Autoencoder
from .world import Clips, render, sample_clips

CLIPS = 80_000
# (frames, height, width) and how often each is rendered and drawn: mostly the default size, long sentences about motion need motion.
SHAPES = {
    (17, 64, 64): 0.36,
    (9, 64, 64): 0.14,
    (1, 64, 64): 0.20,
    (1, 96, 96): 0.05,
    (9, 64, 96): 0.07,
    (9, 96, 64): 0.07,
    (17, 48, 48): 0.06,
    (33, 32, 32): 0.05,
}


def latent_shape(shape, channels):
    frames, height, width = shape
    return channels, (frames - 1) // 4 + 1, height // 8, width // 8


class Bank:
    def __init__(self, channels):
        rooms = {shape: round(CLIPS * share) for shape, share in SHAPES.items()}
        self.latents = {s: torch.zeros(n, *latent_shape(s, channels), dtype=torch.float16).share_memory_() for s, n in rooms.items()}
        self.labels = {s: torch.zeros(n, 5, dtype=torch.int64).share_memory_() for s, n in rooms.items()}
        self.made = {s: torch.zeros(1, dtype=torch.int64).share_memory_() for s in rooms}

    def start(self):
        process = multiprocessing.get_context("spawn").Process(target=fill, args=(self,), daemon=True)
        process.start()
        return process

    def ready(self):
        return all(made.item() >= 400 for made in self.made.values())

    def full(self):
        return all(self.made[shape].item() >= len(self.latents[shape]) for shape in SHAPES)

    def draw(self, shape, count):
        filled = min(self.made[shape].item(), len(self.latents[shape]))
        rows = torch.randint(0, filled, (count,))
        return self.latents[shape][rows].float(), Clips(*self.labels[shape][rows].unbind(1))


@torch.no_grad()
def fill(bank):
    common.set_up(int.from_bytes(os.urandom(2), "little"), alone=True)
    model = load_autoencoder().to(memory_format=torch.channels_last)
    mean, std = model.mean.view(-1, 1, 1, 1), model.std.view(-1, 1, 1, 1)
    shapes, shares = list(SHAPES), torch.tensor(list(SHAPES.values()))
    while True:
        # At the start the emptiest room first, then by share; once all are full, the trainers' need of the processor comes first.
        behind = torch.tensor([bank.made[s].item() < 400 for s in shapes], dtype=torch.float)
        shape = shapes[torch.multinomial(behind if behind.any() else shares, 1).item()]
        if bank.full():
            os.nice(15 - os.nice(0))
        count = 32 if shape[0] > 1 else 64
        clips = sample_clips(count)
        video = render(clips, *shape)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            latent = (model.encoder(video) if shape[0] > 1 else model.encode(video)).float()
        room = len(bank.latents[shape])
        rows = (bank.made[shape].item() + torch.arange(count)) % room
        bank.latents[shape][rows] = ((latent - mean) / std).half()
        bank.labels[shape][rows] = torch.stack(clips.columns(), 1)
        bank.made[shape] += count


def load_autoencoder():
    state = common.load("autoencoder")
    model = Autoencoder(state["channels"])
    model.load_state_dict(state["model"])
    return model.eval()
