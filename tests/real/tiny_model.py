"""Makes a model of a few hundred kB: `python tiny_model.py FOLDER`, in the environment of
`transformers serve`.

It needs no training, because each of its tokens is followed by exactly one other: what it says is
known in advance. Its template looks at the question, and begins one answer or the other.
"""

import sys

HOLDS = 512
"""Tokens: one is a byte of what is asked, or a word of what is answered."""
ANSWER = ("Boats", " sail", " on", " **water**", ".", "\n\n", "Ünïcödé", " 😀", " works", "!")
ENDLESS = (" and", " then")
FOREVER = "forever"
"""The question that has an answer without an end."""

_END, _BEGIN, _BEGIN_ENDLESS = "<|end|>", "<|assistant|>", "<|endless|>"
_SPECIAL = (_END, _BEGIN, _BEGIN_ENDLESS, "<|system|>", "<|user|>")
_TEMPLATE = (
    "{% for it in messages %}<|{{ it['role'] }}|>{{ it['content'] }}<|end|>{% endfor %}"
    "{% if messages[-1]['content'] == 'FOREVER' %}<|endless|>{% else %}<|assistant|>{% endif %}"
).replace("FOREVER", FOREVER)


def make(folder: str) -> None:
    """Write weights, tokenizer and template."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    bytes_ = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    said = [bytes_.pre_tokenize_str(it)[0][0] for it in (*ANSWER, *ENDLESS)]
    names = dict.fromkeys((*_SPECIAL, *sorted(bytes_.alphabet()), *said))
    vocabulary = {name: number for number, name in enumerate(names)}
    raw = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    raw.pre_tokenizer, raw.decoder = bytes_, decoders.ByteLevel()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=raw,
        eos_token=_END,
        pad_token=_END,
        additional_special_tokens=list(_SPECIAL[1:]),
        model_max_length=HOLDS,
        chat_template=_TEMPLATE,
    )
    tokenizer.save_pretrained(folder)
    middle = len(ANSWER)
    _weights(
        folder,
        len(vocabulary),
        [
            *_pairs([vocabulary[it] for it in (_BEGIN, *said[:middle], _END)]),
            *_pairs([vocabulary[it] for it in (_BEGIN_ENDLESS, *said[middle:], said[middle])]),
        ],
    )


def _pairs(tokens: list[int]) -> list[tuple[int, int]]:
    return list(zip(tokens, tokens[1:], strict=False))


def _weights(folder: str, size: int, followed: list[tuple[int, int]]) -> None:
    """Each token has a dimension of its own, and without layers nothing is added to it: the last
    matrix leads to the token that follows.
    """
    import torch
    from transformers import GPT2Config, GPT2LMHeadModel

    config = GPT2Config(
        vocab_size=size,
        n_positions=HOLDS,
        n_embd=size,
        n_layer=0,
        n_head=1,
        eos_token_id=0,
        bos_token_id=0,
        pad_token_id=0,
        tie_word_embeddings=False,
    )
    model = GPT2LMHeadModel(config)
    with torch.no_grad():
        for weight in model.parameters():
            weight.zero_()
        model.transformer.wte.weight.copy_(torch.eye(size))
        model.transformer.ln_f.weight.fill_(1.0)
        for one, next_one in followed:
            model.lm_head.weight[next_one, one] = 1.0
    model.to(torch.float16).save_pretrained(folder)


if __name__ == "__main__":
    make(sys.argv[1])
