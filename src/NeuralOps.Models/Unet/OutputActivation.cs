using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>How a network's output (channel 0 density, the others velocities) is kept in its range.</summary>
public enum OutputActivation
{
    /// <summary>Density clamped to [0, 1], velocities to [−1, 1]; the gradient is 1 inside, bounds included.</summary>
    LinearClamp,

    /// <summary>sigmoid of the density, tanh of the velocities.</summary>
    SigmoidTanh,

    /// <summary>The output as it is.</summary>
    None,
}

/// <summary>Runs and exports an <see cref="OutputActivation"/>; its tensors end with the caller's scope.</summary>
internal static class OutputActivationFunction
{
    public static Tensor Apply(this OutputActivation activation, Tensor x)
    {
        if (activation == OutputActivation.None)
        {
            return x;
        }

        var density = x.narrow(1, 0, 1);
        var velocity = x.narrow(1, 1, x.size(1) - 1);
        return activation == OutputActivation.LinearClamp
            ? cat([density.clamp(0, 1), velocity.clamp(-1, 1)], 1)
            : cat([density.sigmoid(), velocity.tanh()], 1);
    }

    public static GraphValue Export(this OutputActivation activation, GraphBuilder graph, GraphValue x)
    {
        if (activation == OutputActivation.None)
        {
            return x;
        }

        var density = graph.Slice(x, 1, 0, 1);
        var velocity = graph.Slice(x, 1, 1);
        return activation == OutputActivation.LinearClamp
            ? graph.Concat(1, graph.Clip(density, 0, 1), graph.Clip(velocity, -1, 1))
            : graph.Concat(1, graph.Sigmoid(density), graph.Tanh(velocity));
    }
}
