"""The composer's network in PyTorch: a twin of crates/compose/src/network, to check and to time it by.

Written as one would in PyTorch: whole batches, library kernels, no loops over steps.
"""

import json
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from safetensors import safe_open

SMALL = 1e-5  # of RMS normalisation


class Worked:
    """A file of worked batches (`cargo run -p compose --example worked`)."""

    def __init__(self, path):
        with safe_open(path, "pt") as file:
            self.note = json.loads(file.metadata()["musaic.worked"])
            self.tensors = {name: file.get_tensor(name) for name in file.keys()}
        self.shape = self.note["shape"]
        self.columns = len(self.shape["columns"])

    def named(self, prefix):
        length = len(prefix)
        return {n[length:]: t for n, t in self.tensors.items() if n.startswith(prefix)}

    def places(self):
        return [self.tensors[f"column_{c}.places"].long() for c in range(self.columns)]

    def batches(self):
        places = self.places()
        return [
            Batch.of([self.named(f"batch_{b}.part_{p}.") for p in range(parts)], places)
            for b, parts in enumerate(self.note["parts"])
        ]


@dataclass
class Column:
    """What one column's decoder is told and asked."""

    rows: torch.Tensor
    index: torch.Tensor  # [steps, references + terms, choices] into the scores
    targets: torch.Tensor
    strike_states: torch.Tensor | None
    strike_rows: torch.Tensor | None
    strike_targets: torch.Tensor | None


@dataclass
class Batch:
    """All parts of a batch as one; pieces are padded for attention only."""

    positions: int
    backbone: torch.Tensor
    given: torch.Tensor | None  # of the pieces that have given cells, which come last
    lengths: list
    given_pieces: int
    states: torch.Tensor
    columns: list

    @staticmethod
    def of(parts, places):
        parts = sorted(parts, key=lambda part: "given" in part)
        bounds = [part["backbone"].shape[0] for part in parts]
        shifts = [sum(bounds[:i]) for i in range(len(parts))]

        def joined(name):
            found = [part[name] for part in parts if name in part]
            return torch.cat(found).long() if found else None

        def shifted(name):
            found = [part[name] + shift for part, shift in zip(parts, shifts) if name in part]
            return torch.cat(found).long().flatten() if found else None

        columns = []
        for c, table in enumerate(places):
            name = f"column_{c}."
            terms = joined(name + "terms")
            terms = terms.view(terms.shape[0], -1, table.shape[1])
            index = torch.cat([table[joined(name + "references")], terms], 1)
            strikes = joined(name + "strike_targets")
            columns.append(
                Column(
                    rows=joined(name + "rows"),
                    index=index,
                    targets=joined(name + "targets").flatten(),
                    strike_states=shifted(name + "strike_states"),
                    strike_rows=joined(name + "strike_rows"),
                    strike_targets=None if strikes is None else strikes.flatten(),
                )
            )
        states = shifted("states")
        return Batch(
            positions=len(states),
            backbone=joined("backbone"),
            given=joined("given"),
            lengths=[int(n) for part in parts for n in part["pieces"][:, 1]],
            given_pieces=sum(len(part["pieces"]) for part in parts if "given" in part),
            states=states,
            columns=columns,
        )


class Padding:
    """Rows of pieces one after the other, and the same padded to `[pieces, longest]`."""

    def __init__(self, lengths, head_size, dtype):
        self.pieces, self.longest = len(lengths), max(lengths)
        real = torch.arange(self.longest)[None] < torch.tensor(lengths)[:, None]
        self.at = real.flatten().nonzero().flatten()
        self.mask = None if len(set(lengths)) == 1 else real[:, None, None, :]
        half = head_size // 2
        frequencies = 10_000.0 ** (-torch.arange(half, dtype=torch.float64) / half)
        angles = torch.arange(self.longest, dtype=torch.float64)[:, None] * frequencies
        self.cos, self.sin = angles.cos().to(dtype), angles.sin().to(dtype)

    def pad(self, rows):
        out = rows.new_zeros(self.pieces * self.longest, rows.shape[1])
        return out.index_copy(0, self.at, rows).view(self.pieces, self.longest, -1)

    def unpad(self, padded):
        return padded.flatten(0, 1).index_select(0, self.at)

    def turn(self, x):
        left, right = x.chunk(2, -1)
        cos, sin = self.cos, self.sin
        return torch.cat([left * cos - right * sin, right * cos + left * sin], -1)


