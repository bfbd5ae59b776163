"""The training code on a tiny encoder: it learns, and the same plan gives the same network."""

from __future__ import annotations

import itertools

import pytest
import torch
from tokenizers import Tokenizer

from desktop.analysis.training.batches import collate, examples, run_together
from desktop.analysis.training.corpus import LABELS, Answer
from desktop.analysis.training.fit import Plan, fit, teach
from desktop.analysis.training.layers import Dropout, Shape, distance_buckets
from desktop.analysis.training.network import StarNetwork
from desktop.paths import assets_dir

TINY = Shape(24, 2, 2, 48, 30522, 512, 0, 0, 1e-12, relative=False)
RELATIVE = Shape(24, 2, 2, 48, 30527, 514, 2, 4, 1e-5, relative=True)
ANSWERS = [
    Answer(
        f"a{i}",
        (
            f"It was a cold {month} at the {place}.",
            f"My boss wanted the {thing} by noon.",
            f"I fetched the {thing} from the {place}.",
            f"Everybody had a {thing} in the end.",
        ),
        ("S", "T", "A", "R"),
        "story",
    )
    for i, (month, place, thing) in enumerate(
        itertools.product(("May", "June"), ("dock", "farm", "shop"), ("pump", "ladder"))
    )
] + [Answer(f"n{i}", ("I usually wait.", "That is me."), ("O", "O"), "habitual") for i in range(4)]


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_str((assets_dir() / "star" / "tokenizer.json").read_text("utf-8"))


def encoder(shape: Shape) -> dict[str, torch.Tensor]:
    """Return random weights under the names that the published encoders have."""
    torch.manual_seed(3)
    network = StarNetwork(5, 6, shape)
    weights = {
        "embeddings.word_embeddings.weight": network.words.weight,
        "embeddings.position_embeddings.weight": network.positions.weight,
        "embeddings.token_type_embeddings.weight": torch.zeros(2, shape.width),
        "embeddings.LayerNorm.weight": network.norm.weight,
        "embeddings.LayerNorm.bias": network.norm.bias,
    }
    if network.distances is not None:
        weights["encoder.relative_attention_bias.weight"] = network.distances.weight
    attention = ("attn.q", "attn.k", "attn.v", "attn.o", "LayerNorm")
    names = attention if shape.relative else (
        "self.query", "self.key", "self.value", "output.dense", "output.LayerNorm"
    )  # fmt: skip
    for number, layer in enumerate(network.layers):
        parts = (layer.query, layer.key, layer.value, layer.out, layer.out_norm)
        named = {f"attention.{n}": p for n, p in zip(names, parts, strict=True)}
        named |= {"intermediate.dense": layer.up, "output.dense": layer.down}
        named |= {"output.LayerNorm": layer.down_norm}
        for name, part in named.items():
            weights[f"encoder.layer.{number}.{name}.weight"] = part.weight
            weights[f"encoder.layer.{number}.{name}.bias"] = part.bias
    return {name: tensor.detach().clone() for name, tensor in weights.items()}


def plan(shape: Shape = TINY, epochs: int = 3) -> Plan:
    return Plan(
        epochs=epochs,
        rate=3e-3,
        head_rate=1e-2,
        threads=1,
        frozen_layers=0,
        average=0.5,
        shape=shape,
    )


def test_it_learns_and_the_same_plan_gives_the_same_network(tokenizer):
    said: list[str] = []
    first = fit(ANSWERS, tokenizer, encoder(TINY), plan(), said.append)
    losses = [float(line.split("loss ")[1].split(",")[0]) for line in said]
    assert losses[-1] < losses[0]
    again = fit(ANSWERS, tokenizer, encoder(TINY), plan(), said.append)
    for one, other in zip(first.parameters(), again.parameters(), strict=True):
        assert torch.equal(one, other)


def test_a_student_learns_from_a_teacher_of_another_shape(tokenizer):
    quiet: list[str] = []
    teacher = fit(ANSWERS, tokenizer, encoder(RELATIVE), plan(RELATIVE), quiet.append)
    rounds = teach([teacher], ANSWERS, tokenizer, 2, 1, quiet.append)
    assert len(rounds) == 2
    for example in rounds[0]:
        assert len(example.soft) == len(example.labels)
        assert all(sum(row) == pytest.approx(1.0, abs=1e-3) for row in example.soft)
    said: list[str] = []
    fit(ANSWERS, tokenizer, encoder(TINY), plan(), said.append, rounds)
    losses = [float(line.split("loss ")[1].split(",")[0]) for line in said]
    assert losses[-1] < losses[0]


def test_padding_changes_nothing(tokenizer):
    network = StarNetwork(5, 6, TINY).eval()
    items = examples(ANSWERS[:1] + ANSWERS[-1:], tokenizer)
    both, alone = collate(items), collate(items[1:])
    with torch.no_grad():
        padded, _ = network(both.ids, both.bias, both.pool)
        plain, _ = network(alone.ids, alone.bias, alone.pool)
    assert torch.allclose(padded[1, : plain.shape[1]], plain[0], atol=1e-5)


def test_targets_mark_the_first_word_of_each_sentence_but_the_first(tokenizer):
    together = run_together(ANSWERS[:1], tokenizer)
    assert together is not None
    ids, _, wanted = together
    tokens = [tokenizer.id_to_token(i) for i, w in zip(ids[0], wanted[0], strict=True) if w == 1]
    assert tokens == ["my", "i", "everybody"]
    assert "." not in [tokenizer.id_to_token(int(i)) for i in ids[0]]


def test_near_distances_have_their_own_bucket_and_each_side_its_half():
    buckets = distance_buckets(200)
    assert len({int(b) for b in buckets[100, 93:108]}) == 15
    assert int(buckets.min()) == 0
    assert int(buckets.max()) == 31
    assert buckets[0, 199] == buckets[0, 198]


def test_dropout_keeps_the_mean_and_rests_when_not_training():
    dropout = Dropout(0.1, 4)
    x = torch.ones(400, 400)
    dropped = dropout(x)
    assert float(dropped.mean()) == pytest.approx(1.0, abs=0.01)
    assert 0.08 < float((dropped == 0).float().mean()) < 0.12
    assert torch.equal(dropout.eval()(x), x)
    assert len(LABELS) == 5
