"""The fluid U-Net and its training step in plain PyTorch, as a user would write them: the peer of NeuralOps.Models.Unet.

Serves measurements over standard input: a line names the work, the answer is seconds per repetition.
    step PRESET SIZE BATCH HORIZON REPEATS      one training step (forward over HORIZON steps, backward, clip, Adam)
    add REPEATS                                 one addition of two 4-element tensors
    export PRESET SIZE PATH                     writes the network with torch.onnx.export, with the weights of seed 0
    threads N
"""
import torch
import torch.nn as nn
import torch.nn.functional as F

from serving import serve, timed

PRESETS = {
    "small": dict(base=16, depth=2, norm="batch", up="nearest", down="avgpool", padding="zeros", dropout=0.0),
    "small-medium": dict(base=20, depth=3, norm="instance", up="bilinear", down="avgpool", padding="replicate", dropout=0.0),
    "medium": dict(base=32, depth=3, norm="instance", up="bilinear", down="stride", padding="replicate", dropout=0.1),
    "large": dict(base=48, depth=4, norm="instance", up="bilinear", down="avgpool", padding="replicate", dropout=0.0),
}


def norm_layer(kind, channels):
    return nn.BatchNorm2d(channels) if kind == "batch" else nn.InstanceNorm2d(channels, affine=True)


class ConvBlock(nn.Module):
    def __init__(self, c_in, c_out, norm, padding, dropout):
        super().__init__()
        self.c1 = nn.Conv2d(c_in, c_out, 3, padding=1, bias=False, padding_mode=padding)
        self.n1 = norm_layer(norm, c_out)
        self.drop = nn.Dropout2d(dropout) if dropout > 0 else nn.Identity()
        self.c2 = nn.Conv2d(c_out, c_out, 3, padding=1, bias=False, padding_mode=padding)
        self.n2 = norm_layer(norm, c_out)

    def forward(self, x):
        x = self.drop(F.gelu(self.n1(self.c1(x))))
        return F.gelu(self.n2(self.c2(x)))


class ResBlock(nn.Module):
    def __init__(self, channels, norm, padding, dropout):
        super().__init__()
        self.b = ConvBlock(channels, channels, norm, padding, dropout)

    def forward(self, x):
        return x + self.b(x)


class Down(nn.Module):
    def __init__(self, c_in, c_out, down, norm, padding, dropout):
        super().__init__()
        self.block = ConvBlock(c_in, c_out, norm, padding, dropout)
        self.res = ResBlock(c_out, norm, padding, dropout)
        if down == "stride":
            self.down = nn.Conv2d(c_out, c_out, 3, stride=2, padding=1, padding_mode=padding)
        else:
            self.down = nn.Sequential(nn.AvgPool2d(2), nn.Conv2d(c_out, c_out, 3, padding=1, padding_mode=padding))

    def forward(self, x):
        skip = self.res(self.block(x))
        return self.down(skip), skip


