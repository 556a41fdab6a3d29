using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using NeuralOps.Core;

namespace NeuralOps.Onnx;

/// <summary>
/// Runs an exported recurrent model in real time: (y_t, h_t) = step(x_t, h_{t−1}), with the states carried from frame
/// to frame. A step allocates no managed memory and costs the same at any frame; a whole sequence enters at once
/// through the model's other graph.
/// </summary>
/// <remarks>
/// States and outputs are written in turn into two sets of buffers, so what fails leaves the states as they were.
/// Deterministic for one machine and thread count. Not for use by several threads at once, but a span of the last
/// output stays as it is while the next step runs.
/// </remarks>
public sealed partial class OnnxRecurrence : IDisposable
{
    private readonly InferenceSession session;
    private readonly InferenceSession? prefillSession;
    private readonly OrtIoBinding binding;
    private readonly RunOptions runOptions = new();
    private readonly OnnxGraphPort[] inputPorts;
    private readonly OnnxGraphPort outputPort;
    private readonly OnnxGraphState[] statePorts;
    private readonly PinnedTensor[] inputs; // [B, D…]
    private readonly PinnedTensor[] outputs; // two of [B, D_out…]
    private readonly PinnedTensor[][] states; // two sets of [B, …]
    private readonly string stem;
    private int current;
    private long stepCount;
    private long stepTicks;

    /// <summary>Loads what <see cref="OnnxExporter"/> wrote; without its sequence graph it only steps.</summary>
    /// <param name="stem">Folder and beginning of the files' names, as the export had it.</param>
    /// <param name="batch">B, the samples that run beside one another, at least 1.</param>
    /// <param name="sessionOptions">Threads, providers and optimisation of ONNX Runtime, or null for
    /// <see cref="ThreadSettings.Count"/> threads and its other defaults.</param>
    /// <exception cref="FileNotFoundException">The step graph or a sidecar is missing.</exception>
    /// <exception cref="InvalidDataException">A sidecar does not belong to its graph, the two graphs were not made
    /// together, or the graph is no step of a recurrent model.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batch"/> is less than 1.</exception>
    public OnnxRecurrence(string stem, int batch = 1, SessionOptions? sessionOptions = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        (this.stem, Batch) = (stem, batch);
        string path = OnnxExporter.StepPath(stem);
        Sidecar = OnnxGraphSidecar.Read(path);
        RequirePair();
        using var defaults = new SessionOptions { IntraOpNumThreads = ThreadSettings.Count };
        session = new InferenceSession(path, sessionOptions ?? defaults);
        RequireStepGraph(path);
        (inputPorts, outputPort, statePorts) = ([.. Sidecar.Inputs], Sidecar.Outputs[0], [.. Sidecar.States]);
        inputs = [.. inputPorts.Select(Buffer)];
        outputs = [Buffer(outputPort), Buffer(outputPort)];
        states = [StateBuffers(), StateBuffers()];
        binding = session.CreateIoBinding();
        prefillSession = HasPrefill ? new InferenceSession(PrefillPath, sessionOptions ?? defaults) : null;

        PinnedTensor Buffer(OnnxGraphPort port) => new([batch, .. port.Dims.Skip(1).Select(Length)]);
        PinnedTensor[] StateBuffers() => [.. statePorts.Select(state => new PinnedTensor([batch, .. state.Dims]))];
    }

    /// <summary>What the exported step graph says of itself.</summary>
    public OnnxGraphSidecar Sidecar { get; }

    /// <summary>B.</summary>
    public int Batch { get; }

    /// <summary>Frames since the start or the last <see cref="Reset"/>, those of sequences among them.</summary>
    public long FrameCount { get; private set; }

    /// <summary>Mean rate of the steps since the start, without the time between them; 0 before the first.</summary>
    public double StepsPerSecond => stepTicks == 0 ? 0 : stepCount * (double)Stopwatch.Frequency / stepTicks;

