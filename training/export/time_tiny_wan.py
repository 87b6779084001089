"""How long diffusers' own pipeline takes for a run of tiny-wan: the other half of `npm run bench -- models`.

python -m export.time_tiny_wan      from training/, prints seconds, the best of some runs
"""

import os
import sys
import time

import torch

from .tiny_lora import pipeline

STEPS = 20


def main(rounds: int) -> None:
    torch.set_num_threads(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    case = pipeline("wan")
    best = float("inf")
    for index in range(rounds + 1):
        call = {**case.call, "num_inference_steps": STEPS, "prompt": f"a small panda walks {index}"}
        start = time.perf_counter()
        with torch.no_grad():
            case.pipe(**call, generator=torch.Generator("cpu").manual_seed(case.seed), output_type="np")
        if index > 0:
            best = min(best, time.perf_counter() - start)
    print(best)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
