using Microsoft.ML.OnnxRuntime;
using NeuralOps.Core;

namespace NeuralOperatorAgent.Tests;

[Collection(SmallWorld.Name)]
public sealed class PipelineTests(SmallWorld world)
{
    [Fact]
    public void RecommendedRoute_FromDataToOnnx_GivesFiniteNumbersAndAVerdict()
    {
        string noa = world.PathOf("recommended");
        AgentToolRun.Done(world.Train("recommended", "--step-mode", "response"));
        var evaluation = AgentToolRun.Done("evaluate", "--noa-checkpoint", noa, "--json").Json;
        double[] errors = [.. evaluation["predictors"]![0]!["curve"]!.AsArray().Select(x => (double)x!)];
        Assert.Equal(7, errors.Length);
        Assert.All(errors, error => Assert.InRange(error, 1e-12, 1e3));
        var diagnosis = AgentToolRun.Done("diagnose", "--noa-checkpoint", noa, "--vqvae-path", world.Tokens);
        Assert.Contains("Verdict: ", diagnosis.Output, StringComparison.Ordinal);
        Assert.Contains("by its regression", diagnosis.Output, StringComparison.Ordinal);
        var validation = AgentToolRun.Done(
            "validate", "--noa-checkpoint", noa, "--vqvae-path", world.Tokens, "--json").Json;
        Assert.Equal(
            (double)validation["predicted_error"]! / (double)validation["truth_error"]!,
            (double)validation["reconstruction_ratio"]!, 1e-12);
        var export = AgentToolRun.Done(
            "export", "--noa-checkpoint", noa, "--vqvae-path", world.Tokens, "--output-dir", world.PathOf("onnx"),
            "--grid", "16", "--json").Json;
        Assert.True((bool)export["agrees"]!);
        using var session = new InferenceSession(world.PathOf("onnx", "operator.onnx"));
        Assert.Equal(["state"], session.InputNames);
    }

    [Fact]
    public void UntrainedResponse_HoldsTheResponse()
    {
        AgentToolRun.Done(world.Train("held", "--step-mode", "response", "--lr", "1e-30", "--weight-decay", "0"));
        var predictors = AgentToolRun.Done("evaluate", "--noa-checkpoint", world.PathOf("held"), "--json")
            .Json["predictors"]!.AsArray();
        double[] own = Curve("operator");
        double[] held = Curve("held response");
        Assert.All(own.Zip(held), pair => Assert.Equal(pair.Second, pair.First, 1e-5 * Math.Max(1, pair.Second)));

        double[] Curve(string name) => [.. predictors.Single(p => (string)p!["name"]! == name)!["curve"]!.AsArray()
            .Select(x => (double)x!)];
    }