class Up(nn.Module):
    def __init__(self, c_in, c_skip, up, norm, padding, dropout):
        super().__init__()
        self.up = nn.Upsample(scale_factor=2, mode=up, align_corners=False if up == "bilinear" else None)
        self.block = ConvBlock(c_in + c_skip, c_skip // 2, norm, padding, dropout)
        self.res = ResBlock(c_skip // 2, norm, padding, dropout)

    def forward(self, x, skip):
        return self.res(self.block(torch.cat([self.up(x), skip], dim=1)))


class Unet(nn.Module):
    def __init__(self, base, depth, norm, up, down, padding, dropout):
        super().__init__()
        self.stem = nn.Conv2d(6, base, 3, padding=1, padding_mode=padding)
        self.downs = nn.ModuleList()
        channels = base
        skips = []
        for _ in range(depth):
            self.downs.append(Down(channels, 2 * channels, down, norm, padding, dropout))
            channels *= 2
            skips.append(channels)
        self.mid = nn.ModuleList([ResBlock(channels, norm, padding, dropout)])
        self.ups = nn.ModuleList()
        for skip in reversed(skips):
            self.ups.append(Up(channels, skip, up, norm, padding, dropout))
            channels = skip // 2
        self.head = nn.Conv2d(channels, 3, 1)

    def forward(self, x):
        x = self.stem(x)
        skips = []
        for down in self.downs:
            x, skip = down(x)
            skips.append(skip)
        for block in self.mid:
            x = block(x)
        for up, skip in zip(self.ups, reversed(skips)):
            x = up(x, skip)
        x = self.head(x)
        return torch.cat([x[:, :1].clamp(0, 1), x[:, 1:].clamp(-1, 1)], dim=1)


def fluid_loss(prediction, target, inputs):
    """Mean squared error, masked divergence and density gradients, and density outside emitters."""
    spacing = 2.0 / prediction.shape[-1]
    mask = (inputs[:, 4] == 0).float() * (inputs[:, 5] == 0).float()
    cells = mask.sum() + 1e-8

    def dx(f):
        return (F.pad(f, (0, 1))[..., 1:] - f) / spacing

    def dy(f):
        return (F.pad(f, (0, 0, 0, 1))[..., 1:, :] - f) / spacing

    mse = ((prediction - target) ** 2).mean()
    divergence = ((dx(prediction[:, 1]) + dy(prediction[:, 2])).abs() * mask).sum() / cells
    d, d_true = prediction[:, 0], target[:, 0]
    gradient = ((dx(d) - dx(d_true)).abs() * mask).sum() / cells + ((dy(d) - dy(d_true)).abs() * mask).sum() / cells
    source = (inputs[:, 4] > 0.01) | (inputs[:, 0] > 0.01)
    emitter = (d * (~source).float()).mean()
    total = mse + 0.001 * divergence + 0.002 * gradient + 0.05 * emitter
    return total, mse, divergence, gradient, emitter


class Trainer:
    def __init__(self, preset, size, batch, horizon):
        torch.manual_seed(0)
        self.model = Unet(**PRESETS[preset]).train()
        self.optimiser = torch.optim.Adam(self.model.parameters(), lr=1e-3)
        self.x0 = torch.rand(batch, 6, size, size)
        self.x0[:, 4:] = (self.x0[:, 4:] > 0.9).float()
        self.targets = torch.rand(batch, horizon, 3, size, size)
        self.masks = (torch.rand(batch, horizon, 2, size, size) > 0.9).float()
        self.horizon = horizon

    def step(self):
        state, previous = self.x0[:, 0:3], self.x0[:, 3:4]
        loss, weights = 0.0, 0.0
        for k in range(self.horizon):
            inputs = torch.cat([state, previous, self.masks[:, k]], dim=1)
            prediction = self.model(inputs)
            weight = 1.1 ** k
            loss = loss + weight * fluid_loss(prediction, self.targets[:, k], inputs)[0]
            weights += weight
            previous, state = state[:, 0:1], prediction
        loss = loss / weights
        self.optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.step()
        return loss.item()


def main():
    trainers = {}

    def answer(word, rest):
        if word == "step":
            key = (rest[0], *map(int, rest[1:4]))
            if key not in trainers:
                trainers[key] = Trainer(*key)
                timed(trainers[key].step, 3)
            return timed(trainers[key].step, int(rest[4]))
        if word == "add":
            a, b = torch.ones(4), torch.ones(4)
            return timed(lambda: a + b, int(rest[0]))
        if word == "export":
            torch.manual_seed(0)
            model = Unet(**PRESETS[rest[0]]).eval()
            x = torch.rand(1, 6, int(rest[1]), int(rest[1]))
            torch.onnx.export(model, x, rest[2], opset_version=16, input_names=["input"], output_names=["output"])
            torch.save(model.state_dict(), rest[2] + ".pt")
            return "ok"

    serve(answer)


if __name__ == "__main__":
    main()
