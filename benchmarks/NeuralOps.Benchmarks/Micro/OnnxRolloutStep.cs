using BenchmarkDotNet.Attributes;
using NeuralOps.Models;
using NeuralOps.Onnx;
using static TorchSharp.torch;

namespace NeuralOps.Benchmarks;

/// <summary>
/// Exists to check real time and its memory: one step of the exported stepper in <see cref="OnnxRollout"/>, which must
/// allocate nothing, against the same step in libtorch. Does not measure a trained network; the weights are random, the
/// work is the same.
/// </summary>
[MemoryDiagnoser]
public class OnnxRolloutStep
{
    private string folder = "";
    private FluidStepper stepper = null!;
    private Tensor state = null!;
    private Tensor masks = null!;
    private OnnxRollout rollout = null!;

    [Params(64, 128)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        folder = Directory.CreateTempSubdirectory("neuralops-bench-").FullName;
        string path = Path.Combine(folder, "fluid.onnx");
        stepper = FluidStepper.Create(UnetOptions.Small, FluidStepperOptions.Leaky);
        stepper.eval();
        OnnxExporter.Export(stepper, path, new OnnxExportOptions
        {
            InputDims = [1, 6, Size, Size],
            InputChannels = ["d", "vx", "vz", "previous d", "emitter", "collider"],
            OutputChannels = ["d", "vx", "vz"],
        });
        (state, masks) = (rand(1, 4, Size, Size), zeros(1, 2, Size, Size));
        rollout = new OnnxRollout(path, new OnnxRolloutOptions { Layout = OnnxRolloutLayout.Fluid });
        rollout.Start(new float[3 * Size * Size]);
    }

    [Benchmark(Baseline = true)]
    public void Libtorch()
    {
        using var quiet = no_grad();
        stepper.Step(state, masks).Dispose();
    }

    [Benchmark]
    public float OnnxRuntime() => rollout.Step()[0];

    [GlobalCleanup]
    public void Cleanup()
    {
        rollout.Dispose();
        stepper.Dispose();
        state.Dispose();
        masks.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
