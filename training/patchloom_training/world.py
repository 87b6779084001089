"""The sprite world: emoji that move over backgrounds, described by sentences in English and Chinese.

Everything is rendered on the fly, so training data never ends. A clip is a class triple (object, motion, background), a size, perhaps a
second object beside the first, and a few random numbers; `render` turns many of them into video, `captions` into words. About one in
eleven (object, motion, background) triples is held out: it is never trained on and makes up the test set.
"""

import json
import math
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import torch
import torch.nn.functional as F

REPOSITORY = Path(__file__).resolve().parents[2]
GRAMMAR = json.loads((REPOSITORY / "training/grammar.json").read_text())
OBJECTS = GRAMMAR["objects"]
MOTIONS = [motion["id"] for motion in GRAMMAR["motions"]]
BACKGROUNDS = [background["id"] for background in GRAMMAR["backgrounds"]]
SIZES = [size["id"] for size in GRAMMAR["sizes"]]
# Half the sprite's edge as a part of half the frame's short edge: (smallest, largest).
SIZE_RANGES = torch.tensor([(0.27, 0.33), (0.40, 0.50), (0.56, 0.68)])
DATA = Path(os.environ.get("PATCHLOOM_TRAINING_DATA", REPOSITORY / "training/data"))


# How many clips show two objects.
SECOND = 0.1


@dataclass
class Clips:
    """Class indices of a batch of clips, each an int64 tensor `[batch]`; `second` is −1 where there is one object."""

    object: torch.Tensor
    motion: torch.Tensor
    background: torch.Tensor
    size: torch.Tensor
    second: torch.Tensor

    def __getitem__(self, index):
        return Clips(*(column[index] for column in self.columns()))

    def __len__(self):
        return len(self.object)

    def columns(self):
        return self.object, self.motion, self.background, self.size, self.second


def is_held_out(object, motion, background):
    """Which (object, motion, background) triples are never trained on: one in eleven, every pair of them is still seen."""
    return (object * 31 + motion * 17 + background * 7) % 11 == 0


def sample_clips(count, held_out=False, generator=None, second=SECOND):
    """Random clips from the training triples, or from the held-out ones."""
    draw = lambda high, n: torch.randint(0, high, (n,), generator=generator)
    n = count * (24 if held_out else 2) + 32
    object, motion, background = draw(len(OBJECTS), n), draw(len(MOTIONS), n), draw(len(BACKGROUNDS), n)
    keep = (is_held_out(object, motion, background) == held_out).nonzero().flatten()[:count]
    # Half of the clips have the middle size, which the sentence does not name.
    size = torch.tensor([0, 1, 1, 2])[draw(4, count)]
    has_second = torch.rand(count, generator=generator) < second
    other = torch.where(has_second, draw(len(OBJECTS), count), -1)
    size = torch.where(has_second, 1, size)
    return Clips(object[keep], motion[keep], background[keep], size, other)


@dataclass(frozen=True)
class Phrases:
    """What a sentence about one clip is made of, in one language; what is not said is empty."""

    language: str
    name: str
    size: str = ""
    second: str = ""
    motion: str = ""
    place: str = ""

    def sentence(self):
        """«a big panda grows bigger at sunset», «一只大大的熊猫在日落时变大»."""
        english, name = self.language == "en", self.name
        if self.size:
            # «a panda» → «a big panda», «一只熊猫» → «一只大大的熊猫»: number and measure word stand first.
            name = f"a {self.size} {name.split(' ', 1)[1]}" if english else name[:2] + self.size + name[2:]
        pair = [name, GRAMMAR["and"][self.language], self.second] if self.second else [name]
        return " ".join(filter(None, [*pair, self.motion, self.place])) if english else "".join([*pair, self.place, self.motion])


def phrases(row, pick, language="en", with_motion=True):
    """`row` is one clip's columns, `pick(n)` chooses among n synonyms."""
    object, motion, background, size, second = row
    choose = lambda texts: texts[pick(len(texts))]
    size_words = GRAMMAR["sizes"][size]["words"][language]
    return Phrases(
        language,
        name=choose(OBJECTS[object]["names"][language]),
        size=choose(size_words) if size_words else "",
        second=choose(OBJECTS[second]["names"][language]) if second >= 0 else "",
        motion=choose(GRAMMAR["motions"][motion]["plural" if second >= 0 else "phrases"][language]) if with_motion else "",
        place=choose(GRAMMAR["backgrounds"][background]["phrases"][language]),
    )


