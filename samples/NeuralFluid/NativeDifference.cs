using NeuralOps.Cli;
using NeuralOps.Data;
using NeuralOps.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralFluid;

/// <summary>How far ONNX Runtime and libtorch are apart in a step, along a rollout.</summary>
internal static class NativeDifference
{
    private const int Steps = 50;

    /// <summary>The largest difference of any cell over fifty steps, each taken by both from the same state.</summary>
    public static double Of(string exported, FluidModel model, FluidSequence sequence)
    {
        using IDisposable quiet = no_grad();
        using DisposeScope scope = NewDisposeScope();
        using FluidBatch window = sequence.Normalise(model.Scales).Window(1, Steps);
        using var rollout = new OnnxRollout(exported, new OnnxRolloutOptions
        {
            Layout = OnnxRolloutLayout.Fluid,
            Height = sequence.Height,
            Width = sequence.Width,
        });
        Tensor fields = window.X0[0, ..3];
        rollout.Start(
            fields.data<float>().ToArray(), cat([window.X0[0, 3..4], fields[1..]], 0).data<float>().ToArray());
        Tensor state = window.X0.narrow(1, 0, 4);
        double largest = 0;
        for (int k = 0; k < Steps; k++)
        {
            Tensor next = model.Stepper.Step(state, window.Masks, k);
            float[] native = next[0, ..3].data<float>().ToArray();
            ReadOnlySpan<float> onnx = rollout.Step(window.Masks[0, k].data<float>().ToArray());
            for (int i = 0; i < native.Length; i++)
            {
                largest = Math.Max(largest, Math.Abs(native[i] - onnx[i]));
            }

            Tensor own = tensor(onnx.ToArray(), [1, 3, sequence.Height, sequence.Width]);
            state = cat([own, state.narrow(1, 0, 1)], 1);
        }

        return largest;
    }
}
