using System.CommandLine;
using NeuralOps.Cli;
using NeuralOps.Data;
using NeuralOps.Rollout;
using Spectre.Console;
using static TorchSharp.torch;

namespace PhysicsMotion;

/// <summary><c>stream</c>: a motion that goes on by itself, frame by frame.</summary>
internal static class StreamCommand
{
    private const int MostFrames = 100_000; // the page holds them all

    private static readonly Option<string> Checkpoint = Shared.Checkpoint();
    private static readonly Option<string> DataDir = Shared.DataDir();

    private static readonly Option<string?> Clip = new("--clip")
    {
        Description = "The held-out clip to begin with; by default the first.",
    };

    private static readonly Option<double> Seconds = Shared.Number("--seconds", "The seconds to make.", 10);
    private static readonly Option<double> SeedSeconds = Shared.Number("--seed-seconds", "Those taken of the clip.", 1);

    private static readonly Option<string?> Onnx = new("--onnx")
    {
        Description = "Folder and beginning of the names of an export, which is run beside the native model.",
    };

    private static readonly Option<string> Output = new("--output")
    {
        Description = "The page to write.",
        DefaultValueFactory = _ => "stream.html",
    };

    public static Command Create()
    {
        var command = new ToolCommand(
            "stream",
            "Continues a clip frame by frame with carried states, and prints how many frames a second that gives, "
            + "native and by ONNX Runtime.",
            "PhysicsMotion stream --checkpoint runs/next --data-dir runs/gait --seconds 30",
            "PhysicsMotion stream --checkpoint runs/next --data-dir runs/gait --onnx runs/onnx/physics-motion")
        {
            Checkpoint, DataDir, Clip, Seconds, SeedSeconds, Onnx, Output,
        };
        command.SetAction(parsed => Run(parsed));
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var terminal = Terminal.Of(parsed);
        using TrainedPhysics trained = PhysicsFile.Load(parsed.GetRequiredValue(Checkpoint));
        FreeRunning.Require(trained);
        MotionContext context = trained.Context;
        MotionClip clip = Find(parsed);
        float[] seed = new float[Frames(parsed.GetValue(SeedSeconds), SeedSeconds.Name) * context.Width];
        if (clip.Width != context.Width || clip.Features.Length < seed.Length)
        {
            throw new InvalidDataException(
                $"Clip '{clip.Id}': expected at least {seed.Length / context.Width} frames of {context.Width} "
                + $"channels, found {clip.Frames} of {clip.Width}.");
        }

        context.Statistics.Normalize(clip.Features.Span[..seed.Length], seed);
        int count = Frames(parsed.GetValue(Seconds), Seconds.Name);
        var runs = new List<(string Name, Streaming Run)>();
        foreach (IFrameStream stream in Streams(trained, parsed.GetValue(Onnx)))
        {
            using (stream)
            {
                runs.Add((stream.Name, Streaming.Of(trained, stream, seed, count)));
            }
        }

        string output = parsed.GetRequiredValue(Output);
        ReportWriter.Write(output, new Report($"{clip.Id} goes on", [Scene(trained, clip, seed, runs)]));
        terminal.Print(
            new
            {
                Output = output,
                Runs = runs.Select(run => new
                {
                    run.Name,
                    run.Run.FramesPerSecond,
                    run.Run.FirstHalf,
                    run.Run.SecondHalf,
                    Difference = Difference(run.Run, runs[0].Run),
                }),
            },
            console =>
            {
                foreach ((string name, Streaming run) in runs)
                {
                    console.WriteLine(FormattableString.Invariant(
                        $"{name}: {run.FramesPerSecond:0} frames a second, {run.FirstHalf:0} us a frame in the first ")
                        + FormattableString.Invariant($"half and {run.SecondHalf:0} us in the second; difference to ")
                        + FormattableString.Invariant($"native {Difference(run, runs[0].Run):0.0e+00}"));
                }

                console.WriteLine($"Report: {output}");
            });
        return 0;

        int Frames(double seconds, string option) =>
            Shared.Frames(seconds, option, context.FramesPerSecond, 1, MostFrames);
    }

    private static MotionClip Find(ParseResult parsed)
    {
        string data = parsed.GetRequiredValue(DataDir);
        IReadOnlyList<MotionClip> clips = MotionFolder.Open(data).Read("test").Clips;
        return parsed.GetValue(Clip) is { } id
            ? clips.FirstOrDefault(clip => clip.Id == id)
                ?? throw new ArgumentException(
                    $"Expected --clip to name a clip of the split test of {data}, as '{clips[0].Id}', got '{id}'.")
            : clips[0];
    }

    private static IEnumerable<IFrameStream> Streams(TrainedPhysics trained, string? stem)
    {
        yield return new NativeStream(trained);
        if (stem is not null)
        {
            yield return new OnnxStream(stem, trained.Context.Width);
        }
    }

    private static double Difference(Streaming run, Streaming other) =>
        run.Frames.Zip(other.Frames, (a, b) => Math.Abs((double)a - b)).Max();

    private static SkeletonSection Scene(
        TrainedPhysics trained, MotionClip clip, float[] seed, IReadOnlyList<(string Name, Streaming Run)> runs)
    {
        using var scope = NewDisposeScope();
        return new SkeletonSection
        {
            Title = "Real time",
            Text = "The first frames are the clip's, all others the model's own.",
            Scenes =
            [
                new SkeletonScene(clip.Id, clip.Captions.Count > 0 ? clip.Captions[0] : "",
                [
                    Skeletons.Of("clip", clip.ToTensor(), trained.Context),
                    .. runs.Select(run => Skeletons.Of(run.Name, Raw([.. seed, .. run.Run.Frames]), trained.Context)),
                ]),
            ],
        };

        Tensor Raw(float[] frames) => trained.Context.Statistics.Denormalize(
            tensor(frames, [frames.Length / trained.Context.Width, trained.Context.Width]));
    }
}
