using System.Globalization;
using System.Text.Json.Serialization;
using NeuralOps.Core;
using NeuralOps.Data;
using NeuralOps.Losses;
using NeuralOps.Rollout;
using Spectre.Console;
using TorchSharp;
using static TorchSharp.torch;

namespace PhysicsMotion;

/// <summary>Motions from captions against the clips that the captions are of, as a learned matcher of both sees them.
/// </summary>
/// <param name="Clips">How many clips.</param>
/// <param name="Made">Motions of the model.</param>
/// <param name="Truth">The clips themselves.</param>
internal sealed record TextEvaluation(int Clips, TextScores Made, TextScores Truth)
{
    private const int MostGroup = 32;

    /// <summary>Model and truth beside each other.</summary>
    [JsonIgnore]
    public TableSection Table => new()
    {
        Title = "Motions from captions of held-out clips",
        Text = $"{Clips} clips. Fréchet distance to the clips' embeddings; share of the motions whose own caption is "
            + "the nearest, or among the nearest three, of a group; mean distance to the own caption and of any two "
            + "motions. Numbers of two matchers do not compare.",
        Columns = ["motions", "FID", "R-precision 1", "R-precision 3", "group", "to caption", "diversity"],
        Rows = [Row("of the model", Made), Row("the clips", Truth)],
    };

    /// <summary>Trains a matcher on the training clips and measures with it.</summary>
    /// <param name="trained">The model.</param>
    /// <param name="data">The folder of motions.</param>
    /// <param name="split">The clips that captions are taken of.</param>
    /// <param name="updates">Updates of the matcher.</param>
    /// <param name="console">Where progress is drawn.</param>
    /// <param name="cancel">Ends it.</param>
    public static TextEvaluation Of(
        TrainedText trained, string data, string split, int updates, IAnsiConsole console, CancellationToken cancel)
    {
        MotionFolder folder = MotionFolder.Open(data);
        IReadOnlyList<MotionClip> clips =
            [.. folder.Read(split).Clips.Where(clip => clip.Captions.Count > 0)];
        if (clips.Count < 4)
        {
            throw new InvalidDataException(
                $"{data}: expected at least 4 clips with captions in split '{split}', found {clips.Count}.");
        }

        using DisposeScope scope = NewDisposeScope();
        using Matching matching = Matching.Train(trained, folder.Read("train").Clips, updates, console, cancel);
        using IDisposable quiet = no_grad();
        int[] order = new RandomStream(0, "captions").Permutation(clips.Count);
        (Tensor Made, Tensor Truth, Tensor Text)[] rows =
        [
            .. order.Select(i => clips[i]).Select(clip => (
                matching.Motion(TextMotions.Of(trained, clip.Captions[0])), matching.Motion(clip.ToTensor()),
                matching.Text(clip.Captions[0]))),
        ];
        Tensor made = cat([.. rows.Select(row => row.Made)]);
        Tensor truth = cat([.. rows.Select(row => row.Truth)]);
        Tensor text = cat([.. rows.Select(row => row.Text)]);
        return new TextEvaluation(clips.Count, Scores(made), Scores(truth));

        TextScores Scores(Tensor motion)
        {
            int group = Math.Min(MostGroup, clips.Count);
            RetrievalPrecision precision = RetrievalPrecision.Of(motion, text, group);
            return new TextScores(
                FrechetDistance.Of(motion, truth, allowRankDeficient: true), precision.Top1, precision.Top3, group,
                precision.MultimodalDistance, Diversity.Of(motion));
        }
    }

    private static IReadOnlyList<string> Row(string name, TextScores scores) =>
    [
        name, MotionScores.Text(scores.Frechet), MotionScores.Text(scores.Top1), MotionScores.Text(scores.Top3),
        scores.Group.ToString(CultureInfo.InvariantCulture), MotionScores.Text(scores.ToCaption),
        MotionScores.Text(scores.Diversity),
    ];
}
