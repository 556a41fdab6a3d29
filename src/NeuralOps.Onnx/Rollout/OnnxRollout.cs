using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using NeuralOps.Core;

namespace NeuralOps.Onnx;

/// <summary>
/// Steps an exported model forward in real time: u(t+1) = model(u(t), u(t−1), forcing(t)). The model writes its output
/// in turn into two buffers, over the state before the current one; a step allocates no managed memory.
/// </summary>
/// <remarks>
/// One sample, planes [H, W] in row-major order. Deterministic for one machine and thread count. Not for use by several
/// threads at once, but a span of the current state stays as it is while the next step runs.
/// </remarks>
public sealed class OnnxRollout : IDisposable
{
    private readonly InferenceSession session;
    private readonly OrtIoBinding binding;
    private readonly RunOptions runOptions = new();
    private readonly OnnxFeedback[] currentChannels;
    private readonly OnnxFeedback[] previousChannels;
    private readonly int[] forcingChannels;
    private readonly PinnedTensor input; // [1, C_in, H, W]
    private readonly PinnedTensor[] states; // two of [1, C_out, H, W]
    private readonly int plane;
    private int current;
    private bool started;
    private long stepTicks;

    /// <summary>Loads a model and its sidecar.</summary>
    /// <param name="modelPath">The model file; its sidecar lies beside it.</param>
    /// <param name="options">Layout of the channels and size of the grid.</param>
    /// <param name="sessionOptions">Threads, providers and optimisation of ONNX Runtime, or null for
    /// <see cref="ThreadSettings.Count"/> threads and its other defaults.</param>
    /// <exception cref="FileNotFoundException">The model or its sidecar is missing.</exception>
    /// <exception cref="InvalidDataException">The sidecar does not belong to the model.</exception>
    /// <exception cref="ArgumentException">The layout or the grid does not fit the model.</exception>
    public OnnxRollout(string modelPath, OnnxRolloutOptions options, SessionOptions? sessionOptions = null)
    {
        Sidecar = OnnxSidecar.Read(modelPath);
        int inputChannels = Sidecar.Input.Channels.Count, outputChannels = Sidecar.Output.Channels.Count;
        options.Layout.Require(inputChannels, outputChannels, modelPath);
        currentChannels = [.. options.Layout.Current];
        previousChannels = [.. options.Layout.Previous];
        forcingChannels = [.. options.Layout.Forcing];
        RequireOneSample();
        Height = Extent(nameof(Height), 2, options.Height);
        Width = Extent(nameof(Width), 3, options.Width);
        plane = Height * Width;
        using var defaults = new SessionOptions { IntraOpNumThreads = ThreadSettings.Count };
        session = new InferenceSession(modelPath, sessionOptions ?? defaults);
        binding = session.CreateIoBinding();
        input = new PinnedTensor(1, inputChannels, Height, Width);
        long[] state = [1, outputChannels, Height, Width];
        states = [new PinnedTensor(state), new PinnedTensor(state)];
    }

    /// <summary>What the exported model says of itself.</summary>
    public OnnxSidecar Sidecar { get; }

    /// <summary>Grid rows H.</summary>
    public int Height { get; }

    /// <summary>Grid columns W.</summary>
    public int Width { get; }

    /// <summary>Steps since the start.</summary>
    public long StepCount { get; private set; }

    /// <summary>Mean rate of the steps since the start, without the time between them; 0 before the first.</summary>
    public double StepsPerSecond => stepTicks == 0 ? 0 : StepCount * (double)Stopwatch.Frequency / stepTicks;

    /// <summary>The current state [C_out, H, W]. What is written to it, as an impulse is, enters the next step.
    /// </summary>
    public Span<float> State => states[current].Elements;

    /// <summary>One channel of the current state, [H, W].</summary>
    /// <param name="outputChannel">Channel of the model's output.</param>
    public Span<float> Channel(int outputChannel) => states[current].Channel(outputChannel);

    /// <summary>The plane of a forcing channel, [H, W]; what is written stays until it is overwritten.</summary>
    /// <param name="inputChannel">One of the layout's forcing channels.</param>
    /// <exception cref="ArgumentException">The layout feeds the channel itself.</exception>
    public Span<float> Forcing(int inputChannel) => forcingChannels.AsSpan().Contains(inputChannel)
        ? input.Channel(inputChannel)
        : throw new ArgumentException(
            $"Expected one of the forcing channels [{string.Join(", ", forcingChannels)}], got {inputChannel}.",
            nameof(inputChannel));

