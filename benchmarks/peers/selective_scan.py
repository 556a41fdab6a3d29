"""The selective scan as a loop of PyTorch operators: the peer of NeuralOps.Core.SelectiveScan.

Serves measurements over standard input: a line names the work, the answer is seconds per repetition.
    scan KIND BATCH LENGTH CHANNELS STATES REPEATS    forward and backward, gradients freed before each
    check BATCH LENGTH CHANNELS STATES PATH           writes inputs, output weights, output and gradients, float64
    threads N

Two ways to write the loop. `whole` makes exp(delta A) and delta B u for all steps at once and loops over them, as most
plain implementations do; `stepwise` makes them within the loop, the fastest way we found. Both take the sequences
apart with unbind: indexing x[:, t], as the plain implementations do, would fill a gradient of the whole sequence with
zeros at every step, and takes many times as long.
"""
import torch
import torch.nn.functional as F

from serving import serve, timed

NAMES = ("u", "delta", "a", "b", "c", "d", "z", "bias")


def inputs(batch, length, channels, states):
    torch.manual_seed(0)
    drawn = (
        torch.randn(batch, length, channels),
        torch.randn(batch, length, channels),
        -torch.arange(1.0, states + 1).repeat(channels, 1),
        torch.randn(batch, length, states),
        torch.randn(batch, length, states),
        torch.ones(channels),
        torch.randn(batch, length, channels),
        torch.randn(channels) - 3,
    )
    return [x.requires_grad_() for x in drawn], torch.randn(batch, length, channels)


def scan(u, delta, a, b, c, d, z, bias, whole):
    delta = F.softplus(delta + bias)
    h = u.new_zeros(u.shape[0], *a.shape)
    outputs = []
    if whole:
        decays = torch.exp(torch.einsum("ble,en->blen", delta, a)).unbind(1)
        driven = torch.einsum("ble,bln,ble->blen", delta, b, u).unbind(1)
        for decay, drive, weight in zip(decays, driven, c.unbind(1)):
            h = decay * h + drive
            outputs.append(torch.einsum("ben,bn->be", h, weight))
    else:
        for step, drive, b_t, c_t in zip(delta.unbind(1), (delta * u).unbind(1), b.unbind(1), c.unbind(1)):
            h = torch.exp(step.unsqueeze(-1) * a) * h + drive.unsqueeze(-1) * b_t.unsqueeze(1)
            outputs.append((h @ c_t.unsqueeze(-1)).squeeze(-1))
    return (torch.stack(outputs, dim=1) + d * u) * F.silu(z)


def gradient(leaves, weight, whole):
    for leaf in leaves:
        leaf.grad = None
    y = scan(*leaves, whole)
    y.backward(weight)
    return y


def check(sizes, path):
    leaves, weight = inputs(*sizes)
    exact = [leaf.detach().double().requires_grad_() for leaf in leaves]
    y = gradient(exact, weight.double(), whole=False)
    with open(path, "wb") as file:
        for x in (*leaves, weight, y, *(leaf.grad for leaf in exact)):
            file.write(x.detach().contiguous().numpy().tobytes())


def main():
    cases = {}

    def answer(word, rest):
        if word == "check":
            check(tuple(map(int, rest[:4])), rest[4])
            return "written"
        if word != "scan":
            return None
        kind = rest.pop(0)
        sizes = tuple(map(int, rest[:4]))
        if sizes not in cases:
            cases[sizes] = inputs(*sizes)
        return timed(lambda: gradient(*cases[sizes], kind == "whole"), int(rest[4]))

    serve(answer)


if __name__ == "__main__":
    main()
