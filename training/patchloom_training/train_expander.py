"""Trains the prompt expander: python -m patchloom_training.train_expander --minutes 15

A training text is «short prompt [SEP] full sentence [EOS]»; the short one is the full one with parts left out."""

import random
from dataclasses import replace

import torch
import torch.nn.functional as F

from . import common, tokenizer as tokenizers
from .language import LanguageModel
from .world import phrases, sample_clips


# How many sentences are about two objects: more than there are clips of two, since to copy both names is the hardest part.
PAIRS = 0.3
# How often a part of the sentence is asked for.
ASKED = {"size": 0.5, "motion": 0.35, "place": 0.35}


def shorten(full):
    """What somebody types who means the clip: the object, perhaps with its size, a motion, a place; articles are easily forgotten."""
    left_out = {part: "" for part, chance in ASKED.items() if random.random() > chance}
    short = replace(full, **left_out).sentence()
    if random.random() < 0.5:
        short = short.split(" ", 1)[1] if full.language == "en" else short[2:]
    return short


def batch(tokenizer, count):
    separator, end, unknown = (tokenizer.token_to_id(word) for word in ("[SEP]", "[EOS]", "[UNK]"))
    rows = []
    for row in zip(*(column.tolist() for column in sample_clips(count, second=PAIRS).columns())):
        full = phrases(row, random.randrange, random.choice(["en", "en", "zh"]))
        asked = tokenizer.encode(shorten(full)).ids
        answer = tokenizer.encode(full.sentence(), add_special_tokens=False).ids
        # Words that it does not know are passed over.
        while random.random() < 0.15:
            asked.insert(random.randint(1, len(asked)), unknown)
        rows.append((asked + [separator], answer + [end]))
    ids, mask = tokenizers.pad([asked + answer for asked, answer in rows])
    # Only the answer is learned, not what people ask.
    for index, (asked, _) in enumerate(rows):
        mask[index, : len(asked)] = 0
    return ids, mask.float()


def main():
    options = common.arguments(__doc__, minutes=15, batch=64)
    common.set_up(options.seed)
    random.seed(options.seed)
    tokenizer = tokenizers.load()
    model = LanguageModel(tokenizer.get_vocab_size())
    if options.resume:
        model.load_state_dict(common.load("expander")["model"])
    print(f"{sum(p.numel() for p in model.parameters()) / 1e6:.2f} M parameters", flush=True)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, betas=(0.9, 0.95), weight_decay=0.01)
    budget, step, curve = common.Budget(options.minutes, 1), 0, []
    while (used := budget.used()) < 1:
        for group in optimizer.param_groups:
            group["lr"] = 2e-3 * common.cosine(used, step)
        ids, weight = batch(tokenizer, options.batch)
        with common.autocast():
            logits, _ = model(ids[:, :-1])
        losses = F.cross_entropy(logits.float().transpose(1, 2), ids[:, 1:], reduction="none")
        loss = (losses * weight[:, 1:]).sum() / weight[:, 1:].sum()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        step += 1
        if step % 100 == 0:
            curve.append((budget.minutes, loss.item()))
            print(f"step {step} · {budget.minutes:.1f} min · loss {loss.item():.4f}", flush=True)
            common.save(common.checkpoint("expander"), model=model.state_dict(), curve=curve)
    common.save(common.checkpoint("expander"), model=model.state_dict(), curve=curve)


if __name__ == "__main__":
    main()
