using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace NeuralOps.Onnx.Tests;

public sealed class OnnxRolloutTests : IDisposable
{
    private const int Height = 16;
    private const int Width = 12;
    private const int Plane = Height * Width;

    private static readonly OnnxRolloutOptions Options = new()
    {
        Layout = OnnxRolloutLayout.Fluid,
        Height = Height,
        Width = Width,
    };

    private readonly TemporaryFolder folder = new();
    private readonly SmallStepper module = new();
    private readonly SessionOptions oneThread = new() { IntraOpNumThreads = 1 };
    private readonly float[] start = Random(3 * Plane, 1);
    private readonly float[] forcing = Random(2 * Plane, 2);
    private readonly string path;

    public OnnxRolloutTests()
    {
        module.eval();
        path = folder.PathOf("fluid.onnx");
        OnnxExporter.Export(module, path, OnnxExporterTests.FluidOptions);
    }

    public void Dispose()
    {
        oneThread.Dispose();
        module.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Step_TenTimes_AgreesWithNative()
    {
        using var rollout = new OnnxRollout(path, Options, oneThread);
        rollout.Start(start);
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var masks = tensor(forcing, [1, 2, Height, Width]);
        var state = tensor(start, [1, 3, Height, Width]);
        var previous = state;

        for (var t = 0; t < 10; t++)
        {
            var next = module.call(cat([state, previous.narrow(1, 0, 1), masks * t], 1));
            (previous, state) = (state, next);
            var result = rollout.Step(Array.ConvertAll(forcing, f => f * t));
            Agreement.RequireClose(state.contiguous().data<float>().ToArray(), result);
        }

        Assert.Equal(10, rollout.StepCount);
        Assert.True(rollout.StepsPerSecond > 0);
    }

    [Fact]
    public void Start_WithPrevious_FeedsIt()
    {
        var before = Random(3 * Plane, 9);
        using var rollout = new OnnxRollout(path, Options);
        rollout.Start(start, before);
        forcing.AsSpan(0, Plane).CopyTo(rollout.Forcing(4));
        forcing.AsSpan(Plane).CopyTo(rollout.Forcing(5));
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var x = tensor((float[])[.. start, .. before[..Plane], .. forcing], [1, 6, Height, Width]);

        Agreement.RequireClose(module.call(x).contiguous().data<float>().ToArray(), rollout.Step());
    }

    [Fact]
    public void Step_AllocatesNothing()
    {
        using var rollout = new OnnxRollout(path, Options, oneThread);
        rollout.Start(start);
        Steps(100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Steps(100);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        Assert.Equal(400, rollout.StepCount);

        void Steps(int count)
        {
            for (var t = 0; t < count; t++)
            {
                rollout.Step(forcing);
                rollout.Forcing(4)[0] = t;
                rollout.Step();
            }
        }
    }

    [Fact]
    public void TwoRollouts_AreBitwiseEqual()
    {
        using var first = new OnnxRollout(path, Options, oneThread);
        using var second = new OnnxRollout(path, Options, oneThread);
        first.Start(start);
        second.Start(start);

        for (var t = 0; t < 20; t++)
        {
            Assert.True(first.Step(forcing).SequenceEqual(second.Step(forcing)));
        }
    }

    [Fact]
    public void Start_Again_RepeatsTheRollout()
    {
        using var rollout = new OnnxRollout(path, Options, oneThread);
        rollout.Start(start);
        rollout.Step(forcing);
        var once = rollout.Step(forcing).ToArray();
        rollout.Start(start);
        rollout.Step(forcing);

        Assert.Equal(once, rollout.Step(forcing).ToArray());
        Assert.Equal(2, rollout.StepCount);
    }

    [Fact]
    public void Impulse_EntersTheNextStep()
    {
        using var rollout = new OnnxRollout(path, Options);
        rollout.Start(start);
        var undisturbed = rollout.Step().ToArray();
        rollout.Start(start);
        rollout.Channel(1)[5] += 1;

        Assert.NotEqual(undisturbed, rollout.Step().ToArray());
        Assert.Equal(rollout.Channel(1).ToArray(), rollout.State.Slice(Plane, Plane).ToArray());
    }

    [Fact]
    public void State_OfTheLastStep_StaysWhileTheNextRuns()
    {
        using var rollout = new OnnxRollout(path, Options);
        rollout.Start(start);
        var state = rollout.Step();
        var copy = state.ToArray();

        rollout.Step();

        Assert.True(state.SequenceEqual(copy));
    }

    [Fact]
    public void FixedGrid_IsTakenFromTheModel()
    {
        OnnxExporter.Export(
            module, path, OnnxExporterTests.FluidOptions with { InputDims = [1, 6, Height, Width] });

        using var rollout = new OnnxRollout(path, Options with { Height = null, Width = null });

        Assert.Equal((Height, Width), (rollout.Height, rollout.Width));
        var error = Assert.Throws<ArgumentException>(() => new OnnxRollout(path, Options with { Width = 13 }));
        Assert.Equal("Expected Width 12, as the model has it, got 13.", error.Message);
    }

    [Fact]
    public void Constructor_WithoutGrid_Refuses()
    {
        var error = Assert.Throws<ArgumentException>(() => new OnnxRollout(path, Options with { Height = null }));

        Assert.Equal("Expected Height, because the model leaves it free.", error.Message);
    }

    [Fact]
    public void Constructor_ModelOfTwoSamples_Refuses()
    {
        OnnxExporter.Export(
            module, path, OnnxExporterTests.FluidOptions with { InputDims = [2, 6, "height", "width"] });

        var error = Assert.Throws<ArgumentException>(() => new OnnxRollout(path, Options));

        Assert.Equal(
            "Expected a model of inputs [1, C, H, W] or [batch, C, H, W], got [2, 6, height, width].", error.Message);
    }

    [Fact]
    public void Constructor_WithoutSidecar_Refuses()
    {
        File.Delete(path + ".json");

        Assert.Throws<FileNotFoundException>(() => new OnnxRollout(path, Options));
    }

    [Fact]
    public void Constructor_LayoutOfOtherInputChannels_Refuses()
    {
        var layout = OnnxRolloutLayout.Fluid with { Forcing = [4] };

        var error = Assert.Throws<ArgumentException>(() => new OnnxRollout(path, Options with { Layout = layout }));

        Assert.Equal(
            $"Expected a layout that gives each of the 6 input channels of '{path}' one source, "
            + "got sources for [0, 1, 2, 3, 4].",
            error.Message);
    }

    [Fact]
    public void Constructor_LayoutOfOtherOutputChannels_Refuses()
    {
        var layout = OnnxRolloutLayout.Fluid with { Previous = [new(3, 3)] };

        var error = Assert.Throws<ArgumentException>(() => new OnnxRollout(path, Options with { Layout = layout }));

        Assert.Equal(
            $"Expected a layout of the 3 output channels of '{path}', got output channel 3.", error.Message);
    }

    [Fact]
    public void Start_WithNaN_SaysWhere()
    {
        using var rollout = new OnnxRollout(path, Options);
        start[Plane + (3 * Width) + 5] = float.NaN;

        var error = Assert.Throws<ArgumentException>(() => rollout.Start(start));

        Assert.Equal(
            "Expected finite values, got NaN in channel 1, row 3, column 5. (Parameter 'state')", error.Message);
    }

    [Fact]
    public void Start_WithWrongLength_Refuses()
    {
        using var rollout = new OnnxRollout(path, Options);

        var error = Assert.Throws<ArgumentException>(() => rollout.Start(start, new float[7]));

        Assert.Equal(
            "Expected a state [3, 16, 12], 576 values, got 7. (Parameter 'previous')", error.Message);
    }

    [Fact]
    public void Step_BeforeStart_Refuses()
    {
        using var rollout = new OnnxRollout(path, Options);

        var error = Assert.Throws<InvalidOperationException>(() => rollout.Step());

        Assert.Equal("Expected a started rollout. Call Start with the initial state first.", error.Message);
    }

    [Fact]
    public void Step_WithWrongForcing_Refuses()
    {
        using var rollout = new OnnxRollout(path, Options);
        rollout.Start(start);

        var error = Assert.Throws<ArgumentException>(() => rollout.Step(new float[Plane]));

        Assert.Equal(
            "Expected 2 forcing planes of 16 x 12, 384 values, got 192. (Parameter 'forcing')", error.Message);
    }

    [Fact]
    public void Forcing_OfAStateChannel_Refuses()
    {
        using var rollout = new OnnxRollout(path, Options);

        var error = Assert.Throws<ArgumentException>(() => rollout.Forcing(3)[0]);

        Assert.Equal(
            "Expected one of the forcing channels [4, 5], got 3. (Parameter 'inputChannel')", error.Message);
    }

    private static float[] Random(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }
}
