namespace NeuralOps.Data.Tests;

public sealed class FluidSequenceTests
{
    [Fact]
    public void Frames_AreThoseOfTheFile()
    {
        using var folder = new TemporaryFolder();
        var sequence = FluidSequence.Read(FluidFiles.Write(folder, "seq_0001.npz"));
        Assert.Equal(("seq_0001", 9, 3, 5), (sequence.Name, sequence.Frames, sequence.Height, sequence.Width));
        Assert.Equal((9, 3, 5), FluidSequence.ReadExtents(folder["seq_0001.npz"]));
        foreach (var field in Enum.GetValues<FluidField>())
        {
            var frame = sequence.Frame(field, 4);
            Assert.Equal(FluidFiles.Cell((int)field, 4, 2, 3), frame[(2 * 5) + 3]);
        }
    }

    [Fact]
    public void MissingArrays_AreRefusedListingThoseFound()
    {
        using var folder = new TemporaryFolder();
        var arrays = FluidFiles.Arrays();
        arrays.Remove("velx");
        arrays.Remove("collider");
        NpzFile.Write(folder["x.npz"], arrays);
        Assert.Equal(
            $"{folder["x.npz"]}: expected the arrays 'density', 'velx', 'velz', 'emitter', 'collider'; "
            + "missing 'velx', 'collider', found 'density', 'velz', 'emitter'.",
            Assert.Throws<InvalidDataException>(() => FluidSequence.Read(folder["x.npz"])).Message);
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "Inf")]
    [InlineData(float.NegativeInfinity, "-Inf")]
    public void NonFiniteValue_IsRefusedWithItsPlace(float value, string name)
    {
        var arrays = FluidFiles.Arrays();
        float[] velx = arrays["velx"].ToArray<float>();
        velx[(((6 * 3) + 1) * 5) + 4] = value;
        arrays["velx"] = NpyArray.Create(velx, 9, 3, 5);
        Refused(arrays, $"x.npz, array 'velx': expected finite values, found {name} in frame 6, row 1, column 4.");
    }

    [Fact]
    public void OtherShapesAndTypes_AreRefused()
    {
        var other = FluidFiles.Arrays(frames: 8);
        Refused(
            FluidFiles.Arrays(),
            "x.npz, array 'velz': expected the shape (9, 3, 5) of 'density', got (8, 3, 5).",
            ("velz", other["velz"]));
        Refused(
            FluidFiles.Arrays(),
            "x.npz, array 'emitter': expected float32 [T, H, W] with T >= 3, got float64 (9, 3, 5).",
            ("emitter", NpyArray.Create(new double[135], 9, 3, 5)));
        Refused(
            FluidFiles.Arrays(), "x.npz, array 'density': expected float32 [T, H, W] with T >= 3, got float32 (135,).",
            ("density", NpyArray.Create(new float[135], 135)));
        Refused(
            FluidFiles.Arrays(frames: 2),
            "x.npz, array 'density': expected float32 [T, H, W] with T >= 3, got float32 (2, 3, 5).");
    }

    [Fact]
    public void Normalise_DividesStateAndKeepsMasks()
    {
        var sequence = FluidFiles.Random("a");
        var scaled = sequence.Normalise(new() { Density = 2, VelX = 3, VelZ = 5 });
        float[] divisors = [2, 3, 5, 1, 1];
        foreach (var field in Enum.GetValues<FluidField>())
        {
            Assert.Equal(
                sequence.Frame(field, 3).ToArray().Select(x => x / divisors[(int)field]),
                scaled.Frame(field, 3).ToArray());
        }
    }

    [Fact]
    public void Window_LeavingTheSequence_IsRefused()
    {
        var sequence = FluidFiles.Random("a", frames: 6);
        using var last = sequence.Window(2, 3);
        Assert.Throws<ArgumentOutOfRangeException>(() => sequence.Window(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => sequence.Window(3, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => sequence.Window(1, 0));
    }

    private static void Refused(
        Dictionary<string, NpyArray> arrays, string message, params (string Key, NpyArray Array)[] changes)
    {
        foreach (var (key, array) in changes)
        {
            arrays[key] = array;
        }

        Assert.Equal(
            message, Assert.Throws<InvalidDataException>(() => FluidSequence.FromArrays("x.npz", arrays)).Message);
    }
}
