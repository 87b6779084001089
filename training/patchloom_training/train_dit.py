"""Trains text encoder and diffusion transformer together: python -m patchloom_training.train_dit --minutes 120

Two processes train with averaged gradients, a third one renders and encodes clips into the bank they draw from."""

import os
import random
import time
from dataclasses import dataclass

import torch
import torch.multiprocessing as multiprocessing

from . import common, from_pack, tokenizer as tokenizers
from .bank import SHAPES, Bank
from .transformer import DiT, TextEncoder, patchify, places
from .world import Clips, captions

# Room for a sentence, of a clip and of a picture, whose sentences name no motion; a tenth of the attention less where it is seldom used.
MAX_WORDS = 14, 11
CHINESE = 0.3
# How much more a token counts that shows an object: backgrounds are learned early, shapes late.
OBJECT_WEIGHT = 3.0
# Tokens of the default shape in a batch; other shapes get as many tokens, so that steps take as long.
BATCH_TOKENS = 80
# Logit-normal noise levels (SD3), mean and spread: places and motion are decided at the highest noise.
LEVELS = 1.2, 1.3


# For the end of a training (`--polish`): more of the time for the shapes that lag behind.
POLISH = {
    (17, 64, 64): 0.34,
    (9, 64, 64): 0.07,
    (1, 64, 64): 0.12,
    (9, 64, 96): 0.02,
    (9, 96, 64): 0.02,
    (17, 64, 96): 0.06,
    (17, 96, 64): 0.06,
    (9, 96, 96): 0.11,
    (17, 48, 48): 0.05,
    (33, 32, 32): 0.15,
}


class Model(torch.nn.Module):
    def __init__(self, vocabulary, channels):
        super().__init__()
        self.text_encoder = TextEncoder(vocabulary)
        self.dit = DiT(token_width=channels * 4)

    def forward(self, noisy, positions, levels, given, ids, mask):
        return self.dit.clean(noisy, positions, levels, given, self.text_encoder(ids, mask), mask)


def main():
    options = common.arguments(__doc__, minutes=120, batch=32, processes=2, decay=0.4, rate=1.0, from_pack=False, polish=False)
    channels = len(common.load("autoencoder")["model"]["mean"])
    Bank(channels).start()
    os.environ.update(WORLD_SIZE=str(options.processes), MASTER_ADDR="127.0.0.1", MASTER_PORT=str(29500 + os.getpid() % 1000))
    context = multiprocessing.get_context("spawn")
    others = [context.Process(target=train, args=(options, channels, rank), daemon=True) for rank in range(1, options.processes)]
    for process in others:
        process.start()
    train(options, channels, 0)
    for process in others:
        process.join()