    [Fact]
    public void SimultaneousTraining_LogsEveryLossAndTheMemoryOfLatents()
    {
        var run = AgentToolRun.Done(world.Train(
            "aligned", "--vqvae-path", world.Tokens, "--enable-latent-loss", "--latent-sample-steps", "2",
            "--bptt-window", "2"));
        Assert.Matches(
            @"step 1 of 6  total=\S+ traj=\S+ commit=\S+ latent=\S+ lr=1\.00e-04 \S+s/b", run.Output);
        Assert.Matches(
            @"Memory of L_latent: \d+ MB without, \d+ MB \(\+\d+ %\) with 2 of 2 states, \d+ MB \(\+\d+ %\) with all",
            run.Output);
        Assert.True(File.Exists(world.PathOf("aligned", "projector.safetensors")));
        Assert.True(File.Exists(world.PathOf("aligned", "report.html")));
        var diagnosis = AgentToolRun.Done(
            "diagnose", "--noa-checkpoint", world.PathOf("aligned"), "--vqvae-path", world.Tokens);
        Assert.Contains("by its projector", diagnosis.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("streaming")]
    [InlineData("sweep")]
    public void LongRolloutModes_Train(string mode)
    {
        AgentToolRun.Done(world.Train(
            mode, "--bptt-mode", mode, "--bptt-window", "2", "--loss-mode", "vq_led", "--vqvae-path", world.Tokens));
        string[] lines = File.ReadAllLines(world.PathOf(mode, "metrics.jsonl"));
        Assert.Contains("\"recon\":", lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Sweep_TakesTheSameStepsAsTheWholeGraph()
    {
        AgentToolRun.Done(world.Train("graph", "--epochs", "1"));
        AgentToolRun.Done(world.Train("swept", "--epochs", "1", "--bptt-mode", "sweep", "--bptt-window", "2"));
        using SafetensorsContent graph = SafetensorsFile.Read(world.PathOf("graph", AgentFile.WeightsName));
        using SafetensorsContent swept = SafetensorsFile.Read(world.PathOf("swept", AgentFile.WeightsName));
        Assert.All(
            graph.Tensors,
            entry => Assert.True(entry.Value.allclose(swept.Tensors[entry.Key], 1e-3, 1e-5), entry.Key));
    }

    [Fact]
    public void Transfer_AcrossFieldsOfOtherChannels_TakesWhatFits()
    {
        AgentToolRun.Done(world.Train("source", "--step-mode", "response", "--epochs", "1"));
        var run = AgentToolRun.Done(
            "transfer", "--noa-checkpoint", world.PathOf("source"), "--to", world.GrayScott, "--epochs", "1",
            "--output-dir", world.PathOf("transfer"));
        Assert.Matches(@"Starting from \S+source: \d+ of \d+ tensors taken", run.Output);
        Assert.Contains("fields of A and B differ, so A alone does not apply", run.Output, StringComparison.Ordinal);
        Assert.Contains("A tuned on B", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Align_OfATokenizerWithItself_IsPerfect()
    {
        var rows = AgentToolRun.Done(
            "align", "--vqvae-a", world.Tokens, "--vqvae-b", world.Tokens, "--datasets", world.Data, world.GrayScott,
            "--json").Json["rows"]!.AsArray();
        Assert.All(rows, row => Assert.Equal((string)row![0]!, (string)row[1]!));
        Assert.All(rows, row => Assert.Equal("1.000", (string)row![2]!));
    }

    [Theory]
    [InlineData("streaming", "1", "epoch 1, update 4; 4 of 6 batches")]
    [InlineData("truncated", "0.5", "epoch 2, update 4; 1 of 3 batches")]
    public void Resume_AtAnyUpdate_GivesTheSameWeightsBitForBit(string mode, string startShare, string place)
    {
        (string whole, string parts) = ($"whole-{mode}", $"parts-{mode}");
        string[] flags =
        [
            "--save-every", "2", "--bptt-mode", mode, "--bptt-window", "2", "--step-mode", "response",
            "--vqvae-path", world.Tokens, "--enable-latent-loss", "--start-share", startShare,
        ];
        AgentToolRun.Done(world.Train(whole, flags));
        string checkpoint = world.PathOf(whole, "checkpoints", "step-4.safetensors");
        Directory.CreateDirectory(world.PathOf(parts));
        File.Copy(world.PathOf(whole, "options.json"), world.PathOf(parts, "options.json"));
        var run = AgentToolRun.Done(world.Train(parts, [.. flags, "--resume", checkpoint]));
        Assert.Contains($"Resuming from checkpoint: {checkpoint}", run.Output, StringComparison.Ordinal);
        Assert.Contains($"{place} of the epoch are done", run.Output, StringComparison.Ordinal);
        Assert.Equal(
            File.ReadAllBytes(world.PathOf(whole, AgentFile.WeightsName)),
            File.ReadAllBytes(world.PathOf(parts, AgentFile.WeightsName)));
    }

    [Fact]
    public void Tokenizer_Resumed_GivesTheSameWeightsBitForBit()
    {
        string[] flags =
        [
            "train-vqvae", "--dataset", world.Data, "--set", "categories.max_clusters=3", "--set", "epochs=6", "--set",
            "save_every=3", "--checkpoint-dir", world.PathOf("t"),
        ];
        AgentToolRun.Done(flags);
        byte[] whole = File.ReadAllBytes(world.PathOf("t", "tokenizer.safetensors"));
        File.Delete(world.PathOf("t", "checkpoints", "epoch-6.safetensors"));
        File.Delete(world.PathOf("t", "checkpoints", "best.safetensors"));
        AgentToolRun.Done([.. flags, "--resume"]);
        Assert.Equal(whole, File.ReadAllBytes(world.PathOf("t", "tokenizer.safetensors")));
    }
}