    /// <summary>Sets the state that the first step starts from; forcing planes become 0.</summary>
    /// <param name="state">u(0), [C_out, H, W].</param>
    /// <param name="previous">u(−1), [C_out, H, W]; without it the state counts as at rest, u(−1) = u(0).</param>
    /// <exception cref="ArgumentException">A wrong length, or a value that is not finite.</exception>
    public void Start(ReadOnlySpan<float> state, ReadOnlySpan<float> previous = default)
    {
        RequireState(state, nameof(state));
        if (!previous.IsEmpty)
        {
            RequireState(previous, nameof(previous));
        }

        current = 0;
        state.CopyTo(states[0].Elements);
        (previous.IsEmpty ? state : previous).CopyTo(states[1].Elements);
        input.Elements.Clear();
        (StepCount, stepTicks, started) = (0, 0, true);
    }

    /// <summary>Advances one step with new forcing.</summary>
    /// <param name="forcing">The forcing planes in the layout's order, [F, H, W].</param>
    /// <returns>The new state [C_out, H, W], valid until the step after the next.</returns>
    /// <exception cref="ArgumentException">A wrong length.</exception>
    /// <exception cref="InvalidOperationException">The rollout has not been started.</exception>
    public ReadOnlySpan<float> Step(ReadOnlySpan<float> forcing)
    {
        if (forcing.Length != forcingChannels.Length * plane)
        {
            throw new ArgumentException(
                $"Expected {forcingChannels.Length} forcing planes of {Height} x {Width}, "
                + $"{forcingChannels.Length * plane} values, got {forcing.Length}.",
                nameof(forcing));
        }

        for (var i = 0; i < forcingChannels.Length; i++)
        {
            forcing.Slice(i * plane, plane).CopyTo(input.Channel(forcingChannels[i]));
        }

        return Step();
    }

    /// <summary>Advances one step with the forcing planes as they are.</summary>
    /// <returns>The new state [C_out, H, W], valid until the step after the next.</returns>
    /// <exception cref="InvalidOperationException">The rollout has not been started.</exception>
    public ReadOnlySpan<float> Step()
    {
        if (!started)
        {
            throw new InvalidOperationException("Expected a started rollout. Call Start with the initial state first.");
        }

        var begin = Stopwatch.GetTimestamp();
        var next = 1 - current;
        Feed(currentChannels, states[current]);
        Feed(previousChannels, states[next]);
        binding.BindInput(Sidecar.Input.Name, input.Value); // each time: other devices copy when an input is bound
        binding.BindOutput(Sidecar.Output.Name, states[next].Value);
        session.RunWithBinding(runOptions, binding);
        current = next;
        stepTicks += Stopwatch.GetTimestamp() - begin;
        StepCount++;
        return State;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        binding.Dispose();
        input.Dispose();
        states[0].Dispose();
        states[1].Dispose();
        runOptions.Dispose();
        session.Dispose();
    }

    private void Feed(OnnxFeedback[] channels, PinnedTensor state)
    {
        foreach (var (output, target) in channels)
        {
            state.Channel(output).CopyTo(input.Channel(target));
        }
    }

    private void RequireOneSample()
    {
        var dims = Sidecar.Input.Dims;
        if (dims.Count != 4 || (int.TryParse(dims[0], out var batch) && batch != 1))
        {
            throw new ArgumentException(
                $"Expected a model of inputs [1, C, H, W] or [batch, C, H, W], got [{string.Join(", ", dims)}].");
        }
    }

    private int Extent(string name, int axis, int? asked)
    {
        int? own = int.TryParse(Sidecar.Input.Dims[axis], out var fixedLength) ? fixedLength : null;
        return (own, asked) switch
        {
            (null, null) => throw new ArgumentException($"Expected {name}, because the model leaves it free."),
            ({ } length, { } other) when length != other => throw new ArgumentException(
                $"Expected {name} {length}, as the model has it, got {other}."),
            _ => own ?? asked!.Value,
        };
    }

    private void RequireState(ReadOnlySpan<float> state, string name)
    {
        var expected = states[0].Elements.Length;
        if (state.Length != expected)
        {
            throw new ArgumentException(
                $"Expected a state [{Sidecar.Output.Channels.Count}, {Height}, {Width}], {expected} values, "
                + $"got {state.Length}.",
                name);
        }

        for (var i = 0; i < state.Length; i++)
        {
            if (!float.IsFinite(state[i]))
            {
                throw new ArgumentException(
                    $"Expected finite values, got {state[i]} in channel {i / plane}, row {i % plane / Width}, "
                    + $"column {i % Width}.",
                    name);
            }
        }
    }
}
