using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace NeuralOps.Onnx;

/// <content>What a model's files and a caller's values are held against.</content>
public sealed partial class OnnxRecurrence
{
    private string InputNames => string.Join(", ", inputPorts.Select(port => $"'{port.Name}'"));

    private static string Describe(OnnxGraphPort port) => $"'{port.Name}' [{string.Join(", ", port.Dims)}]";

    // The length of an axis, or −1 of a free one, as a session has it.
    private static long Length(string dim) =>
        long.TryParse(dim, NumberStyles.None, CultureInfo.InvariantCulture, out long length) ? length : -1;

    private static bool IsFree(OnnxGraphPort port) => port.Dims.Skip(1).Any(dim => Length(dim) < 1);

    private void RequirePair()
    {
        string path = SidecarFile.PathFor(OnnxExporter.StepPath(stem));
        if (Sidecar.States.Count == 0 || Sidecar.Outputs.Count != 1 || Sidecar.PrefillSha256 is null)
        {
            throw new InvalidDataException(
                $"{path}: expected the step graph of a recurrent model, found {Sidecar.Model} with "
                + $"{Sidecar.States.Count} states and {Sidecar.Outputs.Count} outputs.");
        }

        if (Sidecar.Inputs.Append(Sidecar.Outputs[0]).FirstOrDefault(IsFree) is { } free)
        {
            throw new InvalidDataException(
                $"{path}: expected frames of fixed size after the batch axis, found {Describe(free)}.");
        }

        if (HasPrefill && OnnxGraphSidecar.Read(PrefillPath).Sha256 is var found && found != Sidecar.PrefillSha256)
        {
            throw new InvalidDataException(
                $"{path}: expected the sequence graph it was made with, SHA-256 {Sidecar.PrefillSha256}, "
                + $"found {found} in '{PrefillPath}'.");
        }
    }

    private void RequireStepGraph(string path)
    {
        var inputs = Sidecar.Inputs.Select(port => (port.Name, Dims: Lengths(port)));
        var outputs = Sidecar.Outputs.Select(port => (port.Name, Dims: Lengths(port)));
        var before = Sidecar.States.Select(state => (Name: state.Input, Dims: state.Dims.Prepend(-1)));
        var after = Sidecar.States.Select(state => (Name: state.Output, Dims: state.Dims.Prepend(-1)));
        try
        {
            Require("inputs", inputs.Concat(before), session.InputMetadata);
            Require("outputs", outputs.Concat(after), session.OutputMetadata);
        }
        catch (InvalidDataException)
        {
            session.Dispose();
            runOptions.Dispose();
            throw;
        }

        IEnumerable<long> Lengths(OnnxGraphPort port) => port.Dims.Select(Length);

        void Require(
            string word,
            IEnumerable<(string Name, IEnumerable<long> Dims)> expected,
            IReadOnlyDictionary<string, NodeMetadata> found)
        {
            string told = List(expected);
            string real = List(found.Select(p => (p.Key, p.Value.Dimensions.Select(length => (long)length))));
            if (told != real)
            {
                throw new InvalidDataException(
                    $"{path}: expected the {word} {told}, as its sidecar names them, found {real}.");
            }
        }

        static string List(IEnumerable<(string Name, IEnumerable<long> Dims)> ports) =>
            string.Join(", ", ports.Select(port => $"{port.Name} [{string.Join(", ", port.Dims)}]").Order());
    }

    private void RequireFrames(long count)
    {
        if (Sidecar.FrameLimit is { } limit && FrameCount + count > limit)
        {
            throw new InvalidOperationException(
                $"Expected at most {limit} frames, as {Sidecar.Model} counts them, got {FrameCount + count}. "
                + "Call Reset to start again.");
        }
    }

    private int RequireSequences(float[][] sequences)
    {
        if (sequences.Length != inputPorts.Length)
        {
            throw new ArgumentException(
                $"Expected a sequence for each of the inputs {InputNames}, got {sequences.Length}.",
                nameof(sequences));
        }

        int length = sequences[0].Length / inputs[0].Elements.Length;
        for (int i = 0; i < sequences.Length; i++)
        {
            int frame = inputs[i].Elements.Length;
            if (length == 0 || sequences[i].Length != (long)length * frame)
            {
                throw new ArgumentException(
                    $"Expected a sequence of {Describe(inputPorts[i])} of whole frames, as many as of the other "
                    + $"inputs, {frame} values each, got {sequences[i].Length} values.",
                    nameof(sequences));
            }

            RequireFinite(sequences[i], i);
        }

        return length;
    }

    private void RequireFinite(ReadOnlySpan<float> values, int input)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                throw new ArgumentException(
                    $"Expected finite values, got {values[i]} at place {i} of {Describe(inputPorts[input])}.");
            }
        }
    }
}
