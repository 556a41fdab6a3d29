using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Data.Tests;

public sealed class OperatorDatasetTests
{
    private const int T = 3, H = 4, W = 6;

    private static readonly ParameterSpace Space = new()
    {
        Dimensions =
        [
            new() { Name = "rate", Type = ParameterKind.Continuous, Bounds = [1, 3] },
            new() { Name = "noise_scale", Type = ParameterKind.Continuous, Bounds = [1e-4, 1], LogScale = true },
            new() { Name = "update_policy", Type = ParameterKind.Choice, Choices = ["residual", "convex"] },
        ],
    };

    private static readonly OperatorGeneratorOptions Size =
        new() { Samples = 7, Steps = T, Height = H, Width = W, Seed = 5 };

    /// <summary>x → rate·x, exactly known.</summary>
    private static OperatorDomain Growth { get; } = new()
    {
        Name = "growth",
        Space = Space,
        Channels = 2,
        DrawInitial = (state, _, _, random) =>
        {
            random.FillUniform(state);
            return "uniform";
        },
        Simulate = (theta, initial, steps, realizations) =>
        {
            double rate = Space.Map(theta)[0];
            var states = stack([.. Enumerable.Range(0, steps + 1).Select(t => initial * Math.Pow(rate, t))], 1);
            return realizations == 1 ? states : stack([states, 2 * states], 1);
        },
        Features = (theta, trajectories) =>
        [
            new("summary/aggregated", trajectories.mean([1, 2, 3, 4]).sum(0, keepdim: true), ["mean"]),
            new("temporal", trajectories.mean([0, 2]).reshape(T + 1, -1).narrow(1, 0, 2), ["a", "b"]),
        ],
    };

    [Fact]
    public void WhatIsGenerated_IsReadBack()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        List<int> progress = [];
        var quality = OperatorGenerator.Write(folder["data.h5"], Growth, Size, progress.Add);
        using var reader = OperatorDatasetReader.Open(folder["data.h5"]);

        Assert.Equal([1, 2, 3, 4, 5, 6, 7], progress);
        float[][] thetas = OperatorGenerator.Parameters(Space, Size);
        Assert.Equal(SamplingQuality.Of(thetas), quality);
        Assert.Equal((7, 2, H, W, T, 3), (
            reader.Count, reader.Channels, reader.Height, reader.Width, reader.Steps, reader.ParameterCount));
        Assert.Equal(thetas.SelectMany(theta => theta), reader.Parameters().data<float>().ToArray());
        Assert.Equal(OptionsJson.Serialize(Space), OptionsJson.Serialize(reader.Space));
        Assert.Equal(Enumerable.Repeat("uniform", 7), reader.Labels("ic_types"));
        Assert.Equal(
            thetas.Select(theta => Space.Describe("update_policy", theta)), reader.Labels("evolution_policies"));
        Assert.Equal(["low", "medium", "high"], reader.Labels("noise_regimes").Distinct().OrderDescending().Order(
            Comparer<string>.Create((a, b) => Rank(a) - Rank(b))));
        for (int i = 0; i < 7; i++)
        {
            float[] state = new float[2 * H * W];
            new RandomStream(5, "initial conditions").Split($"{i}").FillUniform(state);
            var expected = Growth.Simulate(thetas[i], tensor(state, [1, 2, H, W]), T, 1);
            Assert.Equal(expected, reader.Trajectories(i, 1));
            Assert.Equal(expected.narrow(1, 0, 2).contiguous(), reader.Trajectories(i, 1, steps: 1));
            Assert.Equal(expected.select(1, 0).contiguous(), reader.InitialStates(i, 1));
            Assert.Equal(
                expected.mean([1, 2, 3, 4]).item<float>(), reader.Features("summary/aggregated", i, 1).item<float>());
        }

        Assert.Equal(["summary/aggregated", "temporal"], reader.FeaturePaths);
        Assert.Equal(["a", "b"], reader.FeatureNames("temporal"));
        Assert.Equal([7, T + 1, 2], reader.Features("temporal").shape);

