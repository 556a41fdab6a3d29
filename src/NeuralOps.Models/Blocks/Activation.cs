using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>An elementwise nonlinearity.</summary>
public enum Activation
{
    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>x where positive, 0.1·x elsewhere.</summary>
    LeakyRelu,

    /// <summary>The exact x/2 · (1 + erf(x/√2)).</summary>
    Gelu,

    /// <summary>x · sigmoid(x).</summary>
    Silu,

    /// <summary>tanh x.</summary>
    Tanh,

    /// <summary>x.</summary>
    None,
}

/// <summary>Runs and exports an <see cref="Activation"/>.</summary>
internal static class ActivationFunction
{
    private const double LeakySlope = 0.1;

    public static Tensor Apply(this Activation activation, Tensor x) => activation switch
    {
        Activation.Relu => x.relu(),
        Activation.LeakyRelu => x.leaky_relu(LeakySlope),
        Activation.Gelu => x.gelu(),
        Activation.Silu => x.silu(),
        Activation.Tanh => x.tanh(),
        _ => x.alias(),
    };

    public static GraphValue Export(this Activation activation, GraphBuilder graph, GraphValue x) => activation switch
    {
        Activation.Relu => graph.Relu(x),
        Activation.LeakyRelu => graph.LeakyRelu(x, (float)LeakySlope),
        Activation.Gelu => graph.Gelu(x),
        Activation.Silu => graph.Silu(x),
        Activation.Tanh => graph.Tanh(x),
        _ => x,
    };
}
