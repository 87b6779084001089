"""The judge: names object, motion and background of a clip. It is trained on real clips alone and measures the generator.

python -m patchloom_training.judge --minutes 10"""

import torch
import torch.nn as nn
import torch.nn.functional as F

from . import common
from .world import BACKGROUNDS, MOTIONS, OBJECTS, render, sample_clips

WIDTH = 128
# It looks at nine frames of every clip, so that nine are enough to learn from, and in every other step at single pictures: shapes take
# the longest to learn.
FRAMES = 9
SHAPES = [(9, 64, 64), (1, 64, 64), (9, 64, 64), (1, 64, 64), (9, 64, 96), (1, 64, 96), (9, 96, 64), (1, 96, 64), (9, 48, 48), (1, 48, 48), (9, 32, 32), (1, 32, 32)]
TESTS = [(17, 64, 64), (9, 64, 64), (9, 64, 96), (9, 96, 64), (17, 48, 48), (33, 32, 32)]


class Judge(nn.Module):
    """Video `[batch, 3, frames, height, width]` in −1 to 1 → logits of object, motion and background."""

    def __init__(self):
        super().__init__()
        # Two channels tell each pixel where it is: motion is a matter of places.
        stages, inputs = [], 5
        for outputs, stride in ((32, 2), (64, 2), (WIDTH, 2), (WIDTH, 1)):
            stages += [nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1), nn.GroupNorm(8, outputs), nn.SiLU()]
            inputs = outputs
        self.frames = nn.Sequential(*stages)
        self.place = nn.Linear(WIDTH * 16, WIDTH)
        self.over_time = nn.Sequential(
            nn.Conv1d(WIDTH, 2 * WIDTH, 3, padding=1), nn.SiLU(), nn.Conv1d(2 * WIDTH, 2 * WIDTH, 3, padding=1), nn.SiLU()
        )
        self.object = nn.Sequential(nn.Linear(2 * WIDTH, 2 * WIDTH), nn.SiLU(), nn.Linear(2 * WIDTH, len(OBJECTS)))
        self.motion = nn.Linear(4 * WIDTH, len(MOTIONS))
        self.background = nn.Linear(2 * WIDTH, len(BACKGROUNDS))

    def forward(self, video):
        batch, _, count, height, width = video.shape
        y, x = torch.meshgrid(torch.linspace(-1, 1, height), torch.linspace(-1, 1, width), indexing="ij")
        places = torch.stack([y, x]).expand(batch * count, 2, height, width)
        maps = self.frames(torch.cat([video.transpose(1, 2).flatten(0, 1), places], 1))
        look = torch.cat([maps.mean((2, 3)), maps.amax((2, 3))], 1).view(batch, count, -1)
        place = self.place(F.adaptive_avg_pool2d(maps, 4).flatten(1)).view(batch, count, -1).transpose(1, 2)
        path = self.over_time(place)
        motion = torch.cat([path.mean(2), path.amax(2)], 1)
        return self.object(look).mean(1), self.motion(motion), self.background(look.mean(1))


def load_judge():
    judge = Judge()
    judge.load_state_dict(common.load("judge")["model"])
    return judge.eval()


@torch.no_grad()
def verdicts(judge, video, clips):
    """Which of object, motion and background the judge finds right, `[batch, 3]` booleans."""
    video = video[:, :, torch.linspace(0, video.shape[2] - 1, FRAMES).round().long()] if video.shape[2] > 1 else video
    guesses = [torch.stack([logits.argmax(1) for logits in judge(part)], 1) for part in video.split(32)]
    return torch.cat(guesses) == torch.stack([clips.object, clips.motion, clips.background], 1)


def blurred(video, scale):
    """Every frame made smaller by `scale` and enlarged again."""
    frames = video.transpose(1, 2).flatten(0, 1)
    small = F.interpolate(frames, scale_factor=scale, mode="bilinear", antialias=True)
    large = F.interpolate(small, frames.shape[2:], mode="bilinear")
    return large.unflatten(0, (len(video), -1)).transpose(1, 2)


def main():
    options = common.arguments(__doc__, minutes=10, batch=32)
    common.set_up(options.seed)
    judge = (load_judge().train() if options.resume else Judge()).to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(judge.parameters(), lr=1e-3, weight_decay=0.02)
    budget, step, curve = common.Budget(options.minutes, 1), 0, []
    while (used := budget.used()) < 1:
        for group in optimizer.param_groups:
            group["lr"] = (1e-3 if options.resume else 1.5e-3) * common.cosine(used, step)
        shape = SHAPES[step % len(SHAPES)]
        clips = sample_clips(options.batch if shape[0] > 1 else 5 * options.batch, second=0)
        video = render(clips, *shape)
        # A little blur and noise, so that the judge looks at the picture and not at exact pixel values.
        video = blurred(video, 0.6 + 0.4 * torch.rand(()).item()) if step % 4 < 2 else video
        video = video + 0.05 * torch.rand(len(video), 1, 1, 1, 1) * torch.randn_like(video)
        with common.autocast():
            object, motion, background = judge(video)
        loss = F.cross_entropy(object.float(), clips.object) + F.cross_entropy(background.float(), clips.background)
        if shape[0] > 1:
            loss = loss + F.cross_entropy(motion.float(), clips.motion)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(judge.parameters(), 1.0)
        optimizer.step()
        step += 1
        if step % 49 == 0:
            right = (object.argmax(1) == clips.object).float().mean().item()
            print(f"step {step} · {budget.minutes:.1f} min · loss {loss.item():.3f} · objects of the last batch right {right:.2f}", flush=True)
            curve.append((budget.minutes, loss.item()))
            common.save(common.checkpoint("judge"), model=judge.state_dict(), curve=curve)
    common.save(common.checkpoint("judge"), model=judge.state_dict(), curve=curve)
    judge.eval()
    clips = sample_clips(256, held_out=True, second=0)
    for shape in TESTS:
        right = torch.cat([verdicts(judge, render(clips[slice(i, i + 32)], *shape), clips[slice(i, i + 32)]) for i in range(0, len(clips), 32)])
        print(f"held-out real clips {shape}: object, motion, background right: {right.float().mean(0).tolist()}", flush=True)


if __name__ == "__main__":
    main()
