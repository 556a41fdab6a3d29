using System.Text.Json.Nodes;
using Microsoft.ML.OnnxRuntime;
using NeuralOps.Core;
using NeuralOps.Data;

namespace PhysicsMotion.Tests;

[Collection(SmallWorld.Name)]
public sealed class PipelineTests(SmallWorld world)
{
    [Fact]
    public void MaskedSpans_TrainEvaluateAndReport()
    {
        JsonNode evaluation = MotionToolRun.Done(
            "evaluate", "--checkpoint", world.Masked, "--data-dir", world.Data, "--json").Json;
        Assert.Equal("hidden spans", (string)evaluation["model"]![0]!["question"]!);
        JsonNode scores = evaluation["model"]![0]!["scores"]!;
        Assert.InRange((double)scores["reconstruction"]!, 1e-3, 10);
        Assert.InRange((double)scores["jerk"]!, 0.01, 100);
        Assert.Equal(2, evaluation["baselines"]!.AsArray().Count);
        Assert.Equal(0, (double)evaluation["truth"]!["joints"]!);
        Assert.Contains(
            "Truth and prediction: hidden spans", File.ReadAllText(Path.Combine(world.Masked, "report.html")),
            StringComparison.Ordinal);
        string log = File.ReadAllText(Path.Combine(world.Masked, "metrics.jsonl"));
        Assert.All(
            new[] { "reconstruction", "foot_sliding", "penetration", "jerk", "root" },
            term => Assert.Contains($"\"{term}\":", log, StringComparison.Ordinal));
    }

    [Fact]
    public void NextFrame_ExportsAndStreamsTheSameNativeAndOnnx()
    {
        string folder = world.PathOf("onnx");
        JsonNode export = MotionToolRun.Done(
            "export", "--checkpoint", world.Next, "--output-dir", folder, "--json").Json;
        Assert.True((bool)export["agrees"]!);
        string stem = (string)export["stem"]!;
        using (var session = new InferenceSession(stem + "-step.onnx"))
        {
            Assert.Equal(["motion", "physics"], session.InputNames.Take(2));
        }

        JsonNode streams = MotionToolRun.Done(
            "stream", "--checkpoint", world.Next, "--data-dir", world.Data, "--seconds", "4", "--onnx", stem,
            "--output", world.PathOf("stream.html"), "--json").Json["runs"]!;
        Assert.Equal(["native", "onnx"], streams.AsArray().Select(run => (string)run!["name"]!));
        Assert.InRange((double)streams[1]!["difference"]!, 0, 1e-3); // fifty frames fed back
        Assert.InRange((double)streams[0]!["frames_per_second"]!, 12.5, double.MaxValue);
    }

