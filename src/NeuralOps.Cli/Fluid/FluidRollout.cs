using NeuralOps.Data;
using NeuralOps.Rollout;

namespace NeuralOps.Cli;

/// <summary>Free rollouts of a model from every sequence of a folder, and the files they leave.</summary>
/// <param name="Model">The exported model.</param>
/// <param name="States">The archive of last frames, an array [3, H, W] a sequence, in the data's units.</param>
/// <param name="Report">The report with the animation.</param>
/// <param name="Table">What became of each sequence.</param>
/// <param name="Sequences">The same as numbers.</param>
public sealed record FluidRollout(
    string Model, string States, string Report, TableSection Table, IReadOnlyList<FreeRolloutResult> Sequences)
{
    private const int KeptFrames = 150;

    /// <summary>Exports a model, rolls it out in ONNX Runtime and writes what came of it.</summary>
    /// <param name="weights">Weights, a checkpoint or the folder of a run.</param>
    /// <param name="data">The folder of sequences to start from.</param>
    /// <param name="frames">The frame to reach, from 2.</param>
    /// <param name="folder">Where the files go, made where absent.</param>
    /// <param name="name">Their name without ending.</param>
    public static FluidRollout Run(string weights, string data, int frames, string folder, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(frames, 2);
        using FluidModel model = FluidModel.Load(weights);
        FluidSequence[] sequences = [.. SequenceFiles.In(data).Select(FluidSequence.Read)];
        Directory.CreateDirectory(folder);
        string exported = Path.Combine(folder, name + ".onnx");
        FluidExport.Write(model, exported);
        int every = Math.Max(1, frames / KeptFrames);
        FreeRolloutResult[] rollouts =
            [.. sequences.Select(sequence => FreeRollout.Run(exported, sequence, model.Scales, frames, every))];
        string states = Path.Combine(folder, name + ".npz");
        NpzFile.Write(states, rollouts.Zip(sequences).Select(pair =>
            KeyValuePair.Create(pair.First.Sequence, InUnits(pair.First.Last, model.Scales, pair.Second))));
        TableSection table = FluidReport.FreeTable(rollouts, frames);
        string report = Path.Combine(folder, name + ".html");
        ReportWriter.Write(report, new Report(
            $"{name}, rollout to frame {frames}",
            [FluidReport.Animation(rollouts, sequences, model.Scales, every), table]));
        return new FluidRollout(exported, states, report, table, rollouts);
    }

    private static NpyArray InUnits(float[] fields, FieldScales scales, FluidSequence sequence)
    {
        double[] units = [scales.Density, scales.VelX, scales.VelZ];
        int plane = sequence.Height * sequence.Width;
        float[] values = [.. fields.Select((value, i) => (float)(value * units[i / plane]))];
        return NpyArray.Create(values, units.Length, sequence.Height, sequence.Width);
    }
}