    /// <summary>The last output of <see cref="Step()"/>, [B, …].</summary>
    public ReadOnlySpan<float> Output => outputs[current].Elements;

    /// <summary>An input of the next frame, [B, …]; what is written stays until it is overwritten.</summary>
    /// <param name="index">Its place among the inputs of <see cref="Sidecar"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such input.</exception>
    public Span<float> Input(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, inputs.Length);
        return inputs[index].Elements;
    }

    /// <summary>A state as it enters the next frame, [B, …]; what is written to it counts.</summary>
    /// <param name="name">One of the states of <see cref="Sidecar"/>.</param>
    /// <exception cref="ArgumentException">There is no such state.</exception>
    public Span<float> State(string name)
    {
        int index = Array.FindIndex(statePorts, state => state.Name == name);
        return index >= 0
            ? states[current][index].Elements
            : throw new ArgumentException(
                $"Expected one of the states {string.Join(", ", statePorts.Select(state => state.Name))}, "
                + $"got '{name}'.",
                nameof(name));
    }

    /// <summary>Starts again from zero states and zero inputs.</summary>
    public void Reset()
    {
        foreach (var state in states[current])
        {
            state.Elements.Clear();
        }

        foreach (var input in inputs)
        {
            input.Elements.Clear();
        }

        outputs[current].Elements.Clear();
        (FrameCount, stepCount, stepTicks) = (0, 0, 0);
    }

    /// <summary>Advances one frame of a model with one input.</summary>
    /// <param name="frame">The frame, [B, …].</param>
    /// <returns>The output [B, …], valid until the step after the next.</returns>
    /// <exception cref="ArgumentException">A wrong length, or a value that is not finite.</exception>
    /// <exception cref="InvalidOperationException">The model has several inputs, or counts no more frames.</exception>
    public ReadOnlySpan<float> Step(ReadOnlySpan<float> frame)
    {
        if (inputs.Length != 1)
        {
            throw new InvalidOperationException(
                $"Expected a model with one input, got {InputNames}. Write each to Input and call Step().");
        }

        if (frame.Length != inputs[0].Elements.Length)
        {
            throw new ArgumentException(
                $"Expected a frame {Describe(inputPorts[0])}, {inputs[0].Elements.Length} values, got {frame.Length}.",
                nameof(frame));
        }

        frame.CopyTo(inputs[0].Elements);
        return Step();
    }

    /// <summary>Advances one frame with the inputs as they are.</summary>
    /// <returns>The output [B, …], valid until the step after the next.</returns>
    /// <exception cref="ArgumentException">An input holds a value that is not finite.</exception>
    /// <exception cref="InvalidOperationException">The model counts no more frames.</exception>
    public ReadOnlySpan<float> Step()
    {
        RequireFrames(1);
        for (int i = 0; i < inputs.Length; i++)
        {
            RequireFinite(inputs[i].Elements, i);
        }

        long begin = Stopwatch.GetTimestamp();
        int next = 1 - current;
        for (int i = 0; i < inputs.Length; i++)
        {
            binding.BindInput(inputPorts[i].Name, inputs[i].Value); // each time: other devices copy at this moment
        }

        BindStates(binding, next);
        binding.BindOutput(outputPort.Name, outputs[next].Value);
        session.RunWithBinding(runOptions, binding);
        current = next;
        FrameCount++;
        stepCount++;
        stepTicks += Stopwatch.GetTimestamp() - begin;
        return outputs[next].Elements;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        binding.Dispose();
        foreach (var buffer in inputs.Concat(outputs).Concat(states[0]).Concat(states[1]))
        {
            buffer.Dispose();
        }

        runOptions.Dispose();
        prefillSession?.Dispose();
        session.Dispose();
    }

    private void BindStates(OrtIoBinding target, int next)
    {
        for (int i = 0; i < statePorts.Length; i++)
        {
            target.BindInput(statePorts[i].Input, states[1 - next][i].Value);
            target.BindOutput(statePorts[i].Output, states[next][i].Value);
        }
    }
}