    [Fact]
    public void FreeRunning_InABatch_EqualsTheStream()
    {
        using TrainedPhysics trained = PhysicsFile.Load(world.Next);
        using var clips = new TestClips(world.Data, "test", trained.Context, 40);
        using TorchSharp.torch.Tensor seed = clips.Motion.narrow(1, 0, 12);
        using TorchSharp.torch.Tensor made = FreeRunning.Continue(trained, seed, 10);
        using var stream = new NativeStream(trained);
        float[] first = Skeletons.Numbers(seed[0]);
        float[] alone = Streaming.Of(trained, stream, first, 10).Frames;
        float[] batched = Skeletons.Numbers(made[0]);
        Assert.All(alone.Zip(batched), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
    }

    [Fact]
    public void Text_GeneratesExportsAndIsMeasured()
    {
        string output = world.PathOf("walk.npz");
        JsonNode made = MotionToolRun.Done(
            "generate-motion", "a person walks", "--checkpoint", world.Text, "--seconds", "2", "--output", output,
            "--json").Json;
        Assert.Equal(25, (int)made["frames"]!);
        Assert.True(File.Exists(world.PathOf("walk.html")));
        JsonNode export = MotionToolRun.Done(
            "export", "--checkpoint", world.Text, "--output-dir", world.PathOf("onnx-text"), "--json").Json;
        Assert.True((bool)export["agrees"]!);
        JsonNode scores = MotionToolRun.Done(
            "evaluate", "--checkpoint", world.Text, "--data-dir", world.Data, "--split", "train",
            "--matcher-updates", "5", "--json").Json;
        Assert.Equal(0, (double)scores["truth"]!["frechet"]!, 1e-4);
        Assert.InRange((double)scores["made"]!["frechet"]!, 1e-6, 1e6);
    }

    [Fact]
    public void Retrieval_FindsTheClipOfItsCaption()
    {
        MotionClip clip = MotionFolder.Open(world.Data).Read("train").Clips[0];
        JsonNode found = MotionToolRun.Done(
            "generate-motion", clip.Captions[0], "--retrieval", "--data-dir", world.Data, "--output",
            world.PathOf("found.npy"), "--json").Json;
        Assert.Equal(1, (double)found["score"]!, 1e-6);
        Assert.Contains($"'{clip.Captions[0]}'", (string)found["source"]!, StringComparison.Ordinal);
    }

    [Fact]
    public void Ablation_MeasuresEveryVariantAndDoesNotRepeatWhatIsDone()
    {
        string[] ablate =
        [
            "ablate", "--data-dir", world.Data, "--output", world.PathOf("ablation"), "--seeds", "2", "--set",
            "d_model=16", "d_state=4", "n_layers=1", "updates=3", "max_frames=40",
        ];
        JsonNode result = MotionToolRun.Done([.. ablate, "--json"]).Json;
        JsonArray rows = result["table"]!.AsArray();
        string[] asked = [.. rows.Select(row => (string)row!["question"]!).Distinct()];
        Assert.Equal(["hidden spans", "next frame", "free for 2 s"], asked);
        JsonNode[] full = [.. rows.Where(row => (string)row!["variant"]! == "full").Select(row => row!)];
        Assert.All(full, row => Assert.Equal(8, row["spread"]!.AsArray().Count));
        Assert.True((double)full[0]["spread"]![0]! > 0);
        Assert.Equal(AblationVariant.All.Count * 3, rows.Count(row => row!["parameters"] is not null));
        Assert.Contains(
            "| hidden spans | no gate |", File.ReadAllText(world.PathOf("ablation", "ablation.md")),
            StringComparison.Ordinal);
        MotionToolRun again = MotionToolRun.Done(ablate);
        Assert.DoesNotContain("step 1 of 3", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Recordings_BecomeClipsAndAPage()
    {
        string[] recordings = [Fixture("11_01.amc"), Fixture("neutral_16_000.bvh")];
        string mixed = world.PathOf("mixed");
        MotionToolRun.Done(
            ["prepare", .. recordings, "--beside", world.Data, "--output", mixed, "--clip-seconds", "3", "--caption",
                "a person moves"]);
        MotionFolder folder = MotionFolder.Open(mixed);
        Assert.Contains(
            folder.Read("train").Clips,
            clip => clip.Id.StartsWith("11_01-", StringComparison.Ordinal) && clip.Captions[0] == "a person moves");
        Assert.Equal(
            MotionFolder.Open(world.Data).Ids("test"),
            folder.Ids("test").Where(id => id.StartsWith("gait", StringComparison.Ordinal)));
        JsonNode page = MotionToolRun.Done(
            ["animate", .. recordings, "--output", world.PathOf("recordings.html"), "--json"]).Json;
        Assert.Contains(
            "11_01.amc", File.ReadAllText((string)page["report"]!), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gated")]
    [InlineData("transformer")]
    public void Resume_FromAnyCheckpoint_GivesTheSameWeightsBitForBit(string variant)
    {
        (string whole, string parts) = ($"whole-{variant}", $"parts-{variant}");
        string[] flags =
        [
            "--task", "masked_spans", "--input-noise", "0.05", "--variant", variant, "--epochs", "4", "--save-every",
            "2",
        ];
        MotionToolRun.Done(world.Physics(whole, flags));
        // What a killed run leaves: its options and an earlier checkpoint.
        Directory.CreateDirectory(world.PathOf(parts, "checkpoints"));
        File.Copy(world.PathOf(whole, "options.json"), world.PathOf(parts, "options.json"));
        string checkpoint = Path.Combine("checkpoints", "epoch-2.safetensors");
        File.Copy(world.PathOf(whole, checkpoint), world.PathOf(parts, checkpoint));
        MotionToolRun resumed = MotionToolRun.Done(world.Physics(parts, [.. flags, "--resume-from"]));
        Assert.Contains(
            "epoch 3, update 6; 0 of 3 batches of the epoch are done", resumed.Output, StringComparison.Ordinal);
        using SafetensorsContent expected = SafetensorsFile.Read(world.PathOf(whole, MotionFiles.WeightsName));
        using SafetensorsContent found = SafetensorsFile.Read(world.PathOf(parts, MotionFiles.WeightsName));
        Assert.Equal(expected.Tensors.Count, found.Tensors.Count);
        Assert.All(
            expected.Tensors,
            entry => Assert.True(entry.Value.allclose(found.Tensors[entry.Key], 0, 0), entry.Key));
    }

    private static string Fixture(string name) => NeuralOps.Tests.Fixtures.PathOf("motion", "formats", name);
}
