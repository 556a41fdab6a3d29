using Microsoft.ML.OnnxRuntime;
using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary>How far an exported model is from the native one on a random input.</summary>
/// <param name="Shape">The input's shape.</param>
/// <param name="Error">max|difference| / max(1, max|native|).</param>
internal sealed record ExportDifference(long[] Shape, double Error)
{
    /// <summary>The greatest error of a good export: several times the float32 noise of the largest network.</summary>
    public const double Tolerance = 5e-5;

    private static readonly long[][] Grids = [[64, 64], [48, 80]];

    /// <summary>Whether the export is good.</summary>
    public bool Agrees => Error <= Tolerance;

    /// <summary>Runs both on one grid where it is fixed, otherwise on a square and a flat one.</summary>
    /// <param name="model">The native model.</param>
    /// <param name="path">The exported one.</param>
    /// <param name="batch">The fixed number of samples, or null.</param>
    /// <param name="height">The fixed rows, or null.</param>
    /// <param name="width">The fixed columns, or null.</param>
    public static IEnumerable<ExportDifference> Measure(
        NamedModel model, string path, int? batch, int? height, int? width)
    {
        using var session = new InferenceSession(path);
        foreach (long[] grid in height is null || width is null ? Grids : Grids[..1])
        {
            long[] shape = [batch ?? 2, model.InputChannels.Count, height ?? grid[0], width ?? grid[1]];
            yield return Measure(model, session, shape);
        }
    }

    private static ExportDifference Measure(NamedModel model, InferenceSession session, long[] shape)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        float[] values = new float[shape.Aggregate((a, b) => a * b)];
        new RandomStream(0, "export").FillUniform(values);
        var native = model.Module.call(tensor(values, shape));
        using var input = OrtValue.CreateTensorValueFromMemory(values, shape);
        using var options = new RunOptions();
        using var outputs = session.Run(options, session.InputNames, [input], session.OutputNames);
        var other = tensor(outputs[0].GetTensorDataAsSpan<float>().ToArray(), native.shape);
        double scale = Math.Max(1, native.abs().max().ToDouble());
        return new ExportDifference(shape, (native - other).abs().max().ToDouble() / scale);
    }
}
