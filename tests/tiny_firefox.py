"""A tiny model in the format of Firefox's, with random weights: the real runtime loads it, in no time.

What it writes has no meaning. Its vocabulary is a SentencePiece model of single letters.
"""

from __future__ import annotations

import gzip
import hashlib
import random
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.translation.direction import DIRECTIONS
from bot.translation.models.pinned import Model, ModelFile

_SIZE, _HEADS, _INNER = 16, 2, 32
_FLOATS, _BYTES = 0x404, 0x101
"""Marian's numbers for the types of what it stores."""
_LETTERS = "\u2581abcdefghijklmnopqrstuvwxyzáéíóúñü.,?!¿¡0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NORMAL, _UNKNOWN, _CONTROL = 1, 2, 3
"""SentencePiece's kinds of pieces."""


def models(folder: Path) -> tuple[Model, ...]:
    """Write a model for each direction into ``folder``; returns them with their sizes and sums."""
    made = []
    for seed, direction in enumerate(DIRECTIONS):
        pair = f"{direction.source}{direction.target}"
        (folder / pair).mkdir(parents=True)
        files = []
        for role, content in (("model", marian(seed)), ("vocabulary", vocabulary())):
            packed = gzip.compress(content, mtime=0)
            (folder / pair / f"{role}.gz").write_bytes(packed)
            files.append(ModelFile(role, f"{role}.gz", hashlib.sha256(packed).hexdigest(), len(packed)))
        made.append(Model(direction, tuple(files)))
    return tuple(made)


def vocabulary() -> bytes:
    """A SentencePiece model: the end of a text, the unknown piece, and letters."""
    pieces = [("</s>", 0.0, _CONTROL), ("<unk>", 0.0, _UNKNOWN)]
    pieces += [(letter, -5.0 - place / 100, _NORMAL) for place, letter in enumerate(_LETTERS)]
    told = b""
    for piece, score, kind in pieces:
        fields = _field(1, piece.encode()) + b"\x15" + struct.pack("<f", score) + b"\x18" + bytes([kind])
        told += _field(1, fields)
    # The trainer's: unigram; which pieces are unknown (1), the end (0), and that there is no beginning (-1).
    trainer = b"\x18\x01" + _number(40, 1) + _number(41, -1) + _number(42, 0) + _number(43, -1)
    return told + _field(2, trainer) + _field(3, _field(1, b"identity"))


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _number(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(value & 0xFFFF_FFFF_FFFF_FFFF)


def _varint(value: int) -> bytes:
    told = bytearray()
    while value > 0x7F:
        told.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*told, value])


def marian(seed: int) -> bytes:
    """A model of one layer each way, as Marian stores them."""
    weights = random.Random(seed)
    pieces = len(_LETTERS) + 2
    config = (
        f"dim-emb: {_SIZE}\ntransformer-heads: {_HEADS}\nenc-depth: 1\ndec-depth: 1\n"
        f"transformer-dim-ffn: {_INNER}\ndim-vocabs:\n  - {pieces}\n  - {pieces}\ntype: transformer\n\0"
    ).encode()
    items = [
        (name, _FLOATS, shape, _floats(weights, spread, shape)) for name, shape, spread in _weights(pieces)
    ]
    items.append(("special:model.yml", _BYTES, (len(config),), config))
    told = struct.pack("<QQ", 1, len(items))
    told += b"".join(
        struct.pack("<QQQQ", len(name) + 1, kind, len(shape), len(content))
        for name, kind, shape, content in items
    )
    told += b"".join(name.encode() + b"\0" for name, *_ in items)
    told += b"".join(struct.pack(f"<{len(shape)}i", *shape) for _, _, shape, _ in items)
    padding = -(len(told) + 8) % 256
    return told + struct.pack("<Q", padding) + bytes(padding) + b"".join(content for *_, content in items)


def _floats(weights: random.Random, spread: float, shape: Sequence[int]) -> bytes:
    count = shape[0] * shape[1]
    if spread == 1.0:
        return struct.pack(f"<{count}f", *[1.0] * count)
    return struct.pack(f"<{count}f", *(weights.gauss(0, spread) for _ in range(count)))


def _weights(pieces: int) -> Iterator[tuple[str, tuple[int, int], float]]:
    """The name, shape and spread of each weight; a spread of 1 stands for ones."""
    yield "Wemb", (pieces, _SIZE), 0.3
    yield from _attention("encoder_l1_self")
    yield from _forward("encoder_l1_ffn")
    for name in ("W", "Wf"):
        yield f"decoder_l1_rnn_{name}", (_SIZE, _SIZE), 0.2
    yield "decoder_l1_rnn_bf", (1, _SIZE), 0.0
    yield from _norm("decoder_l1_rnn_ffn")
    yield from _attention("decoder_l1_context")
    yield from _forward("decoder_l1_ffn")
    yield "decoder_ff_logit_out_b", (1, pieces), 0.0


def _attention(name: str) -> Iterator[tuple[str, tuple[int, int], float]]:
    for part in "qkvo":
        yield f"{name}_W{part}", (_SIZE, _SIZE), 0.2
        yield f"{name}_b{part}", (1, _SIZE), 0.0
    yield from _norm(f"{name}_Wo")


def _forward(name: str) -> Iterator[tuple[str, tuple[int, int], float]]:
    yield f"{name}_W1", (_SIZE, _INNER), 0.2
    yield f"{name}_b1", (1, _INNER), 0.0
    yield f"{name}_W2", (_INNER, _SIZE), 0.2
    yield f"{name}_b2", (1, _SIZE), 0.0
    yield from _norm(f"{name}_ffn")


def _norm(name: str) -> Iterator[tuple[str, tuple[int, int], float]]:
    yield f"{name}_ln_scale", (1, _SIZE), 1.0
    yield f"{name}_ln_bias", (1, _SIZE), 0.0
