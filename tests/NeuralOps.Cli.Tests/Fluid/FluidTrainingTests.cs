using NeuralOps.Cli;
using NeuralOps.Core;
using NeuralOps.Data;
using NeuralOps.Models;
using NeuralOps.Rollout;

namespace NeuralOps.Tests;

public sealed class FluidTrainingTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("neuralops-fluid-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Run_InterruptedAndResumed_GivesTheSameWeightsBitForBit()
    {
        FluidTraining.Run(Options(steps: 9), Path.Combine(folder, "whole"));
        FluidTraining.Run(Options(steps: 4), Path.Combine(folder, "parts"));
        FluidTraining.Run(Options(steps: 9), Path.Combine(folder, "parts"), resume: true);
        Assert.Equal(Bytes("whole"), Bytes("parts"));
    }

    [Fact]
    public void Run_FromParentsWeights_StartsThere()
    {
        FluidTraining.Run(Options(steps: 6), Path.Combine(folder, "parent"));
        FluidRunOptions still = Options(steps: 1) with { LearningRate = 1e-12, FreezeBatchNorm = true };
        FluidTraining.Run(still, Path.Combine(folder, "child"), Path.Combine(folder, "parent", FluidModel.WeightsName));
        using SafetensorsContent parent = SafetensorsFile.Read(Path.Combine(folder, "parent", FluidModel.WeightsName));
        using SafetensorsContent child = SafetensorsFile.Read(Path.Combine(folder, "child", FluidModel.WeightsName));
        Assert.All(
            parent.Tensors,
            entry => Assert.True(entry.Value.allclose(child.Tensors[entry.Key], 1e-6, 1e-6), entry.Key));
    }

    [Fact]
    public void Weights_DescribeTheirModel()
    {
        FluidTraining.Run(Options(steps: 2), Path.Combine(folder, "run"));
        using FluidModel model = FluidModel.Load(Path.Combine(folder, "run"));
        Assert.Equal(Options(2).Model.BaseChannels, model.Stepper.Network.Options.BaseChannels);
        Assert.Equal(FluidStepperOptions.Leaky, model.Stepper.Options);
        Assert.Equal(48.9375, model.Scales.VelX);
        Assert.Equal(model.Scales.VelX, model.Scales.VelZ);
    }

    [Fact]
    public void Load_OfForeignWeights_SaysWhatIsMissing()
    {
        string path = Path.Combine(folder, "foreign.safetensors");
        SafetensorsFile.Write(path, new Dictionary<string, TorchSharp.torch.Tensor>());
        var error = Assert.Throws<InvalidDataException>(() => FluidModel.Load(path));
        Assert.Equal(
            $"{path}: expected the header of a fluid model with 'model', 'stepper' and 'scales', found no 'model'.",
            error.Message);
    }

    [Fact]
    public void Persistence_OnTestSequences_HasTheErrorsThatNumpyFinds()
    {
        FluidSequence[] sequences = [.. SequenceFiles.In(Data("test")).Select(FluidSequence.Read)];
        HorizonErrors errors = FluidEvaluation.Of("persistence", null, sequences, FieldScales.One, 50);
        double[] found = [.. new[] { 1, 10, 20, 50 }.Select(errors.MeanDensityRmse)];
        double[] expected = [0.0426, 0.1060, 0.1090, 0.1103]; // four digits
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 6e-5));
        Assert.Equal(errors.TrueSpectrum.Count, errors.Spectrum.Count);
    }

    [Fact]
    public void FreeRollout_OfExportedModel_ReachesItsFrame()
    {
        FluidTraining.Run(Options(steps: 2), Path.Combine(folder, "run"));
        using FluidModel model = FluidModel.Load(Path.Combine(folder, "run"));
        string exported = Path.Combine(folder, "fluid.onnx");
        FluidExport.Write(model, exported);
        FluidSequence closed = FluidSequence.Read(Path.Combine(Data("test"), "seq_0129.npz"));
        FreeRolloutResult result = FreeRollout.Run(exported, closed, model.Scales, 121, 20);
        Assert.True(result.EmitterClosed);
        Assert.Equal(7, result.Frames.Count);
        Assert.All(result.Frames[^1], value => Assert.True(float.IsFinite(value)));
        Assert.True(result.StepsPerSecond > 0);
    }

    private static FluidRunOptions Options(int steps) => new()
    {
        TrainData = Data("train"),
        ValidationData = Data("val"),
        Model = UnetOptions.Small with { BaseChannels = 4, Depth = 1 },
        Stepper = FluidStepperOptions.Leaky,
        Noise = new FluidNoiseOptions(),
        BurnIn = new BurnInOptions { Steps = 2, Probability = 0.5 },
        RolloutStep = 2,
        LrSchedulerType = ScheduleKind.Constant,
        Epochs = 1,
        Steps = steps,
    };

    private static string Data(string split) =>
        Path.Combine(Fixtures.Repository, "samples", "NeuralFluid", "data", split);

    private byte[] Bytes(string run) => File.ReadAllBytes(Path.Combine(folder, run, FluidModel.WeightsName));
}
