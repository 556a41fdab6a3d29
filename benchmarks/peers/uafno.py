"""The U-AFNO in plain PyTorch, as a user would write it with rfft2: the peer of NeuralOps.Models.UAfno.

Serves measurements over standard input: a line names the work, the answer is seconds per repetition.
    gradient BASE SIZE BATCH REPEATS      forward and backward of the sum of squares, gradients freed before each
    step BASE SIZE BATCH REPEATS          the same, then an update by AdamW
    parameters BASE                       their number
    threads N
"""
import torch
import torch.nn as nn
import torch.nn.functional as F

from serving import serve, timed


class ConvBlock(nn.Module):
    def __init__(self, c_in, c_out, stride=1):
        super().__init__()
        self.block = nn.Sequential(
            nn.Conv2d(c_in, c_out, 3, stride=stride, padding=1, bias=False),
            nn.InstanceNorm2d(c_out, affine=True),
            nn.GELU(),
        )

    def forward(self, x):
        return self.block(x)


class ResidualBlock(nn.Module):
    def __init__(self, c_in, c_out):
        super().__init__()
        self.blocks = nn.Sequential(ConvBlock(c_in, c_out), ConvBlock(c_out, c_out))
        self.projection = nn.Conv2d(c_in, c_out, 1, bias=False) if c_in != c_out else nn.Identity()

    def forward(self, x):
        return self.blocks(x) + self.projection(x)


class SpectralMixing(nn.Module):
    def __init__(self, channels, modes):
        super().__init__()
        self.modes = modes
        self.weights_real = nn.Parameter(torch.randn(channels, channels, modes, modes) / channels ** 2)
        self.weights_imag = nn.Parameter(torch.randn(channels, channels, modes, modes) / channels ** 2)
        self.mlp = nn.Sequential(nn.Linear(channels, 2 * channels), nn.GELU(), nn.Linear(2 * channels, channels))

    def forward(self, x):
        height, width = x.shape[-2:]
        rows, columns = min(self.modes, height), min(self.modes, width // 2 + 1)
        spectrum = torch.fft.rfft2(x, norm="ortho")
        kept = spectrum[:, :, :rows, :columns]
        weights = torch.complex(self.weights_real[:, :, :rows, :columns], self.weights_imag[:, :, :rows, :columns])
        mixed = torch.zeros_like(spectrum)
        mixed[:, :, :rows, :columns] = torch.einsum("bihw,iohw->bohw", kept, weights)
        x = torch.fft.irfft2(mixed, s=(height, width), norm="ortho")
        return self.mlp(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class AfnoBlock(nn.Module):
    def __init__(self, channels, modes):
        super().__init__()
        self.norm1 = nn.GroupNorm(1, channels)
        self.spectral = SpectralMixing(channels, modes)
        self.norm2 = nn.GroupNorm(1, channels)
        self.mlp = nn.Sequential(nn.Conv2d(channels, 2 * channels, 1), nn.GELU(), nn.Conv2d(2 * channels, channels, 1))

    def forward(self, x):
        x = x + self.spectral(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class UAfno(nn.Module):
    def __init__(self, base, levels=3, modes=16, afno_blocks=4, blocks_per_level=2):
        super().__init__()
        self.stem = ConvBlock(1, base)
        self.features, self.downs = nn.ModuleList(), nn.ModuleList()
        channels, skips = base, []
        for _ in range(levels):
            width = min(2 * channels, 8 * base)
            residual = [ResidualBlock(channels if i == 0 else width, width) for i in range(blocks_per_level)]
            self.features.append(nn.Sequential(*residual))
            self.downs.append(ConvBlock(width, width, stride=2))
            skips.append(width)
            channels = width
        self.bottleneck = nn.Sequential(*[AfnoBlock(channels, modes) for _ in range(afno_blocks)])
        self.up = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False)
        self.joins, self.refinements = nn.ModuleList(), nn.ModuleList()
        for width in reversed(skips):
            self.joins.append(ConvBlock(channels + width, width))
            self.refinements.append(nn.Sequential(*[ResidualBlock(width, width) for _ in range(blocks_per_level)]))
            channels = width
        self.head = nn.Conv2d(channels, 1, 1)

    def forward(self, x):
        x = self.stem(x)
        skips = []
        for features, down in zip(self.features, self.downs):
            x = features(x)
            skips.append(x)
            x = down(x)
        x = self.bottleneck(x)
        for join, refinement, skip in zip(self.joins, self.refinements, reversed(skips)):
            x = refinement(join(torch.cat([self.up(x), skip], dim=1)))
        return self.head(x)


class Trainer:
    def __init__(self, base, size, batch):
        torch.manual_seed(0)
        self.model = UAfno(base).train()
        self.optimiser = torch.optim.AdamW(self.model.parameters(), lr=1e-4, weight_decay=0.01)
        self.x = torch.randn(batch, 1, size, size)

    def gradient(self):
        self.optimiser.zero_grad(set_to_none=True)
        self.model(self.x).square().sum().backward()

    def step(self):
        self.gradient()
        self.optimiser.step()


def main():
    trainers = {}

    def answer(word, rest):
        if word == "parameters":
            return sum(p.numel() for p in UAfno(int(rest[0])).parameters())
        if word in ("gradient", "step"):
            base, size, batch, repeats = map(int, rest)
            if (base, size, batch) not in trainers:
                trainers[base, size, batch] = Trainer(base, size, batch)
                timed(trainers[base, size, batch].step, 3)
            return timed(getattr(trainers[base, size, batch], word), repeats)

    serve(answer)


if __name__ == "__main__":
    main()
