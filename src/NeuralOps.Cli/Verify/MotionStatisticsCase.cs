using NeuralOps.Core;
using NeuralOps.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary>Mean and grouped standard deviation of clips, of which one holds NaN and is left out.</summary>
internal static class MotionStatisticsCase
{
    public static void Compute(CaseFolder folder, CaseChecks checks)
    {
        var configuration = folder.Configuration;
        var layout = MotionRepresentationCase.Skeleton(configuration);
        long[] lengths = configuration.Get<long[]>("clip_lengths");
        int damaged = configuration.Get<int>("nan_clip");
        var clips = new List<ReadOnlyMemory<float>>();
        for (int i = 0; i < lengths.Length; i++)
        {
            using var clip = checks.Input($"in:clip{i}");
            Shape.Require(clip, "T D", [lengths[i], layout.Width], $"in:clip{i}");
            float[] features = clip.to_type(ScalarType.Float32).data<float>().ToArray();
            bool isDamaged = Array.Exists(features, float.IsNaN);
            string fault = isDamaged ? "found NaN" : "found none";
            checks.Fact($"NaN in in:clip{i}", isDamaged == (i == damaged) ? null : fault);
            clips.Add(features);
        }

        var statistics = MotionStatistics.OfFeatures(clips, layout);
        checks.Compare("out:mean", tensor(statistics.Mean.ToArray()));
        checks.Compare("out:std", tensor(statistics.Std.ToArray()));
    }
}