def captions(clips, pick, language="en", with_motion=True):
    """A sentence for each clip; `language` is one for all or a function that is asked for each."""
    ask = language if callable(language) else lambda: language
    return [phrases(row, pick, ask(), with_motion).sentence() for row in zip(*(column.tolist() for column in clips.columns()))]


@lru_cache(maxsize=None)
def sprites():
    """Premultiplied RGBA sprites at two sizes: `[object, 4, 64, 64]` and, for small drawings, `[object, 4, 32, 32]`; 0 to 1."""
    raw = torch.frombuffer(bytearray((DATA / "sprites.bin").read_bytes()), dtype=torch.uint8)
    full = raw.view(-1, 64, 64, 4).permute(0, 3, 1, 2).float() / 255
    if len(full) != len(OBJECTS):
        raise ValueError(f"sprites.bin has {len(full)} sprites for {len(OBJECTS)} objects: run rasterize.mjs again")
    return full, F.avg_pool2d(full, 2)


@lru_cache(maxsize=None)
def backgrounds(height, width):
    """All backgrounds, `[background, 3, height, width]`, 0 to 1."""
    y = torch.linspace(0, 1, height).view(1, height, 1)
    colour = lambda rgb: torch.tensor(rgb).view(3, 1, 1).expand(3, height, width).clone()
    gradient = lambda top, bottom: colour(top) * (1 - y) + colour(bottom) * y
    dots = torch.rand(48, 2, generator=torch.Generator().manual_seed(1))

    def speckled(image, value, count):
        image[:, (dots[:count, 0] * height).long(), (dots[:count, 1] * width).long()] = value
        return image

    def horizon(sky_top, sky_bottom, ground):
        image = gradient(sky_top, sky_bottom)
        image[:, round(height * 0.62) :] = torch.tensor(ground).view(3, 1, 1)
        return image

    forest = gradient([0.10, 0.30, 0.16], [0.04, 0.14, 0.08])
    for left in (0.06, 0.30, 0.58, 0.84):
        forest[:, :, round(left * width) : round((left + 0.09) * width)] *= 0.55
    drawn = {
        "white": colour([0.97, 0.97, 0.97]),
        "black": colour([0.03, 0.03, 0.03]),
        "gray": colour([0.5, 0.5, 0.5]),
        "pink": colour([1.0, 0.7, 0.8]),
        "sky": gradient([0.30, 0.60, 0.95], [0.75, 0.90, 1.0]),
        "sunset": gradient([0.35, 0.15, 0.45], [1.0, 0.55, 0.25]),
        "night": speckled(gradient([0.02, 0.02, 0.12], [0.10, 0.08, 0.30]), 0.95, 40),
        "grass": horizon([0.45, 0.75, 1.0], [0.80, 0.93, 1.0], [0.30, 0.70, 0.25]),
        "sea": gradient([0.10, 0.45, 0.75], [0.0, 0.15, 0.40]),
        "desert": horizon([0.95, 0.80, 0.60], [1.0, 0.90, 0.70], [0.87, 0.70, 0.42]),
        "snow": speckled(horizon([0.62, 0.70, 0.80], [0.80, 0.86, 0.92], [0.96, 0.97, 1.0]), 1.0, 48),
        "forest": forest,
    }
    return torch.stack([drawn[name] for name in BACKGROUNDS])


