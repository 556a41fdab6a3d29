using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Data.Tests;

public sealed class FieldDatasetTests
{
    private const int Frames = 8, Height = 2, Width = 5;

    [Fact]
    public void Window_HoldsTheFramesOfEachArray()
    {
        using var folder = new TemporaryFolder();
        Write(folder, "a.npz");
        Write(folder, "b.npz");
        var data = FieldDataset.Open(
            folder.Root,
            Options with { History = 2, Horizon = 3, Scales = new Dictionary<string, double> { ["uv"] = 2 } });
        Assert.Equal(
            (3, 2, 1, Height, Width),
            (data.StateChannels, data.ForcingChannels, data.MaskChannels, data.Height, data.Width));
        Assert.Equal(8, data.Count(0));
        using var ledger = TensorLedger.Start();
        // Window 5 is the second of b, at t = 2.
        using (var batch = data.Assemble(0, [0, 5], 0))
        using (NewDisposeScope())
        {
            Assert.Equal([2, 2, 3, Height, Width], batch.State.shape);
            Assert.Equal([2, 3, 3, Height, Width], batch.Targets.shape);
            Assert.Equal([2, 3, 2, Height, Width], batch.Forcing!.shape);
            Assert.Equal([2, 3, 1, Height, Width], batch.Masks!.shape);
            for (int k = 0; k < 3; k++)
            {
                Assert.Equal(Cell(0, 3 + k), batch.Targets[1, k, 0, 1, 3].ToSingle());
                Assert.Equal(Cell(2, 3 + k) / 2, batch.Targets[1, k, 2, 1, 3].ToSingle());
                Assert.Equal(2 + k, batch.Forcing[1, k, 0, 1, 3].ToSingle());
                Assert.Equal(100 + 8, batch.Forcing[1, k, 1, 1, 3].ToSingle());
                Assert.Equal(k % 2, batch.Masks[1, k, 0, 1, 3].ToSingle());
            }

            Assert.Equal(Cell(0, 1), batch.State[1, 0, 0, 1, 3].ToSingle());
            Assert.Equal(Cell(1, 2) / 2, batch.State[1, 1, 1, 1, 3].ToSingle());
        }

        ledger.RequireBalanced();
    }

    [Fact]
    public void DatasetWithoutForcingAndMasks_GivesNone()
    {
        using var folder = new TemporaryFolder();
        var data = new FieldDataset([Write(folder, "a.npz")], new() { State = ["p"] });
        using var batch = data.Assemble(0, [0], 0);
        Assert.Null(batch.Forcing);
        Assert.Null(batch.Masks);
        Assert.Equal([1, 1, 1, Height, Width], batch.State.shape);
        Assert.Equal((7, 1, 1), (data.Count(0), batch.Size, batch.Horizon));
    }

    [Fact]
    public void BadFiles_AreRefused()
    {
        using var folder = new TemporaryFolder();
        string a = Write(folder, "a.npz");
        Refused(
            () => new FieldDataset([a], Options with { State = ["u"] }),
            $"{a}: no array 'u'; found 'p', 'uv', 'f', 'mesh', 'm', 'name'.");
        Refused(
            () => new FieldDataset([a], Options with { Horizon = 8 }),
            $"{a}: T = 8 frames are too few for L = 1 and K = 8: a window takes L + K = 9.");
        Refused(
            () => new FieldDataset([a], Options with { State = ["mesh"] }),
            $"{a}, array 'mesh': expected [T, H, W] or [T, C, H, W], got (2, 5).");
        Refused(
            () => new FieldDataset([a], Options with { Forcing = ["name"] }),
            $"{a}, array 'name': expected [T, H, W], [T, C, H, W] or [H, W], got (1,).");
        string b = Write(folder, "b.npz", ("f", NpyArray.Create(new float[7 * 10], 7, Height, Width)));
        Refused(
            () => new FieldDataset([b], Options),
            $"{b}, array 'f': expected 8 frames of 2 x 5 as 'p', got 7 of 2 x 5.");
        float[] infinite = new float[80];
        infinite[33] = float.NaN;
        string c = Write(folder, "c.npz", ("p", NpyArray.Create(infinite, Frames, Height, Width)));
        Refused(
            () => new FieldDataset([c], Options),
            $"{c}, array 'p': expected finite values, found NaN in frame 3, row 0, column 3.");
        string d = Write(folder, "d.npz", ("m", NpyArray.Create(new bool[160], Frames, 2, Height, Width)));
        Refused(
            () => new FieldDataset([a, d], Options),
            $"{d}: expected 3 state, 2 forcing and 1 mask channels of 2 x 5 as {a}, "
            + "got 3 state, 2 forcing and 2 mask channels of 2 x 5.");
        Assert.Equal(
            "Expected at least one array. (Parameter 'State')",
            Assert.Throws<ArgumentException>(() => new FieldOptions { State = [] }).Message);
        Assert.Throws<ArgumentOutOfRangeException>("History", () => new FieldOptions { State = ["a"], History = 0 });
    }

    private static FieldOptions Options => new() { State = ["p", "uv"], Forcing = ["f", "mesh"], Masks = ["m"] };

    private static float Cell(int channel, int frame) => (channel * 100) + (frame * 10) + 8;

    /// <summary>Channel and frame in the hundreds and tens, the cell's number in the units.</summary>
    private static string Write(TemporaryFolder folder, string name, params (string Key, NpyArray Array)[] changes)
    {
        const int plane = Height * Width;
        float[] p = [.. Enumerable.Range(0, Frames * plane).Select(i => (float)((i / plane * 10) + (i % plane)))];
        double[] uv = [.. Enumerable.Range(0, Frames * 2 * plane)
            .Select(i => (double)((100 * (1 + (i / plane % 2))) + (i / (2 * plane) * 10) + (i % plane)))];
        var arrays = new Dictionary<string, NpyArray>
        {
            ["p"] = NpyArray.Create(p, Frames, Height, Width),
            ["uv"] = NpyArray.Create(uv, Frames, 2, Height, Width),
            ["f"] = NpyArray.Create(
                Enumerable.Range(0, Frames * plane).Select(i => (short)(i / plane)).ToArray(), Frames, Height, Width),
            ["mesh"] = NpyArray.Create(
                Enumerable.Range(0, plane).Select(i => (byte)(100 + i)).ToArray(), Height, Width),
            ["m"] = NpyArray.Create(
                Enumerable.Range(0, Frames * plane).Select(i => i / plane % 2 == 1).ToArray(), Frames, Height, Width),
            ["name"] = NpyArray.Create(["run"], 1),
        };
        foreach (var (key, array) in changes)
        {
            arrays[key] = array;
        }

        NpzFile.Write(folder[name], arrays);
        return folder[name];
    }

    private static void Refused(Func<object> make, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidDataException>(make).Message);
}
