using System.Globalization;
using NeuralOps.Core;
using NeuralOps.Models;

namespace NeuralOps.Benchmarks;

/// <summary>Measures against the peers, writes the result files and says whether we are slower anywhere.</summary>
internal static class GateRunner
{
    private static readonly (string Name, UnetOptions Options)[] Presets =
        [("small", UnetOptions.Small), ("medium", UnetOptions.Medium)];

    /// <summary>Exit code 0 where every gate passes, 1 where one fails, 2 for arguments that are none.</summary>
    /// <param name="arguments">Names of gates, <c>--rounds N</c> and <c>--output FOLDER</c>.</param>
    public static int Run(string[] arguments)
    {
        int rounds = 15;
        string folder = Path.Combine("benchmarks", "results");
        List<string> names = [];
        for (int i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--rounds" when i + 1 < arguments.Length && int.TryParse(arguments[i + 1], out rounds)
                    && rounds >= 7:
                    i++;
                    break;
                case "--output" when i + 1 < arguments.Length:
                    folder = arguments[++i];
                    break;
                case "training" or "addition" or "inference" or "rollout" or "spectral"
                    or "uafno" or "scan" or "motion-step":
                    names.Add(arguments[i]);
                    break;
                default:
                    Console.Error.WriteLine(
                        "Expected training, addition, inference, rollout, spectral, uafno, scan, motion-step, --rounds "
                        + $"N (at least 7), --output FOLDER, or micro, got '{arguments[i]}'.");
                    return 2;
            }
        }

        var machine = Machine.Here();
        List<GateResult> results = [.. Results(names, rounds)];
        var report = new GateReport(machine, results);
        Console.WriteLine();
        Console.Write(report.Markdown());
        report.Write(folder, DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        return results.TrueForAll(result => result.Passes) ? 0 : 1;
    }

    private static IEnumerable<GateResult> Results(List<string> names, int rounds)
    {
        using var peer = new PytorchPeer(ThreadSettings.Count);
        bool Wanted(string name) => names.Count == 0 || names.Contains(name);
        List<Func<GateResult>> gates = [];
        if (Wanted("addition"))
        {
            gates.Add(() => AdditionGate.Measure(peer, rounds));
        }

        if (Wanted("spectral"))
        {
            gates.AddRange(SpectralGate.Gates(rounds));
        }

        if (Wanted("uafno"))
        {
            gates.AddRange(UAfnoGate.Gates(rounds));
        }

        if (Wanted("scan"))
        {
            gates.AddRange(ScanGate.Gates(rounds));
        }

        if (Wanted("motion-step"))
        {
            gates.AddRange(MotionStepGate.Gates(rounds));
        }

        if (Wanted("rollout"))
        {
            gates.AddRange(RolloutGate.Gates());
        }

        foreach (var (name, options) in Presets)
        {
            if (Wanted("training"))
            {
                gates.Add(() => TrainingGate.Measure(peer, name, options, rounds));
            }

            if (Wanted("inference"))
            {
                gates.Add(() => InferenceGate.Measure(peer, name, options, rounds));
            }
        }

        foreach (var gate in gates)
        {
            var result = gate();
            Console.WriteLine(FormattableString.Invariant($"{result.Name}: {result.Ratio.Median:F3} of {result.Peer}"));
            yield return result;
        }
    }
}