class Net(torch.nn.Module):
    """`dropout` is a dict of the four probabilities, as in the options of a training."""

    def __init__(self, shape, weights, dropout):
        super().__init__()
        self.shape, self.drop = shape, dropout
        # Parameters are held by the names they have in a model's folder; dots are not allowed here.
        self.w = torch.nn.ParameterDict(
            {name.replace(".", "/"): torch.nn.Parameter(t.clone()) for name, t in weights.items()}
        )

    def p(self, name):
        return self.w[name.replace(".", "/")]

    def dropout(self, x, which):
        return F.dropout(x, self.drop[which], self.training)

    def bag(self, name, rows):
        """Sums of a table's rows; -1 is no row, and dropout leaves out single features."""
        weights = (rows >= 0).to(self.p(name).dtype)
        weights = self.dropout(weights, "features")
        return F.embedding_bag(
            rows.clamp(min=0), self.p(name), mode="sum", per_sample_weights=weights
        )

    def linear(self, x, name, bias=None):
        y = x @ self.p(name)
        return y if bias is None else y + self.p(bias)

    def norm(self, x, name):
        return F.rms_norm(x, (x.shape[-1],), self.p(name).flatten(), SMALL)

    def attention(self, x, padding, heads, causal):
        def split(y):
            return y.unflatten(-1, (heads, -1)).transpose(1, 2)

        q, k, v = (split(y) for y in padding.pad(x).chunk(3, -1))
        y = F.scaled_dot_product_attention(
            padding.turn(q),
            padding.turn(k),
            v,
            # Padding stands at the end, where a causal step does not look.
            attn_mask=None if causal else padding.mask,
            dropout_p=self.drop["attention"] if self.training else 0.0,
            is_causal=causal,
        )
        return padding.unpad(y.transpose(1, 2).flatten(2))

    def stack(self, x, name, layers, heads, lengths, causal):
        padding = Padding(lengths, x.shape[1] // heads, x.dtype)
        x = self.norm(x, f"{name}norm_in")
        for i in range(layers):
            layer = f"{name}layer_{i}."
            y = self.linear(self.norm(x, layer + "norm_1"), layer + "attention_in")
            y = self.attention(y, padding, heads, causal)
            x = x + self.dropout(self.linear(y, layer + "attention_out"), "residual")
            y = self.linear(self.norm(x, layer + "norm_2"), layer + "up", layer + "up_bias")
            y = F.gelu(y, approximate="tanh")
            y = self.linear(y, layer + "down", layer + "down_bias")
            x = x + self.dropout(y, "residual")
        return self.norm(x, f"{name}norm_out")

    def scores(self, state, states, name, rows):
        y = self.linear(state, f"{name}.state", f"{name}.state_bias").index_select(0, states)
        y = F.gelu(y + self.bag(f"{name}.table", rows), approximate="tanh")
        y = self.dropout(y, "decoder")
        return self.linear(y, f"{name}.scores", f"{name}.scores_bias")

    def forward(self, batch):
        """The nats a grid step."""
        shape = self.shape
        x = self.bag("table", batch.backbone)
        if batch.given is not None:
            lengths = batch.lengths[-batch.given_pieces :]
            y = self.bag("given.table", batch.given)
            y = self.stack(y, "given.", shape["given_layers"], shape["given_heads"], lengths, False)
            y = self.linear(y, "given.out")
            x = torch.cat([x[: -len(y)], x[-len(y) :] + y])
        state = self.stack(x, "", shape["layers"], shape["heads"], batch.lengths, True)
        nats = x.new_zeros(())
        for c, column in enumerate(batch.columns):
            scores = self.scores(state, batch.states, f"column_{c}", column.rows)
            choices = column.index.shape[2]
            terms = scores.gather(1, column.index.flatten(1)).view_as(column.index)
            logits = scores[:, :choices] + terms.sum(1)
            nats = nats + F.cross_entropy(logits, column.targets, ignore_index=-1, reduction="sum")
            if column.strike_targets is not None:
                rows, states = column.strike_rows, column.strike_states
                logits = self.scores(state, states, f"strike_{c}", rows)
                nats = nats + F.cross_entropy(logits, column.strike_targets, reduction="sum")
        return nats / batch.positions
