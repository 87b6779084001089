"""Trains the captioner on encoded clips: python -m patchloom_training.train_captioner --minutes 25"""

import random

import torch
import torch.nn.functional as F

from . import common, tokenizer as tokenizers
from .bank import Bank
from .language import GLANCES, Captioner
from .transformer import patchify
from .world import BACKGROUNDS, MOTIONS, OBJECTS, captions

# Every other batch is single pictures, many for the price of one clip: what things are called takes the longest to learn.
SHAPES = [(17, 64, 64), (1, 64, 64), (9, 64, 64), (1, 64, 64), (17, 64, 64), (1, 96, 96), (9, 64, 96), (1, 64, 64), (9, 96, 64), (1, 64, 64), (17, 48, 48), (1, 64, 64), (33, 32, 32), (1, 64, 64)]


KINDS = (len(OBJECTS), len(MOTIONS), len(BACKGROUNDS))


def load_captioner():
    return captioner_of(common.load("captioner")["model"])


def captioner_of(state):
    model = Captioner(len(state["language.words.weight"]), state["enter.weight"].shape[1] // 4)
    model.load_state_dict(state)
    return model.eval()


def hints_of(captioner):
    return torch.nn.Linear(GLANCES * captioner.language.width, sum(KINDS))


def main():
    options = common.arguments(__doc__, minutes=25, batch=64)
    common.set_up(options.seed)
    random.seed(options.seed)
    tokenizer = tokenizers.load()
    end = tokenizer.token_to_id("[EOS]")
    channels = len(common.load("autoencoder")["model"]["mean"])
    bank = Bank(channels)
    bank.start()
    state = common.load("captioner") if options.resume else None
    model = captioner_of(state["model"]).train() if state else Captioner(tokenizer.get_vocab_size(), channels)
    print(f"{sum(p.numel() for p in model.parameters()) / 1e6:.2f} M parameters", flush=True)
    # What the glances show has to be named by one linear layer too, in training only: through the words alone the eyes learn next to nothing
    # in a quarter of an hour (loss per word 0.79 after 1,370 batches).
    hints = hints_of(model)
    if state:
        hints.load_state_dict(state["hints"])
    parameters = [*model.parameters(), *hints.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=1e-3, betas=(0.9, 0.95), weight_decay=0.02)
    budget, step, curve = common.Budget(options.minutes, 1), 0, []

    def keep():
        common.save(common.checkpoint("captioner"), model=model.state_dict(), hints=hints.state_dict(), curve=curve)

    while (used := budget.used()) < 1:
        for group in optimizer.param_groups:
            group["lr"] = 1.5e-3 * common.cosine(used, step)
        shape = SHAPES[step % len(SHAPES)]
        latent, clips = bank.draw(shape, options.batch if shape[0] > 1 else 3 * options.batch)
        tokens, positions = patchify(latent)
        # The first phrase of each kind: a caption names things, it need not vary.
        encoded = tokenizer.encode_batch(captions(clips, lambda count: 0, with_motion=shape[0] > 1))
        ids, mask = tokenizers.pad([e.ids + [end] for e in encoded])
        weight = mask.float()
        with common.autocast():
            # A little noise, so that generated clips can be described as well.
            seen = model.glance(tokens + 0.1 * torch.randn_like(tokens), positions)
            logits, _ = model.language(ids[:, :-1], model.language.read(seen)[1])
            objects, motions, backgrounds = hints(seen.flatten(1)).float().split(KINDS, -1)
        losses = F.cross_entropy(logits.float().transpose(1, 2), ids[:, 1:], reduction="none")
        loss = (losses * weight[:, 1:]).sum() / weight[:, 1:].sum()
        named = F.cross_entropy(objects, clips.object) + F.cross_entropy(backgrounds, clips.background)
        if shape[0] > 1:
            named = named + F.cross_entropy(motions, clips.motion)
        right = (objects.argmax(1) == clips.object).float().mean().item()
        optimizer.zero_grad(set_to_none=True)
        (loss + 0.3 * named).backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        step += 1
        if step % 49 == 0:
            curve.append((budget.minutes, loss.item()))
            print(f"step {step} · {budget.minutes:.1f} min · loss {loss.item():.4f} · objects of the last batch right {right:.2f}", flush=True)
            keep()
    keep()


if __name__ == "__main__":
    main()
