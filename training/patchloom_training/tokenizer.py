"""The tokenizer: whole words of the grammar as a WordPiece vocabulary, with a start token; written as `tokenizer.json`.

Chinese has no spaces: a pre-tokenizer cuts it into the grammar's own words, the longest that fits first, so that «一只熊猫在日落时变大» is four
tokens, each with the meaning of an English phrase; whatever else is Chinese stands alone, character by character, as unknown."""

import re

import torch
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from .world import DATA, GRAMMAR

PATH = DATA / "tokenizer.json"
# [SEP] stands between a short prompt and the full one, [EOS] ends what a language model writes.
SPECIAL = ["[PAD]", "[UNK]", "[BOS]", "[SEP]", "[EOS]"]
CHINESE = r"[\u4e00-\u9fff]"


def chinese_words():
    """Every Chinese word of the grammar: number and measure word, noun, size, motion, place."""
    found = {GRAMMAR["and"]["zh"]}
    for thing in GRAMMAR["objects"]:
        for name in thing["names"]["zh"]:
            found |= {name[:2], name[2:]}
    for group, key in (("sizes", "words"), ("motions", "phrases"), ("backgrounds", "phrases")):
        found |= {word for thing in GRAMMAR[group] for word in thing[key]["zh"]}
    return found


def words():
    phrases = [GRAMMAR["and"]["en"]]
    phrases += [p for thing in GRAMMAR["objects"] for p in thing["names"]["en"]] + [p for thing in GRAMMAR["sizes"] for p in thing["words"]["en"]]
    phrases += [p for thing in GRAMMAR["motions"] for key in ("phrases", "plural") for p in thing[key]["en"]]
    phrases += [p for thing in GRAMMAR["backgrounds"] for p in thing["phrases"]["en"]]
    return sorted({*re.findall(r"[a-z]+", " ".join(phrases).lower()), "a", "an", "the", "and"}), sorted(chinese_words())


def build():
    english, chinese = words()
    vocabulary = {word: index for index, word in enumerate(SPECIAL + english + chinese)}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=40))
    # Punctuation says nothing in this world.
    plain = normalizers.Replace(Regex(r"[^\p{L}\p{N}\s]"), " ")
    tokenizer.normalizer = normalizers.Sequence([normalizers.BertNormalizer(lowercase=True, handle_chinese_chars=False), plain])
    longest_first = "|".join(sorted(chinese, key=len, reverse=True))
    cut = pre_tokenizers.Split(Regex(f"{longest_first}|{CHINESE}"), "isolated")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([cut, pre_tokenizers.BertPreTokenizer()])
    tokenizer.post_processor = processors.TemplateProcessing(single="[BOS] $A", special_tokens=[("[BOS]", vocabulary["[BOS]"])])
    return tokenizer


def load():
    return Tokenizer.from_file(str(PATH))


def pad(rows):
    """Lists of ids → ids and mask `[row, longest]`."""
    length = max(len(row) for row in rows)
    ids = torch.tensor([row + [0] * (length - len(row)) for row in rows])
    return ids, torch.tensor([[1] * len(row) + [0] * (length - len(row)) for row in rows])


if __name__ == "__main__":
    build().save(str(PATH))
    print(f"{load().get_vocab_size()} tokens in {PATH.name}; «a panda» → {load().encode('a panda').ids}")