def train(options, channels, rank):
    bank = Bank(channels)
    os.environ["RANK"] = str(rank)
    _, processes = common.set_up(options.seed + int(time.time()) % 1000 if options.resume else options.seed)
    random.seed(torch.initial_seed())
    tokenizer = tokenizers.load()
    model = Model(tokenizer.get_vocab_size(), channels)
    parameters = list(model.parameters())
    hidden = [p for name, p in model.named_parameters() if p.ndim == 2 and "blocks" in name]
    rest = [p for name, p in model.named_parameters() if not (p.ndim == 2 and "blocks" in name)]
    muon, adam = common.Muon(hidden), torch.optim.AdamW(rest, lr=2e-3, betas=(0.9, 0.95), weight_decay=0.0)
    average, curve, seen, minutes = common.Average(model, decay=0.995), [], 0, 0.0
    if options.from_pack:
        text, dit = from_pack.generator(tokenizer)
        model.text_encoder.load_state_dict(text.state_dict())
        model.dit.load_state_dict(dit.state_dict())
        average = common.Average(model, decay=0.995)
    if options.resume:
        state = common.load("dit")
        model.load_state_dict(state["model"])
        average.weights = state["average"]
        curve, seen, minutes = state["curve"], state["seen"], state["minutes"]
    common.same_everywhere(model, processes)
    if rank == 0:
        print(f"DiT {size(model.dit):.2f} M, text encoder {size(model.text_encoder):.2f} M parameters", flush=True)
    # Block by block: all blocks share one compiled piece per shape, where the whole network would take a quarter of an hour.
    for block in [*model.dit.blocks, *model.text_encoder.blocks]:
        block.compile(dynamic=False)
    shares = POLISH if options.polish else SHAPES
    budget, step, saved, losses, shapes = common.Budget(options.minutes, processes), 0, 0.0, {}, random.Random(0)

    def keep():
        common.save(
            common.checkpoint("dit"), model=model.state_dict(), average=average.weights, curve=curve, seen=seen, minutes=minutes + budget.minutes
        )

    while (used := budget.used()) < 1:
        # The same shape in all processes, so that none waits for another.
        shape = shapes.choices(list(shares), list(shares.values()))[0]
        frames, height, width = shape
        positions = places((frames - 1) // 4 + 1, height // 16, width // 16)
        words = MAX_WORDS[frames == 1]
        count = options.batch * (BATCH_TOKENS + MAX_WORDS[0]) // (positions.shape[1] + words) // 8 * 8
        loss = flow_loss(model, draw(bank, tokenizer, shape, count, words), positions)
        model.zero_grad(set_to_none=True)
        loss.backward()
        common.average_gradients(parameters, processes)
        torch.nn.utils.clip_grad_norm_(rest, 1.0)
        rate = options.rate * schedule(used, step, options.decay)
        for group in adam.param_groups:
            group["lr"] = 2e-3 * rate
        adam.step()
        muon.step(0.01 * rate)
        average.update(model)
        step += 1
        seen += count * processes
        losses[shape] = losses.get(shape, loss.item()) * 0.95 + 0.05 * loss.item()
        if rank == 0 and step % 20 == 0:
            clip, picture = losses.get((17, 64, 64), 0.0), losses.get((1, 64, 64), 0.0)
            curve.append((minutes + budget.minutes, clip, picture))
            print(f"step {step} · {budget.minutes:.1f} min · loss {clip:.4f}, of pictures {picture:.4f} · {seen} clips · {sum(bank.made.values()).item()} rendered", flush=True)
        if rank == 0 and budget.minutes - saved > 5:
            saved = budget.minutes
            keep()
    if rank == 0:
        keep()


def size(module):
    return sum(p.numel() for p in module.parameters()) / 1e6


def schedule(used, step, decay):
    """Warm-up, constant, then linear to nothing over the last part `decay` of the time (0 for a run that another one goes on from)."""
    return min(1, (step + 1) / 50) * min(1, max(0.02, (1 - used) / decay if decay else 1))


@dataclass
class Examples:
    """A batch to learn from: clean tokens `[batch, token, width]`, how much each counts and which are given `[batch, token, 1]`, and their
    sentences `[batch, words]`."""

    clean: torch.Tensor
    weight: torch.Tensor
    given: torch.Tensor
    ids: torch.Tensor
    mask: torch.Tensor


def draw(bank, tokenizer, shape, count, words):
    """Examples of one shape; every tenth has no sentence, for guidance without a classifier."""
    latent, clips = bank.draw(shape, count)
    clean, positions = patchify(latent)
    cells = bank.objects(latent, clips, shape)
    weight = 1 + (OBJECT_WEIGHT - 1) * patchify(cells.unsqueeze(1))[0].amax(-1, keepdim=True)
    language = lambda: "zh" if random.random() < CHINESE else "en"
    sentences = captions(clips, random.randrange, language, with_motion=shape[0] > 1)
    sentences = ["" if random.random() < 0.1 else sentence for sentence in sentences]
    tokenizer.enable_padding(length=words)
    # The few sentences that are longer count as none.
    encoded, empty = tokenizer.encode_batch(sentences), tokenizer.encode("")
    encoded = [e if len(e.ids) == words else empty for e in encoded]
    ids, mask = torch.tensor([e.ids for e in encoded]), torch.tensor([e.attention_mask for e in encoded])
    return Examples(clean, weight, given_tokens(positions).float().unsqueeze(-1), ids, mask)


def flow_loss(model, examples, positions):
    """Mean squared error of the velocity, at a noise level per clip; given tokens have level 0 and no loss."""
    count, words = examples.ids.shape
    level = torch.sigmoid(LEVELS[0] + LEVELS[1] * torch.randn(count, 1))
    noise_level = level.unsqueeze(-1) * (1 - examples.given)
    noisy = (1 - noise_level) * examples.clean + noise_level * torch.randn_like(examples.clean)
    levels = torch.cat([level, torch.zeros_like(level)], 1)
    given = torch.cat([torch.zeros(count, words, 1), examples.given], 1)
    with common.autocast():
        guess = model(noisy, positions.expand(count, -1, -1), levels, given, examples.ids, examples.mask).float()
    error = (guess - examples.clean) / level.unsqueeze(-1).clamp_min(0.05)
    weight = examples.weight * (1 - examples.given)
    return (error.pow(2) * weight).sum() / (weight.sum() * error.shape[-1])


def given_tokens(positions):
    """For one clip in four, tokens that are given clean: at the head, at the tail, at both, or scattered. So pictures are brought to life,
    clips gone on with and joined, and parts repainted, without tricks."""
    time_index = positions[..., 0]
    last = time_index.max()
    kind, scattered = torch.rand(len(positions), 1), torch.rand_like(time_index) < 0.5
    if last == 0:
        return scattered & (kind < 0.06)
    # One latent frame, or sometimes two where there are enough to go on from.
    reach = torch.where(torch.rand(len(positions), 1) < 0.25, torch.clamp(last - 1, max=1.0), 0.0)
    head, tail = time_index <= reach, time_index >= last - reach
    return (head & (kind < 0.15)) | (tail & (kind >= 0.10) & (kind < 0.20)) | (scattered & (kind >= 0.20) & (kind < 0.25))


if __name__ == "__main__":
    main()