def trajectories(clips, frames, generator=None):
    """Half size, centre x, centre y and angle of each sprite, each `[batch, frames]`; frame edges at ±1, clip time 0 to 1."""
    n = len(clips)
    uniform = lambda low=0.0, high=1.0: low + (high - low) * torch.rand(n, 1, generator=generator)
    # A single frame is a moment of the clip, any moment.
    u = torch.linspace(0, 1, frames).view(1, frames).expand(n, frames) if frames > 1 else uniform()
    low, high = SIZE_RANGES[clips.size].unbind(1)
    scale = (low.view(n, 1) + (high - low).view(n, 1) * uniform()).expand(n, frames).clone()
    x, y, angle = uniform(-0.25, 0.25).expand(n, frames).clone(), uniform(-0.25, 0.25).expand(n, frames).clone(), torch.zeros(n, frames)
    speed, phase, side = uniform(0.9, 1.25), uniform() * 2 * math.pi, torch.where(uniform() < 0.5, -1.0, 1.0)
    travel = (u - 0.5) * speed
    wave = 2 * torch.abs(2 * ((2 * u + phase / 6.3) % 1) - 1) - 1
    moves = {
        "right": lambda: {"x": travel},
        "left": lambda: {"x": -travel},
        "up": lambda: {"y": -travel},
        "down": lambda: {"y": travel},
        "bounce": lambda: {"y": 0.4 - 0.8 * torch.abs(torch.sin(2 * math.pi * u * speed + phase))},
        "spin": lambda: {"angle": 2 * math.pi * u * speed},
        "grow": lambda: {"scale": 0.15 + (0.45 + 0.2 * (speed - 0.9)) * u},
        "shrink": lambda: {"scale": 0.65 - (0.45 + 0.2 * (speed - 0.9)) * u},
        "still": lambda: {},
        "circle": lambda: {"x": 0.4 * torch.cos(2 * math.pi * u * speed + phase), "y": 0.4 * torch.sin(2 * math.pi * u * speed + phase)},
        "shake": lambda: {"x": x + 0.14 * torch.sin(6 * math.pi * u + phase)},
        "zigzag": lambda: {"x": travel * side, "y": 0.28 * wave},
    }
    state = {"scale": scale, "x": x, "y": y, "angle": angle}
    for index, name in enumerate(MOTIONS):
        rows = clips.motion == index
        for key, values in moves[name]().items():
            state[key] = torch.where(rows.view(n, 1), values.expand(n, frames), state[key])
    return state["scale"], state["x"], state["y"], state["angle"]


def render(clips, frames, height=64, width=64, generator=None):
    """Video `[batch, 3, frames, height, width]` in −1 to 1."""
    n = len(clips)
    scale, x, y, angle = trajectories(clips, frames, generator)
    # Places are parts of the frame, sizes parts of its short edge.
    short = min(height, width)
    x, y = x * (width / short), y * (height / short)
    image = backgrounds(height, width)[clips.background].repeat_interleave(frames, 0)
    pair = clips.second >= 0
    beside = torch.where(pair, 0.36, 0.0).view(n, 1)
    scale = torch.where(pair.view(n, 1), scale * 0.8, scale)
    paint(image, clips.object, scale, x - beside, y, angle)
    if pair.any():
        rows = pair.nonzero().flatten()
        part = image.view(n, frames, 3, height, width)[rows].flatten(0, 1)
        paint(part, clips.second[rows], *(values[rows] for values in (scale, x + beside, y, angle)))
        image.view(n, frames, 3, height, width)[rows] = part.view(len(rows), frames, 3, height, width)
    return image.view(n, frames, 3, height, width).transpose(1, 2) * 2 - 1


def paint(image, object, scale, x, y, angle):
    """Lays sprites over `image` `[batch·frames, 3, height, width]`; places `[batch, frames]`, ±1 at the ends of the short edge."""
    height, width = image.shape[2:]
    frames = scale.shape[1]
    short = min(height, width)
    scale, x, y, angle = (values.reshape(-1) for values in (scale, x, y, angle))
    # affine_grid wants the map from output to sprite coordinates; a frame that is not square has the same unit both ways.
    kx, ky = width / short, height / short
    cos, sin = torch.cos(angle) / scale, torch.sin(angle) / scale
    theta = torch.stack([
        torch.stack([cos * kx, sin * ky, -(cos * x + sin * y)], -1),
        torch.stack([-sin * kx, cos * ky, -(-sin * x + cos * y)], -1),
    ], 1)
    grid = F.affine_grid(theta, (len(image), 4, height, width), align_corners=False)
    object = object.repeat_interleave(frames)
    small = scale * short < 32
    for rows, mip in ((~small, sprites()[0]), (small, sprites()[1])):
        index = rows.nonzero().flatten()
        if len(index):
            drawn = F.grid_sample(mip[object[index]], grid[index], align_corners=False)
            image[index] = drawn[:, :3] + image[index] * (1 - drawn[:, 3:4])
