using NeuralOps.Core;
using NeuralOps.Models;

namespace NeuralOps.Onnx.Tests;

public sealed class FnoExportTests : IDisposable
{
    private static readonly FnoOptions Plane = new() { Modes = [5, 4], Width = 12, InChannels = 2, OutChannels = 3 };

    private readonly TemporaryFolder folder = new();

    public static TheoryData<FnoOptions, long[][]> Cases => new()
    {
        { Plane, [[2, 2, 16, 20], [1, 2, 15, 21], [1, 2, 6, 5], [1, 2, 64, 48]] },
        { Plane with { Grid = false, Activation = Activation.Silu, Layers = 1 }, [[1, 2, 16, 16], [1, 2, 33, 31]] },
        { Plane with { Modes = [6], Padding = 3 }, [[2, 2, 40], [1, 2, 81], [1, 2, 7]] },
        { Plane with { Modes = [3, 2, 4], Padding = 2, Width = 6 }, [[1, 2, 8, 10, 9], [2, 2, 5, 6, 16]] },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void FreeGrid_AgreesWithNative(FnoOptions options, long[][] shapes) => SpectralExport.RequireAgreement(
        new Fno(options),
        folder.PathOf("fno.onnx"),
        ["batch", 2, .. new GraphDim[] { "depth", "height", "width" }[..options.Modes.Count]],
        3,
        shapes);

    [Theory]
    [MemberData(nameof(Cases))]
    public void FixedGrid_AgreesWithNative(FnoOptions options, long[][] shapes) => SpectralExport.RequireAgreement(
        new Fno(options), folder.PathOf("fno.onnx"), [.. shapes[0].Select(length => (GraphDim)length)], 3, shapes[0]);
}
