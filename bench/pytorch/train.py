"""Training steps of the same models in PyTorch, at the shape of `rankelastor bench train`: 13 numeric and 26 categorical
fields, width 20, 100,000 table rows, batch 4096; forward, backward, L2 over whole tables, clip of the global norm, Adam.
DIN at TaobaoAd's shape: 16 categorical fields, a price, three histories of 50 events, width 32. DIN_half has histories of
0 ... 50 events and pads them as FuxiCTR does; DIN_half_packed scores the events only.

    python3 bench/pytorch/train.py --model FinalMLP --threads 2 --seconds 20

Tuned as one would on a CPU: one table for all fields, multi-tensor (foreach) updates, no Python loop over fields or pairs.
"""

import argparse
import json
import statistics
import time

import torch
from torch import nn
from torch.nn import functional as F

NUMERIC, CATEGORICAL, WIDTH = 13, 26, 20
FIELDS = NUMERIC + CATEGORICAL


class Vectors(nn.Module):
    """Rows of one table and x * w of numbers: [B, F, E]."""

    def __init__(self, rows):
        super().__init__()
        self.table = nn.Parameter(1e-4 * torch.randn(rows, WIDTH))
        self.numbers = nn.Parameter(0.3 * torch.randn(NUMERIC, WIDTH))

    def forward(self, ids, numbers):
        return torch.cat([numbers.unsqueeze(2) * self.numbers, F.embedding(ids, self.table)], 1)


def mlp(inputs, hidden, outputs=None):
    layers = []
    for units in hidden:
        layers += [nn.Linear(inputs, units), nn.ReLU()]
        inputs = units
    return nn.Sequential(*layers, *([nn.Linear(inputs, outputs)] if outputs else []))


class Dnn(nn.Module):
    def __init__(self, rows):
        super().__init__()
        self.vectors = Vectors(rows)
        self.network = mlp(FIELDS * WIDTH, [500, 500, 500], 1)

    def forward(self, ids, numbers):
        return self.network(self.vectors(ids, numbers).flatten(1)).flatten()


class FinalMlp(nn.Module):
    """Two streams behind feature gates (contexts learned), fused by a bilinear form of heads."""

    def __init__(self, rows, heads=10):
        super().__init__()
        self.vectors, width = Vectors(rows), FIELDS * WIDTH
        self.contexts = nn.ParameterList([nn.Parameter(torch.zeros(1, WIDTH)) for _ in range(2)])
        self.gates = nn.ModuleList([mlp(WIDTH, [800], width) for _ in range(2)])
        self.streams = nn.ModuleList([mlp(width, [400, 400, 400]) for _ in range(2)])
        self.heads, self.each = heads, 400 // heads
        self.bilinear = nn.Parameter(0.05 * torch.randn(heads, self.each, self.each))
        self.first, self.second = nn.Linear(400, 1), nn.Linear(400, 1)

    def forward(self, ids, numbers):
        flat = self.vectors(ids, numbers).flatten(1)
        # a learned context is the same for all rows: its gate is one vector
        x, y = (stream(flat * (2 * torch.sigmoid(gate(context))))
                for stream, gate, context in zip(self.streams, self.gates, self.contexts))
        a = x.view(-1, self.heads, self.each).transpose(0, 1)
        b = y.view(-1, self.heads, self.each).transpose(0, 1)
        joint = (torch.bmm(a, self.bilinear) * b).sum((0, 2))
        return joint + (self.first(x) + self.second(y)).flatten()


class MaskNet(nn.Module):
    """Three parallel mask blocks of width 64 over layer-normalised field vectors, then an MLP."""

    def __init__(self, rows, blocks=3, width=64):
        super().__init__()
        self.vectors, inputs = Vectors(rows), FIELDS * WIDTH
        self.norms = nn.ModuleList([nn.LayerNorm(WIDTH) for _ in range(FIELDS)])
        self.masks = nn.ModuleList([mlp(inputs, [inputs], inputs) for _ in range(blocks)])
        self.hidden = nn.ModuleList([
            nn.Sequential(nn.Linear(inputs, width, bias=False), nn.LayerNorm(width), nn.ReLU()) for _ in range(blocks)])
        self.network = mlp(blocks * width, [400, 400, 400], 1)

    def forward(self, ids, numbers):
        vectors = self.vectors(ids, numbers)
        flat = vectors.flatten(1)
        # one pass over all fields' vectors: gains and biases stacked
        gain = torch.stack([norm.weight for norm in self.norms])
        bias = torch.stack([norm.bias for norm in self.norms])
        normed = (F.layer_norm(vectors, (WIDTH,)) * gain + bias).flatten(1)
        blocks = [hidden(mask(flat) * normed) for mask, hidden in zip(self.masks, self.hidden)]
        return self.network(torch.cat(blocks, 1)).flatten()


