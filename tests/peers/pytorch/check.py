"""Compares Musaic's loss and gradient with the twin's on the same batch: check.py WORKED.safetensors
[--store REFERENCE.json]; the latter keeps the gradient in double precision, for crates/compose/tests."""

import json
import sys

import torch

from network import Net, Worked

NO_DROPOUT = dict(features=0.0, residual=0.0, attention=0.0, decoder=0.0)
LOSS_WITHIN, SINGLE_WITHIN, DOUBLE_WITHIN = 1e-4, 1e-5, 1e-9


def learned(worked, dtype):
    weights = {name: tensor.to(dtype) for name, tensor in worked.named("weights.").items()}
    net = Net(worked.shape, weights, NO_DROPOUT).to(dtype)
    nats = net(worked.batches()[0])
    nats.backward()
    gradient = {name: net.p(name).grad for name in weights}
    return nats.item(), {n: torch.zeros(1) if g is None else g for n, g in gradient.items()}


def apart(ours, theirs):
    """The largest distance, by the length of the tensor's gradient."""
    distances = []
    for name, gradient in theirs.items():
        length = gradient.double().norm().item()
        distance = (ours[name].double() - gradient.double()).norm().item()
        distances.append((distance / length if length > 0 else distance, name))
    return max(distances)


def stored(gradient):
    """A tensor in a few numbers: any wrong entry moves the weighed sum, the same in Rust."""
    numbers = gradient.double().flatten()
    weights = torch.sin(torch.arange(1, len(numbers) + 1, dtype=torch.float64))
    largest = int(numbers.abs().argmax())
    return {
        "length": numbers.norm().item(),
        "weighed": (numbers * weights).sum().item(),
        "largest": [largest, numbers[largest].item()],
    }


def main(path, store=None):
    worked = Worked(path)
    single, double = worked.note["nats"]
    nats, gradient = learned(worked, torch.float64)
    nats_single, gradient_single = learned(worked, torch.float32)
    found = [
        ("nats a step, single", abs(single - nats_single), LOSS_WITHIN),
        ("nats a step, double", abs(double - nats), DOUBLE_WITHIN),
        ("gradient, double", *apart(worked.named("gradient."), gradient)[:1], DOUBLE_WITHIN),
        ("gradient, our single", *apart(worked.named("gradient_single."), gradient)[:1], SINGLE_WITHIN),
        ("gradient, their single", *apart(gradient_single, gradient)[:1], None),
    ]
    print(f"nats a step: Musaic {single:.9f} and {double:.12f}, PyTorch {nats_single:.9f} and {nats:.12f}")
    for what, distance, within in found:
        print(f"{what}: {distance:.1e} apart" + (f" (at most {within:.0e})" if within else ""))
    if store:
        tensors = {name: stored(tensor) for name, tensor in sorted(gradient.items())}
        with open(store, "w") as file:
            json.dump({"nats": nats, "gradient": tensors}, file, indent=1)
            file.write("\n")
    return all(within is None or distance <= within for _, distance, within in found)


if __name__ == "__main__":
    arguments = [a for a in sys.argv[1:] if a != "--store"]
    sys.exit(0 if main(*arguments) else 1)
