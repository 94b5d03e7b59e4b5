"""Training steps of the twin: speed.py WORKED.safetensors [--compile]; prints one line of JSON.

A step is what Musaic's is: forward and backward with dropout, the gradient shortened to 1, AdamW, and
the average of the weights. Batches are ready beforehand; Musaic makes its own within the step.
"""

import json
import sys
import time

import torch

from network import Net, Worked

THREADS, SECONDS, WARM_UP = 2, 8.0, 5
# As Musaic's defaults (crates/compose/src/network/shape.rs and src/training/options.rs).
DROPOUT = dict(features=0.1, residual=0.3, attention=0.1, decoder=0.3)
RATE, DECAY, BETAS, AVERAGE, LONGEST = 2e-3, 0.1, (0.9, 0.98), 0.995, 1.0


def main(path, *options):
    torch.set_num_threads(THREADS)
    torch.manual_seed(1)
    worked = Worked(path)
    batches = worked.batches()
    net = Net(worked.shape, worked.named("weights."), DROPOUT).train()
    forward = torch.compile(net, dynamic=True) if "--compile" in options else net
    weights = list(net.parameters())
    matrices = [w for w in weights if w.shape[0] > 1]
    vectors = [w for w in weights if w.shape[0] == 1]
    groups = [
        {"params": matrices, "weight_decay": DECAY},
        {"params": vectors, "weight_decay": 0.0},
    ]
    optimiser = torch.optim.AdamW(groups, lr=RATE, betas=BETAS, eps=1e-8, fused=True)
    average = [w.detach().clone() for w in weights]

    def learn(batch):
        optimiser.zero_grad()
        forward(batch).backward()
        torch.nn.utils.clip_grad_norm_(weights, LONGEST)
        optimiser.step()
        with torch.no_grad():
            torch._foreach_lerp_(average, [w.detach() for w in weights], 1 - AVERAGE)

    for batch in batches[:WARM_UP]:
        learn(batch)
    positions, steps, begun = 0, 0, time.perf_counter()
    while (passed := time.perf_counter() - begun) < SECONDS:
        batch = batches[steps % len(batches)]
        learn(batch)
        positions += batch.positions
        steps += 1
    print(json.dumps({"torch": torch.__version__, "threads": THREADS, "steps": steps,
                      "positions_per_second": round(positions / passed)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
