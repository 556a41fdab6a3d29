"""The spectral layer of a Fourier neural operator in plain PyTorch, complex and with rfft2, as its papers' code writes it:
the peer of NeuralOps.Core.SpectralConv.

Serves measurements over standard input: a line names the work, the answer is seconds per repetition.
    layer BATCH CHANNELS SIZE MODES REPEATS     forward and backward (input and weights), gradients freed before each
    check BATCH CHANNELS SIZE MODES PATH        writes the input, weights, output and gradients of seed 0 as raw float32
    threads N
"""
import torch
import torch.nn as nn

from serving import serve, timed


class SpectralConv2d(nn.Module):
    def __init__(self, channels, modes):
        super().__init__()
        self.channels, self.modes = channels, modes
        scale = 1 / channels
        self.weights1 = nn.Parameter(scale * torch.randn(channels, channels, modes, modes, dtype=torch.cfloat))
        self.weights2 = nn.Parameter(scale * torch.randn(channels, channels, modes, modes, dtype=torch.cfloat))

    def forward(self, x):
        b, _, h, w = x.shape
        m = self.modes
        x_ft = torch.fft.rfft2(x)
        out_ft = torch.zeros(b, self.channels, h, w // 2 + 1, dtype=torch.cfloat)
        out_ft[:, :, :m, :m] = torch.einsum("bixy,ioxy->boxy", x_ft[:, :, :m, :m], self.weights1)
        out_ft[:, :, -m:, :m] = torch.einsum("bixy,ioxy->boxy", x_ft[:, :, -m:, :m], self.weights2)
        return torch.fft.irfft2(out_ft, s=(h, w))


class Work:
    def __init__(self, batch, channels, size, modes):
        torch.manual_seed(0)
        self.layer = SpectralConv2d(channels, modes)
        self.x = torch.randn(batch, channels, size, size, requires_grad=True)
        self.gradient = torch.randn(batch, channels, size, size)

    def run(self):
        self.x.grad = None
        self.layer.zero_grad(set_to_none=True)
        y = self.layer(self.x)
        y.backward(self.gradient)
        return y

    def check(self, path):
        y = self.run()
        weights = [self.layer.weights1, self.layer.weights2]
        parts = [self.x, self.gradient] + [part for w in weights for part in (w.real, w.imag)]
        parts += [y, self.x.grad] + [part for w in weights for part in (w.grad.real, w.grad.imag)]
        with open(path, "wb") as file:
            for part in parts:
                file.write(part.detach().contiguous().numpy().tobytes())


def main():
    works = {}

    def answer(word, rest):
        if word in ("layer", "check"):
            key = tuple(map(int, rest[:4]))
            if key not in works:
                works[key] = Work(*key)
                timed(works[key].run, 2)
            return timed(works[key].run, int(rest[4])) if word == "layer" else works[key].check(rest[4]) or "ok"

    serve(answer)


if __name__ == "__main__":
    main()
