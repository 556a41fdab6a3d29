using System.Diagnostics;
using static TorchSharp.torch;

namespace NeuralOps.Benchmarks;

/// <summary>The cost of calling an operator: a + b of 4 elements, with the result freed.</summary>
/// <remarks>
/// Exists because small networks and long rollouts consist of many small operators. Does not measure arithmetic, and
/// says nothing about an operator with gradients or lists of arguments.
/// </remarks>
internal static class AdditionGate
{
    private const int Repeats = 100_000;

    public static GateResult Measure(PytorchPeer peer, int rounds)
    {
        using var a = ones(4);
        using var b = ones(4);
        return GateResult.Measure(
            "addition of 4 elements", $"PyTorch {peer.Version}", rounds, withinSpread: false,
            () => Seconds(a, b), () => peer.Seconds($"add {Repeats}"));
    }

    private static double Seconds(Tensor a, Tensor b)
    {
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < Repeats; i++)
        {
            using var sum = a + b;
        }

        return Stopwatch.GetElapsedTime(begin).TotalSeconds / Repeats;
    }
}
