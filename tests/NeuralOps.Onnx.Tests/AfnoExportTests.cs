using NeuralOps.Models;

namespace NeuralOps.Onnx.Tests;

public sealed class AfnoExportTests : IDisposable
{
    private static readonly AfnoOptions Tiny = new()
    {
        InChannels = 2,
        OutChannels = 3,
        Height = 32,
        Width = 48,
        Patch = 8,
        Embedding = 24,
        Blocks = 4,
        Depth = 2,
    };

    private readonly TemporaryFolder folder = new();

    public static TheoryData<AfnoOptions> Cases =>
        [Tiny, Tiny with { SparsityThreshold = 0.3, MlpRatio = 2 }, Tiny with { KeptModes = 0.6, Patch = 4 }];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void FreeGrid_AgreesWithNative(AfnoOptions options) => SpectralExport.RequireAgreement(
        new Afno(options),
        folder.PathOf("afno.onnx"),
        ["batch", 2, "height", "width"],
        3,
        [2, 2, 32, 48],
        [1, 2, 64, 64],
        [1, 2, 24, 40],
        [1, 2, 8, 8]);

    [Theory]
    [MemberData(nameof(Cases))]
    public void FixedGrid_AgreesWithNative(AfnoOptions options) => SpectralExport.RequireAgreement(
        new Afno(options), folder.PathOf("afno.onnx"), [1, 2, 40, 32], 3, [1, 2, 40, 32]);
}
