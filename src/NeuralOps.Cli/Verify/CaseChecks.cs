using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary>
/// One run of a case at one precision: gives the inputs and compares what is computed with the expected arrays. What
/// the case does not store is passed over, so a computation offers all it has.
/// </summary>
/// <param name="folder">The case.</param>
/// <param name="dtype">The precision of the run.</param>
/// <param name="prefixes">Prefixes of the expected arrays that this run answers for: none, <c>f64/</c> or both.</param>
internal sealed class CaseChecks(CaseFolder folder, ScalarType dtype, params IReadOnlyList<string> prefixes)
{
    private readonly List<ArrayCheck> checks = [];

    /// <summary>The precision of the run.</summary>
    public ScalarType Dtype => dtype;

    /// <summary>What was compared.</summary>
    public IReadOnlyList<ArrayCheck> Results => checks;

    /// <summary>Whether the case expects an array of that name from this run.</summary>
    public bool Expects(string name) => prefixes.Any(prefix => folder.Arrays.Contains(prefix + name));

    /// <summary>Whether the case expects an array from this run whose name begins so.</summary>
    public bool ExpectsAny(string start) => prefixes.Any(prefix =>
        folder.Arrays.Names.Any(name => name.StartsWith(prefix + start, StringComparison.Ordinal)));

    /// <summary>An input; real numbers take the precision of the run.</summary>
    /// <param name="name">Its name, e.g. <c>in:x</c> or <c>gout</c>.</param>
    public Tensor Input(string name)
    {
        var stored = folder.Arrays.Read(name).ToTensor();
        return stored.is_floating_point() ? stored.to_type(dtype) : stored;
    }

    /// <summary>Compares an array wherever this run has to.</summary>
    /// <param name="name">Its name without the precision's prefix, e.g. <c>out:y</c>.</param>
    /// <param name="actual">The computed array.</param>
    /// <param name="tolerance">A limit of its own; otherwise the case's limit for outputs or gradients.</param>
    public void Compare(string name, Tensor actual, double? tolerance = null)
    {
        foreach (string prefix in prefixes.Where(prefix => folder.Arrays.Contains(prefix + name)))
        {
            using var expected = folder.Arrays.Read(prefix + name).ToTensor();
            checks.Add(Check(prefix + name, expected, actual, tolerance));
        }
    }

    /// <summary>Compares a single number.</summary>
    public void Compare(string name, double actual)
    {
        using var scalar = tensor(actual, dtype: ScalarType.Float64);
        Compare(name, scalar);
    }

    /// <summary>Adds a fact that holds or does not, e.g. that a file was read to the bit.</summary>
    /// <param name="name">The name of the fact.</param>
    /// <param name="fault">What is wrong, or null.</param>
    public void Fact(string name, string? fault) =>
        checks.Add(new ArrayCheck(name, fault is null ? 0 : double.NaN, 0, fault));

    private ArrayCheck Check(string name, Tensor expected, Tensor actual, double? tolerance)
    {
        bool isGradient = ArrayNames.IsGradient(name);
        bool isExact = !expected.is_floating_point();
        double limit = isExact ? 0 : tolerance ?? (isGradient ? folder.Tolerance.Gradients : folder.Tolerance.Outputs);
        if (!expected.shape.AsSpan().SequenceEqual(actual.shape))
        {
            string shapes = $"expected shape {Shape.Format(expected.shape)}, got {Shape.Format(actual.shape)}";
            return new ArrayCheck(name, double.NaN, limit, shapes);
        }

        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var wide = actual.detach().to_type(ScalarType.Float64);
        var reference = expected.to_type(ScalarType.Float64);
        double difference = Largest(where(wide.eq(reference), zeros_like(reference), wide - reference));
        double scale = isExact ? 1 : isGradient ? Largest(reference) : Math.Max(1, Largest(reference));
        return new ArrayCheck(name, difference == 0 ? 0 : difference / scale, limit);
    }

    private static double Largest(Tensor x) => x.numel() == 0 ? 0 : x.abs().max().ToDouble();
}
