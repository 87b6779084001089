"""What every training command shares: the time budget, learning rate, two processes on two cores, averaging of weights, checkpoints."""

import argparse
import math
import os
import time

import torch
import torch.distributed as distributed

from .world import DATA


def arguments(description, minutes, **more):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--minutes", type=float, default=minutes, help="processor time of this run")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint")
    for name, default in more.items():
        option = f"--{name.replace('_', '-')}"
        if default is False:
            parser.add_argument(option, action="store_true")
        else:
            parser.add_argument(option, type=type(default), default=default)
    return parser.parse_args()


# Half the memory traffic and more than twice the speed where the processor multiplies bfloat16; elsewhere it is emulated and slow.
BFLOAT16 = torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()


def autocast():
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=BFLOAT16)


def set_up(seed, alone=False):
    """One thread per process (two threads that share busy cores are 10 to 30 times slower). Returns (rank, processes)."""
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    processes, rank = (1, 0) if alone else (int(os.environ.get("WORLD_SIZE", 1)), int(os.environ.get("RANK", 0)))
    if processes > 1:
        distributed.init_process_group("gloo")
    torch.manual_seed(seed * 1000 + rank)
    return rank, processes


def average_gradients(parameters, processes):
    if processes == 1:
        return
    gradients = [p.grad for p in parameters if p.grad is not None]
    flat = torch.cat([g.flatten() for g in gradients])
    distributed.all_reduce(flat)
    flat /= processes
    for gradient, piece in zip(gradients, flat.split([g.numel() for g in gradients])):
        gradient.copy_(piece.view_as(gradient))


def same_everywhere(module, processes):
    if processes > 1:
        for tensor in list(module.parameters()) + list(module.buffers()):
            distributed.broadcast(tensor.data, 0)


class Budget:
    """The part of the time that is used, 0 to 1, the same on all processes. Time is processor time: on a busy machine a run takes longer, and
    comes out the same."""

    def __init__(self, minutes, processes):
        self.seconds, self.processes = minutes * 60, processes
        self.began = time.process_time()

    @property
    def minutes(self):
        return (time.process_time() - self.began) / 60

    def used(self):
        part = torch.tensor((time.process_time() - self.began) / self.seconds)
        if self.processes > 1:
            distributed.broadcast(part, 0)
        return part.item()


def cosine(used, warm_step, warm_steps=100, floor=0.02):
    return min(1, (warm_step + 1) / warm_steps) * (floor + (1 - floor) * 0.5 * (1 + math.cos(math.pi * min(1, used))))


def save(path, **state):
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save(state, f"{path}.part")
    os.replace(f"{path}.part", path)


def checkpoint(name):
    return DATA / "checkpoints" / f"{name}.pt"


def load(name):
    return torch.load(checkpoint(name), map_location="cpu", weights_only=True)


class Average:
    """Exponential moving average of the weights; short at the start."""

    def __init__(self, module, decay=0.999):
        self.decay, self.step = decay, 0
        self.weights = {name: p.detach().clone() for name, p in module.named_parameters()}

    @torch.no_grad()
    def update(self, module):
        self.step += 1
        decay = min(self.decay, (1 + self.step) / (10 + self.step))
        for name, p in module.named_parameters():
            self.weights[name].lerp_(p, 1 - decay)


class Muon:
    """Momentum, then the nearest orthogonal matrix by five Newton–Schulz steps (Jordan et al., 2024); for hidden 2-D weights."""

    def __init__(self, parameters, momentum=0.95):
        self.parameters, self.momentum = list(parameters), momentum
        self.state = [torch.zeros_like(p) for p in self.parameters]

    @torch.no_grad()
    def step(self, rate):
        for p, moving in zip(self.parameters, self.state):
            moving.mul_(self.momentum).add_(p.grad)
            x = (p.grad + self.momentum * moving).to(torch.bfloat16 if BFLOAT16 else torch.float32)
            x = x / (x.norm() + 1e-7)
            tall = x.shape[0] > x.shape[1]
            x = x.T if tall else x
            for _ in range(5):
                a = x @ x.T
                x = 3.4445 * x + (-4.7750 * a + 2.0315 * (a @ a)) @ x
            x = x.T if tall else x
            p.add_(x.float(), alpha=-rate * max(1, p.shape[0] / p.shape[1]) ** 0.5)
