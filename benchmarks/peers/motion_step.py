"""The physics motion model frame by frame in plain PyTorch: the peer of NeuralOps.Models.PhysicsMotionModel.

Serves over standard input: a line names the work.
    load PATH         takes weights and the arrays motion, physics, expected from an archive, runs the motion frame by
                      frame, and answers the largest difference from what is expected
    step REPEATS      seconds per frame, going on from the states
    threads N
"""
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from serving import serve, timed


class Mamba(nn.Module):
    def __init__(self, width=256, states=32, inner=512, kernel=4, rank=16):
        super().__init__()
        self.sizes = [rank, states, states]
        self.kernel = kernel
        self.A_log = nn.Parameter(torch.zeros(inner, states))
        self.D = nn.Parameter(torch.ones(inner))
        self.in_proj = nn.Linear(width, 2 * inner, bias=False)
        self.conv1d = nn.Conv1d(inner, inner, kernel, groups=inner)
        self.x_proj = nn.Linear(inner, sum(self.sizes), bias=False)
        self.dt_proj = nn.Linear(rank, inner)
        self.out_proj = nn.Linear(inner, width, bias=False)

    def start(self):
        inner, states = self.A_log.shape
        self.A, self.taps = -torch.exp(self.A_log), self.conv1d.weight[:, 0].t().contiguous()
        self.window, self.h = torch.zeros(1, self.kernel - 1, inner), torch.zeros(1, inner, states)

    def forward(self, x):
        u, z = self.in_proj(x).chunk(2, -1)
        window = torch.cat([self.window, u[:, None]], 1)
        self.window = window[:, 1:]
        u = F.silu((window * self.taps).sum(1) + self.conv1d.bias)
        dt, b, c = self.x_proj(u).split(self.sizes, -1)
        delta = F.softplus(self.dt_proj(dt))
        self.h = torch.exp(delta[..., None] * self.A) * self.h + (delta * u)[..., None] * b[:, None]
        y = (self.h @ c[..., None])[..., 0] + self.D * u
        return self.out_proj(y * F.silu(z))


class MotionSsm(nn.Module):
    def __init__(self, width=256, layers=4):
        super().__init__()
        self.layers = nn.ModuleList(Mamba(width) for _ in range(layers))
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(layers))
        self.output_proj = nn.Linear(width, width)

    def forward(self, x):
        for layer, norm in zip(self.layers, self.norms):
            x = x + layer(norm(x))
        return self.output_proj(x)


class PhysicsSsm(nn.Module):
    def __init__(self, width=256, physics=64):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.ssm = Mamba(width)
        self.physics_encoder = nn.Sequential(nn.Linear(physics, width), nn.SiLU(), nn.Linear(width, width))
        self.physics_gate = nn.Sequential(nn.Linear(2 * width, width), nn.Sigmoid())
        self.constraint_proj = nn.Linear(physics, width)

    def forward(self, motion, physics):
        s = self.ssm(self.norm(motion))
        g = self.physics_gate(torch.cat([s, self.physics_encoder(physics)], -1))
        return motion + g * s + (1 - g) * self.constraint_proj(physics)


class Projector(nn.Module):
    def __init__(self, motion=251, width=256):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(motion, width), nn.SiLU(), nn.Linear(width, width))
        self.decoder = nn.Sequential(nn.Linear(width, width), nn.SiLU(), nn.Linear(width, motion))


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.projector, self.motion_ssm, self.physics_ssm = Projector(), MotionSsm(), PhysicsSsm()

    def forward(self, motion, physics):
        x = self.motion_ssm(self.projector.encoder(motion))
        return self.projector.decoder(self.physics_ssm(x, physics))


def main():
    model = Model().eval()
    arrays = {}

    def frame(t):
        return model(arrays["motion"][:, t], arrays["physics"][:, t])

    def answer(word, rest):
        with torch.no_grad():
            if word == "load":
                found = {name: torch.from_numpy(array) for name, array in np.load(rest[0]).items()}
                arrays.update({name: found.pop(name) for name in ("motion", "physics", "expected")})
                model.load_state_dict(found)
                for part in model.modules():
                    if isinstance(part, Mamba):
                        part.start()
                y = torch.stack([frame(t) for t in range(arrays["motion"].shape[1])], 1)
                return (y - arrays["expected"]).abs().max().item()
            if word == "step":
                return timed(lambda: frame(0), int(rest[0]))

    serve(answer)


if __name__ == "__main__":
    main()
