using NeuralOps.Core;
using NeuralOps.Data;
using NeuralOps.Models;
using static TorchSharp.torch;

namespace NeuralOps.Cli.Tests;

/// <summary>Models over time in <c>export</c>, <c>run</c> and <c>info</c>.</summary>
public sealed class RecurrenceCommandTests : IDisposable
{
    private static readonly MambaOptions Sizes = new() { Width = 8, StateSize = 4 };

    private readonly TemporaryFolder folder = new();

    private string Weights => folder.PathOf("weights.safetensors");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Export_WritesBothGraphs_WhichAgree()
    {
        using var model = Save(new PhysicsMotionModel(Motion()), Motion(), "physics_motion");

        var run = ToolRun.Of(
            "export", "--model", "physics-motion", "--weights", Weights, "--output", folder.PathOf("m.onnx"), "--json");

        Assert.Equal(("", 0), (run.Error, run.Code));
        Assert.Equal(
            [folder.PathOf("m-prefill.onnx"), folder.PathOf("m-step.onnx")],
            run.Json["files"]!.AsArray().Select(file => (string)file!));
        Assert.InRange((double)run.Json["prefill"]!, 0, 5e-5);
        Assert.InRange((double)run.Json["step"]!, 0, 5e-5);
        var info = ToolRun.Of("info", folder.PathOf("m-step.onnx"), "--json");
        Assert.Equal(
            "PhysicsMotionModel, motion, physics -> output, 4 states", (string)info.Json["facts"]!["sidecar"]!);
        var counts = ToolRun.Of("info", folder.PathOf("m-prefill.onnx"), "--json").Json["facts"]!["operator_counts"]!;
        Assert.Equal((2, 2), ((int)counts["Scan"]!, (int)counts["Exp"]!)); // one in the body of each scan
    }

    [Fact]
    public void Export_OfAModelOfText_WritesItsEncoderToo()
    {
        var options = Text();
        using var model = Save(new TextToMotionSsm(options), options, "model");

        var run = ToolRun.Of(
            "export", "--model", "text-to-motion", "--weights", Weights, "--output", folder.PathOf("m"));

        Assert.Equal(("", 0), (run.Error, run.Code));
        Assert.Contains("differ by", run.Output, StringComparison.Ordinal);
        var info = ToolRun.Of("info", folder.PathOf("m-text.onnx"), "--json");
        Assert.Equal("TextToMotionSsm, tokens -> condition, length", (string)info.Json["facts"]!["sidecar"]!);
    }

    [Fact]
    public void Export_OfTheTransformer_IsRefused()
    {
        var options = Motion() with { Variant = PhysicsMotionVariant.Transformer, Heads = 2 };
        using var model = Save(new PhysicsMotionModel(options), options, "model");

        var run = ToolRun.Of(
            "export", "--model", "physics-motion", "--weights", Weights, "--output", folder.PathOf("m"));

        Assert.Equal(
            "neuralops: Expected a variant with states of fixed size, got Transformer, whose keys and values grow.\n",
            run.Error);
        Assert.NotEqual(0, run.Code);
    }

    [Fact]
    public void Export_WithAGrid_IsRefused() => Assert.Equal(
        "neuralops: Expected no --batch, --height and --width for a model over time, whose samples and frames are "
        + "free.",
        ToolRun.Refused("export", "--model", "s4", "--weights", Weights, "--output", "m", "--height", "3"));

    [Fact]
    public void Run_TakesMotionAndPhysics()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var model = Save(new PhysicsMotionModel(Motion()), Motion(), "model");
        var (motion, physics) = (randn(3, 7, 6), randn(3, 7, 5));
        var y = Run("physics-motion", new() { ["physics"] = physics, ["motion"] = motion });

