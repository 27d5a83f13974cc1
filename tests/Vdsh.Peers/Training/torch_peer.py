"""The same hashing network trained the usual way, by backpropagation with Adam in PyTorch, for a comparison on the same machine.

usage: torch_peer.py FOLDER THREADS

FOLDER holds training.npy (float32, n x d), labels.npy (integers, n), queries.npy (float32, m x d) and codewords.npy (uint8, classes x ceil(bits/8)).
Prints one JSON object when it is ready; then trains for every JSON object on a line of standard input, and answers each with one line.
"""
import json
import math
import os
import signal
import sys
import time

import numpy
import torch


def read(folder, name):
    return numpy.load(os.path.join(folder, name + ".npy"))


def build(widths, identity):
    """Hidden layers with ReLU and a linear code layer: Kaiming, or the identity where a hidden layer after the first is square; biases 0."""
    layers = []
    for index, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
        linear = torch.nn.Linear(inputs, outputs)
        hidden = index < len(widths) - 2
        if identity and hidden and index > 0 and inputs == outputs:
            torch.nn.init.eye_(linear.weight)
        else:
            torch.nn.init.kaiming_normal_(linear.weight, nonlinearity="relu")
        torch.nn.init.zeros_(linear.bias)
        layers.append(linear)
        if hidden:
            layers.append(torch.nn.ReLU(inplace=True))
    return torch.nn.Sequential(*layers)


def train(job, features, labels, targets):
    """Returns the network and what standardises its inputs. Squared hinge to the codewords; the rate falls to 0 along a half cosine."""
    mean = features.mean(0)
    scale = 1 / features.var(0, unbiased=False).mean().sqrt()
    inputs = (features - mean) * scale
    words = targets[labels]
    rows, batch = len(inputs), job["batch"]
    network = build([inputs.shape[1]] + [job["width"]] * job["layers"] + [targets.shape[1]], job["identity"])
    # Tensor by tensor: on a processor the grouped form was slower for every net, twice as slow for 64 layers.
    optimizer = torch.optim.Adam(network.parameters(), lr=job["rate"], foreach=False)
    steps = job["epochs"] * math.ceil(rows / batch)
    step = 0
    for _ in range(job["epochs"]):
        order = torch.randperm(rows)
        for start in range(0, rows, batch):
            chosen = order[start:start + batch]
            optimizer.param_groups[0]["lr"] = job["rate"] * 0.5 * (1 + math.cos(math.pi * step / steps))
            optimizer.zero_grad(set_to_none=True)
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=job["bf16"]):
                outputs = network(inputs[chosen])
            loss = 0.5 * torch.relu(1 - words[chosen] * outputs.float()).square().sum(1).mean()
            loss.backward()
            optimizer.step()
            step += 1
    return network, mean, scale


def encode(network, mean, scale, features, path):
    with torch.no_grad():
        outputs = torch.cat([network((part - mean) * scale) for part in features.split(4096)])
    numpy.save(path, numpy.packbits((outputs >= 0).numpy(), axis=1, bitorder="little"))


def main():
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends both programs, and one of them says enough.
    folder = sys.argv[1]
    torch.set_num_threads(int(sys.argv[2]))
    torch.set_num_interop_threads(1)
    features, queries = torch.from_numpy(read(folder, "training")), torch.from_numpy(read(folder, "queries"))
    labels = torch.from_numpy(read(folder, "labels").astype(numpy.int64))
    print(json.dumps({"torch": torch.__version__, "numpy": numpy.__version__, "python": sys.version.split()[0]}), flush=True)
    for line in sys.stdin:
        job = json.loads(line)
        torch.manual_seed(job["seed"])
        bits = numpy.unpackbits(read(folder, "codewords"), axis=1, count=job["bits"], bitorder="little")
        targets = torch.from_numpy(bits).float() * 2 - 1
        wall, cpu = time.perf_counter(), time.process_time()
        network, mean, scale = train(job, features, labels, targets)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        encode(network, mean, scale, features, os.path.join(folder, "peer-database.npy"))
        encode(network, mean, scale, queries, os.path.join(folder, "peer-queries.npy"))
        print(json.dumps({"wall": wall, "cpu": cpu}), flush=True)


if __name__ == "__main__":
    main()