class WuKong(nn.Module):
    """Three layers of factorisation machine and linear compression."""

    class Layer(nn.Module):
        def __init__(self, inputs, lcb=40, fmb=40, rank=8):
            super().__init__()
            self.project = nn.Parameter(0.1 * torch.randn(inputs, rank))
            self.norm = nn.LayerNorm(inputs * rank)
            self.network = nn.Sequential(mlp(inputs * rank, [32, 32], fmb * WIDTH), nn.ReLU())
            self.compress = nn.Parameter(0.1 * torch.randn(lcb, inputs))
            self.residual = nn.Linear(inputs, lcb + fmb) if inputs != lcb + fmb else nn.Identity()
            self.last = nn.LayerNorm(WIDTH)

        def forward(self, x):
            products = torch.bmm(x, x.transpose(1, 2) @ self.project).flatten(1)
            machine = self.network(self.norm(products)).view(x.shape[0], -1, WIDTH)
            linear = torch.matmul(self.compress, x)
            skip = self.residual(x.transpose(1, 2)).transpose(1, 2)
            return self.last(torch.cat([machine, linear], 1) + skip)

    def __init__(self, rows):
        super().__init__()
        self.vectors = Vectors(rows)
        self.layers = nn.Sequential(*[self.Layer(inputs) for inputs in (FIELDS, 80, 80)])
        self.network = nn.Sequential(
            nn.Linear(80 * WIDTH, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 32), nn.BatchNorm1d(32), nn.ReLU(),
            nn.Linear(32, 1))

    def forward(self, ids, numbers):
        return self.network(self.layers(self.vectors(ids, numbers)).flatten(1)).flatten()


class Din(nn.Module):
    """Attention MLP([t, s, t - s, t * s]) of three fields side by side, summed without softmax; an MLP on all fields."""

    WIDTH, LENGTH, TARGETS = 32, 50, (10, 13, 15)  # places of cate_id, brand, btag
    packed = False

    def __init__(self, rows):
        super().__init__()
        width = 3 * self.WIDTH
        self.table = nn.Parameter(1e-4 * torch.randn(rows, self.WIDTH))
        self.price = nn.Parameter(0.3 * torch.randn(1, self.WIDTH))
        self.attention = nn.Sequential(
            nn.Linear(4 * width, 512), nn.ReLU(), nn.Dropout(0.4), nn.Linear(512, 256), nn.ReLU(), nn.Dropout(0.4),
            nn.Linear(256, 1))
        self.network = mlp(20 * self.WIDTH, [512, 256, 128], 1)

    def forward(self, ids, price, histories, present):
        rows = len(ids)
        fields = F.embedding(ids, self.table)
        target = fields[:, self.TARGETS].flatten(1)
        if self.packed:
            places = present.flatten().nonzero().squeeze(1)
            events = F.embedding(histories.flatten(0, 1)[places], self.table).flatten(1)
            owner = places // self.LENGTH
            beside = target[owner]
            weights = self.attention(torch.cat([beside, events, beside - events, beside * events], -1))
            pooled = torch.zeros_like(target).index_add(0, owner, weights * events)
        else:
            events = F.embedding(histories, self.table).flatten(2)
            beside = target.unsqueeze(1).expand_as(events)
            weights = self.attention(torch.cat([beside, events, beside - events, beside * events], -1)).squeeze(-1)
            pooled = torch.bmm((weights * present).unsqueeze(1), events).squeeze(1)
        price = price.unsqueeze(2) * self.price
        return self.network(torch.cat([fields.view(rows, -1), price.flatten(1), pooled], 1)).flatten()

    @classmethod
    def batch(cls, rows, table_rows, half):
        present = torch.ones(rows, cls.LENGTH)
        if half:
            present = (torch.arange(cls.LENGTH, 0, -1) <= torch.randint(0, cls.LENGTH + 1, (rows, 1))).float()
        histories = torch.randint(1, table_rows, (rows, cls.LENGTH, 3)) * present.long().unsqueeze(2)
        return torch.randint(1, table_rows, (rows, 16)), torch.rand(rows, 1), histories, present


class PackedDin(Din):
    packed = True


MODELS = {
    "MLP": Dnn, "FinalMLP": FinalMlp, "MaskNet": MaskNet, "WuKong": WuKong,
    "DIN": Din, "DIN_half": Din, "DIN_half_packed": PackedDin}


def criteo(rows, table_rows):
    return torch.randint(1, table_rows, (rows, CATEGORICAL)), torch.rand(rows, NUMERIC)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", choices=MODELS, default="MLP")
    parser.add_argument("--table-rows", type=int, default=100_000)
    parser.add_argument("--batch", type=int, default=4096)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=20)
    options = parser.parse_args()
    torch.manual_seed(2019)
    torch.set_num_threads(options.threads)
    model = MODELS[options.model](options.table_rows)
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-3, foreach=True)
    reads_histories = isinstance(model, Din)
    table = model.table if reads_histories else model.vectors.table
    inputs = [
        Din.batch(options.batch, options.table_rows, "half" in options.model) if reads_histories
        else criteo(options.batch, options.table_rows) for _ in range(8)]
    labels = [torch.randint(0, 2, (options.batch,)).float() for _ in inputs]

    def step(number):
        batch = number % len(inputs)
        optimiser.zero_grad()
        loss = F.binary_cross_entropy_with_logits(model(*inputs[batch]), labels[batch])
        loss = loss + 0.5e-5 * table.square().sum()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 10.0)
        optimiser.step()

    for number in range(4):
        step(number)
    times, began = [], time.perf_counter()
    while len(times) < 5 or time.perf_counter() - began < options.seconds:
        start = time.perf_counter()
        step(len(times))
        times.append(time.perf_counter() - start)
    median = statistics.median(times)
    print(json.dumps({
        "model": options.model, "batch": options.batch, "table_rows": options.table_rows, "threads": options.threads,
        "samples_per_second": options.batch / median, "step_ms": 1e3 * median, "torch": torch.__version__}))


main()