        Assert.Equal(["output"], y.Keys);
        Assert.True(y["output"].allclose(model.call(motion, physics), rtol: 1e-5, atol: 1e-5));
    }

    [Fact]
    public void Run_TakesFramesUnderAnyName()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var model = Save(new Mamba(Sizes), Sizes, "model");
        var (a, b) = (randn(1, 4, 8), randn(3, 9, 8));
        var y = Run("mamba", new() { ["a"] = a, ["b"] = b });

        Assert.True(y["a"].allclose(model.call(a), rtol: 1e-5, atol: 1e-6));
        Assert.True(y["b"].allclose(model.call(b), rtol: 1e-5, atol: 1e-6));
    }

    [Fact]
    public void Run_TakesTokens()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var options = Text();
        using var model = Save(new TextToMotionSsm(options), options, "text_to_motion");
        var tokens = tensor(new long[] { 2, 5, 3, 2, 6, 3 }, [2, 3]);
        var y = Run("text-to-motion", new() { ["tokens"] = tokens });
        using var expected = model.call(tokens);

        Assert.True(y["motion"].allclose(expected.Motion, rtol: 1e-5, atol: 1e-6));
        Assert.True(y["length"].allclose(expected.Length, rtol: 1e-5, atol: 1e-6));
    }

    [Fact]
    public void Run_WithoutPhysics_IsRefused()
    {
        using var scope = NewDisposeScope();
        using var model = Save(new PhysicsMotionModel(Motion()), Motion(), "model");
        NpzFile.Write(folder.PathOf("x.npz"), new Dictionary<string, Tensor> { ["motion"] = randn(1, 4, 6) });

        Assert.Equal(
            $"neuralops: {folder.PathOf("x.npz")}: expected an array 'physics', found motion.",
            ToolRun.Refused(
                "run", "--model", "physics-motion", "--weights", Weights, "--input", folder.PathOf("x.npz"),
                "--output", folder.PathOf("y.npz")));
    }

    [Theory]
    [InlineData(2, 3, "[2, 4, 6] and [3, 4, 5]")]
    [InlineData(3, 2, "[3, 4, 6] and [2, 4, 5]")]
    [InlineData(0, 0, "[0, 4, 6] and [0, 4, 5]")]
    public void Run_OfUnlikeManySamples_IsRefused(int motions, int states, string shapes)
    {
        using var scope = NewDisposeScope();
        using var model = Save(new PhysicsMotionModel(Motion()), Motion(), "model");
        NpzFile.Write(folder.PathOf("x.npz"), new Dictionary<string, Tensor>
        {
            ["motion"] = randn(motions, 4, 6),
            ["physics"] = randn(states, 4, 5),
        });

        Assert.Equal(
            "neuralops: Expected at least one sample along the first axis, equally many of all arrays, found "
            + $"{shapes} for 'output'.",
            ToolRun.Refused(
                "run", "--model", "physics-motion", "--weights", Weights, "--input", folder.PathOf("x.npz"),
                "--output", folder.PathOf("y.npz")));
        Assert.False(File.Exists(folder.PathOf("y.npz")));
    }

    [Fact]
    public void Run_OfTokensWithFractions_IsRefused()
    {
        using var scope = NewDisposeScope();
        using var model = Save(new TextToMotionSsm(Text()), Text(), "text_to_motion");
        NpzFile.Write(
            folder.PathOf("x.npz"), new Dictionary<string, Tensor> { ["tokens"] = tensor(new[] { 2, 5.5f, 3 }, [1, 3]) });

        Assert.Equal(
            $"neuralops: {folder.PathOf("x.npz")}, array 'tokens': expected whole numbers, found float32.",
            ToolRun.Refused(
                "run", "--model", "text-to-motion", "--weights", Weights, "--input", folder.PathOf("x.npz"),
                "--output", folder.PathOf("y.npz")));
    }

    [Fact]
    public void Weights_OfAnUnknownModel_AreRefused()
    {
        using (var model = new Mamba(Sizes))
        {
            Core.Weights.Save(model, Weights);
        }

        Assert.Equal(
            $"neuralops: Expected --config with a YAML file, because '{Weights}' does not say which 'mamba' it holds.",
            ToolRun.Refused("export", "--model", "mamba", "--weights", Weights, "--output", "m"));
    }

    private static PhysicsMotionOptions Motion() =>
        new() { Mamba = Sizes, MotionDim = 6, PhysicsDim = 5, Layers = 1 };

    private static TextToMotionOptions Text() => new()
    {
        VocabSize = 9,
        TextWidth = 8,
        Heads = 2,
        FeedForward = 8,
        MotionDim = 6,
        MaxMotionLength = 20,
        Mamba = Sizes,
        Layers = 1,
    };

    private T Save<T, TOptions>(T model, TOptions options, string key)
        where T : nn.Module
    {
        model.eval();
        Core.Weights.Save(
            model, Weights, new Dictionary<string, string> { [key] = OptionsJson.Serialize(options) });
        return model;
    }

    private Dictionary<string, Tensor> Run(string model, Dictionary<string, Tensor> arrays)
    {
        NpzFile.Write(folder.PathOf("x.npz"), arrays);
        var run = ToolRun.Of(
            "run", "--model", model, "--weights", Weights, "--input", folder.PathOf("x.npz"),
            "--output", folder.PathOf("y.npz"), "--batch-size", "2");
        Assert.Equal(("", 0), (run.Error, run.Code));
        using var archive = NpzArchive.Open(folder.PathOf("y.npz"));
        return archive.Names.ToDictionary(name => name, name => archive.Read(name).ToTensor());
    }
}
