"""The tokenizer: whole words of the grammar as a WordPiece vocabulary, with a start token; written as `tokenizer.json`."""

import re

import torch
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from .world import DATA, GRAMMAR

PATH = DATA / "tokenizer.json"
# [SEP] stands between a short prompt and the full one, [EOS] ends what a language model writes.
SPECIAL = ["[PAD]", "[UNK]", "[BOS]", "[SEP]", "[EOS]"]


def words():
    """English words and Chinese characters: the pre-tokenizer sets every Chinese character apart."""
    phrases = [GRAMMAR["and"]]
    phrases += [part for group in ("objects", "sizes", "motions", "backgrounds") for thing in GRAMMAR[group] for part in thing.values()]
    text = " ".join(phrase for by_language in phrases if isinstance(by_language, dict) for texts in by_language.values() for phrase in as_list(texts))
    english, chinese = re.findall(r"[a-z]+", text.lower()), re.findall(r"[\u4e00-\u9fff]", text)
    return sorted({*english, "a", "an", "the", "and"}) + sorted(set(chinese))


def as_list(texts):
    return [texts] if isinstance(texts, str) else texts


def build():
    vocabulary = {word: index for index, word in enumerate(SPECIAL + words())}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=40))
    # Punctuation says nothing in this world.
    plain = normalizers.Replace(Regex(r"[^\p{L}\p{N}\s]"), " ")
    tokenizer.normalizer = normalizers.Sequence([normalizers.BertNormalizer(lowercase=True), plain])
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
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
