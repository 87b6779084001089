"""Fits the embeddings of Chinese words until Chinese sentences mean to the text encoder what their English twins mean.

Nothing else of the network changes, so English stays exactly as it was, and the denoiser need not see a single clip: half a minute instead of
hours. Two things are matched: what the encoder makes of a word (with the mean of the English words for the same part of the sentence) and the
mean over the sentence, which steers the whole denoiser.

python -m patchloom_training.align    fits the words of the newest DiT checkpoint and keeps it"""

import copy
import random

import torch

from . import common, tokenizer as tokenizers
from .tokenizer import CHINESE_START
from .world import GRAMMAR, phrases, sample_clips

# Words that say nothing by themselves.
EMPTY_WORDS = {"a", "an", "the", "in", "on", "at", "to", "of", "does"}


def parts(said):
    """The parts of a sentence in their order, `(part, text)`."""
    if said.language == "en":
        (article, name), (other_article, other) = said.name.split(" ", 1), said.second.split(" ", 1) if said.second else ("", "")
        article = "a" if said.size else article
        ends = [("motion", said.motion), ("place", said.place)]
    else:
        (article, name), (other_article, other) = (said.name[:2], said.name[2:]), (said.second[:2], said.second[2:])
        ends = [("place", said.place), ("motion", said.motion)]
    joint = GRAMMAR["and"][said.language] if said.second else ""
    return [("article", article), ("size", said.size), ("name", name), ("and", joint), ("other article", other_article), ("other", other), *ends]


def encode(tokenizer, said):
    """Token ids and, for each, the part it belongs to."""
    ids, names = [tokenizer.token_to_id("[BOS]")], ["start"]
    for name, text in parts(said):
        piece = tokenizer.encode(text, add_special_tokens=False).ids if text else []
        ids, names = ids + piece, names + [name] * len(piece)
    return ids, names


def twins(tokenizer, count):
    rows = []
    for row in zip(*(column.tolist() for column in sample_clips(count, second=0.15).columns())):
        moving = random.random() < 0.8
        rows.append([encode(tokenizer, phrases(row, random.randrange, language, moving)) for language in ("en", "zh")])
    return [english for english, _ in rows], [chinese for _, chinese in rows]


def meanings(encoder, sentences):
    """What the encoder makes of each token `[sentence, token, width]`, and the mean of each sentence."""
    ids, mask = tokenizers.pad([ids for ids, _ in sentences])
    context, weight = encoder(ids, mask), mask.float().unsqueeze(-1)
    return context, (context * weight).sum(1) / weight.sum(1)


def wanted(tokenizer, context, english, chinese):
    """For each Chinese token the mean of the English ones of its part, and 1 where there are any."""
    target = torch.zeros(len(chinese), max(len(ids) for ids, _ in chinese), context.shape[-1])
    there = torch.zeros(target.shape[:2])
    for row, ((ids, names), (_, parts_of_tokens)) in enumerate(zip(english, chinese)):
        for place, part in enumerate(parts_of_tokens):
            full = [i for i, name in enumerate(names) if name == part and ("article" in part or tokenizer.id_to_token(ids[i]) not in EMPTY_WORDS)]
            if full:
                target[row, place], there[row, place] = context[row, full].mean(0), 1
    return target, there


def align(encoder, tokenizer, rows, steps=300, rate=0.03):
    """Fits the given rows of `encoder.words`."""
    random.seed(0)
    teacher = copy.deepcopy(encoder)
    weight, chosen = encoder.words.weight, torch.zeros(len(encoder.words.weight), 1)
    chosen[rows] = 1
    optimizer = torch.optim.Adam([weight], lr=rate)
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1, (step + 1) / 20) * (1 - step / steps)
        english, chinese = twins(tokenizer, 48)
        with torch.no_grad():
            context, sentence = meanings(teacher, english)
            target, there = wanted(tokenizer, context, english, chinese)
        ours, our_sentence = meanings(encoder, chinese)
        of_words = ((ours - target).pow(2).mean(-1) * there).sum() / there.sum() / context.var()
        of_sentences = (our_sentence - sentence).pow(2).mean() / sentence.var()
        optimizer.zero_grad()
        (weight.grad,) = torch.autograd.grad(of_words + 2 * of_sentences, weight)
        weight.grad *= chosen
        optimizer.step()
    print(f"Chinese words fitted: {of_words.item():.3f} of the variance of words left, {of_sentences.item():.3f} of sentences", flush=True)


def main():
    from .export import load_generator

    torch.set_num_threads(1)
    torch.manual_seed(0)
    model, tokenizer = load_generator()
    rows = [index for word, index in tokenizer.get_vocab().items() if CHINESE_START.match(word)]
    align(model.text_encoder, tokenizer, rows)
    state = common.load("dit")
    state["average"]["text_encoder.words.weight"] = state["model"]["text_encoder.words.weight"] = model.text_encoder.words.weight.detach()
    common.save(common.checkpoint("dit"), **state)


if __name__ == "__main__":
    main()