        static int Rank(string regime) => Array.IndexOf(["low", "medium", "high"], regime);
    }

    [Fact]
    public void ShorterDataset_IsTheBeginningOfALongerOne()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        OperatorGenerator.Write(folder["long.h5"], Growth, Size);
        OperatorGenerator.Write(folder["short.h5"], Growth, Size with { Samples = 3 });
        OperatorGenerator.Write(folder["other.h5"], Growth, Size with { Samples = 3, Seed = 6 });
        using var longer = OperatorDatasetReader.Open(folder["long.h5"]);
        using var shorter = OperatorDatasetReader.Open(folder["short.h5"]);
        using var other = OperatorDatasetReader.Open(folder["other.h5"]);

        Assert.Equal(longer.Trajectories(0, 3), shorter.Trajectories(0, 3));
        Assert.NotEqual(longer.Trajectories(0, 3), other.Trajectories(0, 3));
    }

    [Fact]
    public void Features_SeeEveryRealization_TheFileKeepsTheFirst_OrNone()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        OperatorGenerator.Write(folder["one.h5"], Growth, Size);
        OperatorGenerator.Write(
            folder["two.h5"], Growth, Size with { Realizations = 2, StoresTrajectories = false });
        using var one = OperatorDatasetReader.Open(folder["one.h5"]);
        using var two = OperatorDatasetReader.Open(folder["two.h5"]);

        Assert.Equal(0, two.Steps);
        var difference = two.Features("summary/aggregated") - (3 * one.Features("summary/aggregated"));
        Assert.True(difference.abs().max().item<float>() < 1e-5);
        Assert.Equal(
            $"{folder["two.h5"]}: expected a dataset 'targets/trajectories', found none.",
            Assert.Throws<InvalidDataException>(() => two.Trajectories(0, 1)).Message);
    }

    [Fact]
    public void InterruptedRun_KeepsTheOldFile_AndGoesOnAfterItsLastPart()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var size = Size with { PartSize = 2 };
        using var stop = new CancellationTokenSource();
        File.WriteAllText(folder["data.h5"], "old");
        Assert.Throws<OperationCanceledException>(() => OperatorGenerator.Write(
            folder["data.h5"], Growth, size, done => CancelAt(5, done, stop), stop.Token));
        Assert.Equal([folder["data.h5"]], Directory.GetFiles(folder.Root));
        Assert.Equal("old", File.ReadAllText(folder["data.h5"]));

        int simulated = 0;
        List<int> progress = [];
        var counted = Growth with
        {
            Simulate = (theta, initial, steps, realizations) =>
            {
                simulated++;
                return Growth.Simulate(theta, initial, steps, realizations);
            },
        };
        OperatorGenerator.Write(folder["data.h5"], counted, size, progress.Add);
        OperatorGenerator.Write(folder["whole.h5"], Growth, Size);

        Assert.Equal(3, simulated);
        Assert.Equal([2, 4, 5, 6, 7], progress);
        Assert.Empty(Directory.GetDirectories(folder.Root));
        using var resumed = OperatorDatasetReader.Open(folder["data.h5"]);
        using var whole = OperatorDatasetReader.Open(folder["whole.h5"]);
        Assert.Equal(whole.Trajectories(0, 7), resumed.Trajectories(0, 7));
        Assert.Equal(whole.Parameters(), resumed.Parameters());
        Assert.Equal(whole.Features("temporal"), resumed.Features("temporal"));
        Assert.Equal(whole.FeatureNames("temporal"), resumed.FeatureNames("temporal"));
        Assert.Equal(whole.Labels("noise_regimes"), resumed.Labels("noise_regimes"));
    }

    [Fact]
    public void PartsOfAnotherRun_AreNotTaken()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using var stop = new CancellationTokenSource();
        var size = Size with { PartSize = 2 };
        Assert.Throws<OperationCanceledException>(() => OperatorGenerator.Write(
            folder["data.h5"], Growth, size, done => CancelAt(5, done, stop), stop.Token));
        OperatorGenerator.Write(folder["data.h5"], Growth, size with { Seed = 6 });
        OperatorGenerator.Write(folder["other.h5"], Growth, Size with { Seed = 6 });

        using var data = OperatorDatasetReader.Open(folder["data.h5"]);
        using var other = OperatorDatasetReader.Open(folder["other.h5"]);
        Assert.Equal(other.Trajectories(0, 7), data.Trajectories(0, 7));
        Assert.Single(Directory.GetDirectories(folder.Root)); // the interrupted run's, which can still go on
    }

    [Fact]
    public void Generating_AndReading_LeaveNoTensors()
    {
        using var folder = new TemporaryFolder();
        OperatorGenerator.Write(folder["warm.h5"], Growth, Size);
        using var ledger = TensorLedger.Start();
        OperatorGenerator.Write(folder["data.h5"], Growth, Size);
        using (var reader = OperatorDatasetReader.Open(folder["data.h5"]))
        {
            reader.Trajectories(0, 7).Dispose();
        }

        ledger.RequireBalanced();
    }

    [Fact]
    public void Split_IsByTheSeed_AndBatchesHoldTheirSamples()
    {
        using var folder = new TemporaryFolder();
        OperatorGenerator.Write(folder["data.h5"], Growth, Size);
        using var reader = OperatorDatasetReader.Open(folder["data.h5"]);
        using var ledger = TensorLedger.Start();
        var (train, validation) = OperatorDataset.Split(reader, 0.3, 9, steps: 2);
        Assert.Equal(5, train.Samples.Count);
        Assert.Equal(Enumerable.Range(0, 7), train.Samples.Concat(validation.Samples).Order());
        Assert.Equal(train.Samples, OperatorDataset.Split(reader, 0.3, 9, 0).Train.Samples);
        Assert.NotEqual(train.Samples, OperatorDataset.Split(reader, 0.3, 10, 0).Train.Samples);

        using var loader = new BatchLoader<OperatorBatch>(train, new() { BatchSize = 2, Seed = 1, Workers = 2 });
        List<int> seen = [];
        foreach (var batch in loader.Epoch(1))
        {
            using (batch)
            {
                using var scope = NewDisposeScope();
                seen.AddRange(batch.Indices);
                for (int row = 0; row < batch.Indices.Count; row++)
                {
                    int i = batch.Indices[row];
                    Assert.Equal(reader.Trajectories(i, 1, 2).squeeze(0), batch.Trajectory[row].clone());
                    Assert.Equal(reader.InitialStates(i, 1).squeeze(0), batch.Initial[row].clone());
                    Assert.Equal(reader.Parameters()[i].clone(), batch.Parameters[row].clone());
                }
            }
        }

        Assert.Equal(train.Samples.Order(), seen.Order());
        ledger.RequireBalanced();
    }

    [Fact]
    public void ReferenceVariants_AreRead()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var states = arange(2 * 5 * 1 * H * W, dtype: ScalarType.Float32).reshape(2, 5, 1, H, W);
        var fields = states.narrow(1, 0, 1).reshape(2, 1, H, W);
        var drawn = cat([fields, fields + 1, fields + 2], 1); // M = 3 draws
        Write(folder["all.h5"], drawn, states, 14);
        Write(folder["rest.h5"], drawn, states.narrow(1, 1, 4).contiguous(), 12);
        Write(folder["bare.h5"], drawn, null, 12);
        foreach (string name in new[] { "all.h5", "rest.h5" })
        {
            using var reader = OperatorDatasetReader.Open(folder[name]);
            Assert.Equal((1, 4), (reader.Channels, reader.Steps));
            Assert.Equal(states, reader.Trajectories(0, 2));
            Assert.Equal(fields, reader.InitialStates(0, 2));
            var batch = new OperatorDataset(reader, [1], 2).Assemble(0, [0], 0);
            Assert.Equal(states.narrow(0, 1, 1).narrow(1, 0, 3).contiguous(), batch.Trajectory);
            Assert.Null(reader.Space);
            Assert.Empty(reader.FeaturePaths);
            Assert.Empty(reader.Labels("ic_types"));
            batch.Dispose();
        }

        using var bare = OperatorDatasetReader.Open(folder["bare.h5"]);
        Assert.Equal((1, 0, 12), (bare.Channels, bare.Steps, bare.ParameterCount));
        using var untimed = new OperatorDataset(bare, [0], 0).Assemble(0, [0], 0);
        Assert.Equal(
            "Expected trajectories, but the dataset reads none (steps = 0).",
            Assert.Throws<InvalidOperationException>(() => untimed.Trajectory).Message);
    }

    [Fact]
    public void BadFiles_AreRefusedByNameAndShape()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        string path = folder["bad.h5"];
        Write(path, zeros(2, 1, H, W), zeros([3, 4, 1, H, W]), 12);
        Refused("dataset 'targets/trajectories': expected 2 samples, got 3.");
        Write(path, zeros(2, 1, H, W), zeros([2, 4, 1, H, W + 1]), 12);
        Refused("dataset 'targets/trajectories': expected 6 columns, got 7.");
        Write(path, zeros(2, 1, H, W), zeros([2, 4, 2, H, W]), 12);
        Refused("dataset 'inputs/fields': expected 2 channels, got 1.");
        Write(path, zeros(2, H, W), null, 12);
        Refused("dataset 'inputs/fields': expected [N, C, H, W], got [2, 4, 6].");
        Write(path, zeros(2, 1, H, W), full([2, 4, 1, H, W], float.NaN), 12);
        using var reader = OperatorDatasetReader.Open(path);
        Assert.Equal(
            $"{path}, dataset 'targets/trajectories', sample 1: expected finite values, found NaN in frame 1, row 0, "
            + "column 0.",
            Assert.Throws<InvalidDataException>(() => new OperatorDataset(reader, [1], 3).Assemble(0, [0], 0)).Message);

        void Refused(string fault) => Assert.Equal(
            $"{path}, {fault}", Assert.Throws<InvalidDataException>(() => OperatorDatasetReader.Open(path)).Message);
    }

    [Fact]
    public void MissingDataset_IsNamed()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using (var file = Hdf5File.Create(folder["bare.h5"]))
        {
            file.Root.Write("inputs/fields", zeros(2, 1, H, W));
            file.Complete();
        }

        var exception = Assert.Throws<InvalidDataException>(() => OperatorDatasetReader.Open(folder["bare.h5"]));
        Assert.Contains("bare.h5", exception.Message, StringComparison.Ordinal);
        Assert.Contains("parameters", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Writer_RefusesOtherShapesAndFamilies()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var layout = new OperatorDatasetLayout { Domain = "d", Space = Space, Height = H, Width = W, Steps = 2 };
        using (var writer = new OperatorDatasetWriter(folder["w.h5"], layout))
        {
            var good = new OperatorSample([0, 0, 0], zeros(1, H, W), zeros(3, 1, H, W));
            Refused("Expected shape [C=1, H=4, W=6], got [2, 4, 6]. (Parameter 'sample.Initial')",
                good with { Initial = zeros(2, H, W) });
            Refused("Expected shape [P=3], got [2]. (Parameter 'Parameters')", good with { Parameters = [0, 0] });
            Refused("Expected a trajectory of 2 steps, got none. (Parameter 'sample')",
                good with { Trajectory = null });
            Refused("Expected shape [T+1=3, C=1, H=4, W=6], got [4, 1, 4, 6]. (Parameter 'sample.Trajectory')",
                good with { Trajectory = zeros(4, 1, H, W) });
            Refused("Expected shape [F=2], got [3]. (Parameter 'x')",
                good with { Features = [new("x", zeros(3), ["a", "b"])] });
            writer.Append(good);
            Refused("Expected features [], got [x]. (Parameter 'sample')",
                good with { Features = [new("x", zeros(1), ["a"])] });
            Assert.Equal(1, writer.Count);

            void Refused(string message, OperatorSample sample) =>
                Assert.Equal(message, Assert.Throws<ArgumentException>(() => writer.Append(sample)).Message);
        }

        Assert.Empty(Directory.GetFiles(folder.Root));
        using var empty = new OperatorDatasetWriter(folder["w.h5"], layout);
        Assert.Equal(
            $"{folder["w.h5"]}: expected at least one sample, got none.",
            Assert.Throws<InvalidOperationException>(empty.Complete).Message);
    }

    [Fact]
    public void GrayScottDomain_GeneratesAndReplays()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var size = new OperatorGeneratorOptions { Samples = 2, Steps = 2, Height = 16, Width = 16 };
        OperatorGenerator.Write(folder["gs.h5"], OperatorDomain.GrayScott, size);
        using var reader = OperatorDatasetReader.Open(folder["gs.h5"]);

        float[] theta = reader.Parameters()[1].data<float>().ToArray();
        var options = reader.Space!.To<GrayScottOptions>(theta);
        Assert.Equal(reader.Trajectories(1, 1), new GrayScott(options).Run(reader.InitialStates(1, 1), 2));
        Assert.InRange(options.Feed, 0.025, 0.05);
        Assert.NotEqual(0.04, options.Feed);
    }

    private static void CancelAt(int last, int done, CancellationTokenSource stop)
    {
        if (done == last)
        {
            stop.Cancel();
        }
    }

    private static void Write(string path, Tensor fields, Tensor? trajectories, int parameters)
    {
        using var file = Hdf5File.Create(path);
        file.Root.Write("inputs/fields", fields);
        file.Root.Write("parameters/params", zeros(fields.size(0), parameters));
        if (trajectories is not null)
        {
            file.Root.Write("targets/trajectories", trajectories);
        }

        file.Complete();
    }
}
