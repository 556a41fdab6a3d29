using NeuralOps.Cli;
using NeuralOps.Core;
using NeuralOps.Data;
using NeuralOps.Rollout;
using TorchSharp;
using static TorchSharp.torch;

namespace PhysicsMotion;

/// <summary>The report of a run of <c>train-motion-ssm</c>: motions from captions beside the clips', losses.</summary>
internal static class TextReport
{
    private const int Shown = 4;

    /// <summary>Writes <c>report.html</c> into a run's folder.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="data">The folder of motions.</param>
    public static void Write(string folder, string data)
    {
        using TrainedText trained = TextFile.Load(folder);
        string name = Path.GetFileName(Path.GetFullPath(folder));
        ReportWriter.Write(Path.Combine(folder, "report.html"), new Report(name,
        [
            Animation(trained, data),
            RunCurves.Of(
                "Losses", "loss", [(name, Path.Combine(folder, "metrics.jsonl"))],
                key => key is "total" or "reconstruction" or "length"),
        ]));
    }

    /// <summary>Motions from captions of held-out clips beside those clips.</summary>
    public static SkeletonSection Animation(TrainedText trained, string data)
    {
        using DisposeScope scope = NewDisposeScope();
        return new SkeletonSection
        {
            Title = "Motions from captions",
            Text = "Captions of held-out clips. The model knows the caption alone.",
            Scenes =
            [
                .. MotionFolder.Open(data).Read("test").Clips.Where(clip => clip.Captions.Count > 0)
                    .DistinctBy(clip => clip.Captions[0]).Take(Shown).Select(clip => new SkeletonScene(
                        clip.Id, clip.Captions[0],
                        [
                            Skeletons.Of("truth", clip.ToTensor(), trained.Context),
                            Skeletons.Of("from text", TextMotions.Of(trained, clip.Captions[0]), trained.Context),
                        ])),
            ],
        };
    }
}
