using System.CommandLine;
using NeuralOps.Cli;
using NeuralOps.Core;
using NeuralOps.Data;
using NeuralOps.Rollout;
using Spectre.Console;
using TorchSharp;
using static TorchSharp.torch;

namespace PhysicsMotion;

/// <summary><c>generate-motion</c>: a motion from a text, by a model or by the nearest caption.</summary>
internal static class GenerateMotionCommand
{
    private const int MostWords = WordVocabulary.TextLength - 2; // beside begin and end

    private static readonly Argument<string> Text = new("text") { Description = "What the motion shows." };

    private static readonly Option<string?> Checkpoint = new("--checkpoint")
    {
        Description = "A model of train-motion-ssm, or the reference's .pt.",
    };

    private static readonly Option<string?> DataDir = new("--data-dir")
    {
        Description = "The folder of motions that --retrieval searches, or that gives the reference's .pt its "
            + "statistics.",
    };

    private static readonly Option<bool> Retrieval = new("--retrieval")
    {
        Description = "Take the training clip whose caption is the nearest.",
    };

    private static readonly Option<double?> Seconds = new("--seconds")
    {
        Description = "The motion's length; by default the model says it.",
    };

    private static readonly Option<string> Output = new("--output")
    {
        Description = ".npy (vectors) or .npz (vectors and joints); a page .html goes beside it.",
        DefaultValueFactory = _ => "motion.npz",
    };

    public static Command Create()
    {
        var command = new ToolCommand(
            "generate-motion",
            "Makes a motion of a text with a trained model, or finds the clip whose caption is the nearest.",
            "PhysicsMotion generate-motion \"a person walks forward\" --checkpoint runs/text --output walk.npz",
            "PhysicsMotion generate-motion \"a person waves\" --retrieval --data-dir runs/gait")
        {
            Text, Checkpoint, DataDir, Retrieval, Seconds, Output,
        };
        command.SetAction(parsed => Run(parsed));
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var terminal = Terminal.Of(parsed);
        string output = parsed.GetRequiredValue(Output);
        if (Path.GetExtension(output) is not (".npy" or ".npz"))
        {
            throw new ArgumentException($"Expected --output to end with .npy or .npz, got '{output}'.");
        }

        using DisposeScope scope = NewDisposeScope();
        FoundMotion found = parsed.GetValue(Retrieval) ? Retrieve(parsed) : Make(parsed);
        Tensor joints = MotionRecovery.FromPositions(found.Features);
        Write(output, found.Features, joints);
        string page = Path.ChangeExtension(output, ".html");
        ReportWriter.Write(page, new Report(parsed.GetRequiredValue(Text), [Section(parsed, found, joints)]));
        terminal.Print(
            new { Output = output, Page = page, Frames = found.Features.size(0), found.Source, found.Score },
            console => console.WriteLine(FormattableString.Invariant(
                $"{found.Features.size(0)} frames at {found.FramesPerSecond} Hz {found.Source} -> {output}, {page}")));
        return 0;
    }

    private static FoundMotion Make(ParseResult parsed)
    {
        string path = parsed.GetValue(Checkpoint)
            ?? throw new ArgumentException("Expected --checkpoint, or --retrieval with --data-dir, got neither.");
        using TrainedText trained = TextFile.Load(path, parsed.GetValue(DataDir));
        string text = parsed.GetRequiredValue(Text);
        if (text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length is var words && words > MostWords)
        {
            throw new ArgumentException($"Expected a text of at most {MostWords} words, got {words}.");
        }

        MotionContext context = trained.Context;
        int? frames = parsed.GetValue(Seconds) is { } seconds
            ? Shared.Frames(
                seconds, Seconds.Name, context.FramesPerSecond, 1, trained.Model.Options.MaxMotionLength)
            : null;
        return new FoundMotion(
            TextMotions.Of(trained, text, frames), context.FramesPerSecond, "by the model",
            null);
    }

    private static FoundMotion Retrieve(ParseResult parsed)
    {
        string data = parsed.GetValue(DataDir)
            ?? throw new ArgumentException("Expected --data-dir with --retrieval, got none.");
        if ((parsed.GetValue(Checkpoint) ?? (object?)parsed.GetValue(Seconds)) is not null)
        {
            throw new ArgumentException(
                "Expected no --checkpoint and --seconds with --retrieval, which takes a clip as it is.");
        }

        (MotionClip Clip, string Caption)[] entries =
        [
            .. MotionFolder.Open(data).Read("train").Clips.SelectMany(clip =>
                clip.Captions.Select(caption => (clip, caption))),
        ];
        CaptionMatch best = new CaptionIndex([.. entries.Select(entry => entry.Caption)])
            .Search(parsed.GetRequiredValue(Text), 1)[0];
        MotionClip found = entries[best.Index].Clip;
        return new FoundMotion(
            found.ToTensor(), found.FramesPerSecond, $"of {found.Id}, '{best.Caption}'", best.Score);
    }

    private static void Write(string path, Tensor features, Tensor joints)
    {
        if (Path.GetExtension(path) == ".npy")
        {
            NpyFile.Write(path, NpyArray.Create(Skeletons.Numbers(features), features.shape));
        }
        else
        {
            NpzFile.Write(path, [new("features", features), new KeyValuePair<string, Tensor>("joints", joints)]);
        }
    }

    private static SkeletonSection Section(ParseResult parsed, FoundMotion found, Tensor joints)
    {
        MotionLayout layout = MotionLayout.OfWidth(found.Features.size(1));
        return new SkeletonSection
        {
            Title = parsed.GetRequiredValue(Text),
            Text = $"Motion {found.Source}.",
            Scenes =
            [
                new SkeletonScene(parsed.GetRequiredValue(Text), found.Source,
                [
                    Skeletons.Of(
                        "motion", Skeletons.Numbers(joints), Skeletons.Numbers(layout.Contacts.Of(found.Features)),
                        layout, found.FramesPerSecond),
                ]),
            ],
        };
    }

    /// <summary>A motion and where it is from.</summary>
    private sealed record FoundMotion(Tensor Features, double FramesPerSecond, string Source, double? Score);
}
