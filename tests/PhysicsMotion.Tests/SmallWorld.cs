namespace PhysicsMotion.Tests;

/// <summary>A small folder of motions and short runs that tests share; made once by the sample's own commands.
/// </summary>
[CollectionDefinition(Name)]
public sealed class SmallWorld : IDisposable, ICollectionFixture<SmallWorld>
{
    public const string Name = "small world";

    private readonly string root = Directory.CreateTempSubdirectory("neuralops-motion-").FullName;
    private readonly Dictionary<string, string> runs = [];

    public SmallWorld() => MotionToolRun.Done("generate", "--output", Data, "--count", "24", "--seed", "3");

    /// <summary>Two dozen made motions in the KIT layout.</summary>
    public string Data => PathOf("data");

    /// <summary>A run on masked spans.</summary>
    public string Masked => Trained("masked", () => Physics("masked", "--task", "masked_spans"));

    /// <summary>A run on next frames.</summary>
    public string Next => Trained("next", () => Physics(
        "next", "--task", "next_frame", "--predicts-change", "true", "--input-noise", "0.1"));

    /// <summary>A run on captions.</summary>
    public string Text => Trained("text", () =>
    [
        "train-motion-ssm", "--data-dir", Data, "--checkpoint-dir", PathOf("text"), .. Sizes, "--text-layers", "1",
        "--feed-forward", "16", "--lambda-length", "1e-4",
    ]);

    private static string[] Sizes =>
    [
        "--d-model", "16", "--d-state", "4", "--n-layers", "1", "--max-frames", "40", "--batch-size", "8", "--epochs",
        "2", "--lr", "1e-3", "--save-every", "1",
    ];

    public string PathOf(params string[] parts) => Path.Combine([root, .. parts]);

    /// <summary>Flags of a short run of a small model; what more says wins.</summary>
    public string[] Physics(string folder, params string[] more)
    {
        string[] usual = [.. Sizes.Chunk(2).Where(pair => !more.Contains(pair[0])).SelectMany(pair => pair)];
        return ["train-physics-ssm", "--data-dir", Data, "--checkpoint-dir", PathOf(folder), .. usual, .. more];
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private string Trained(string name, Func<string[]> train)
    {
        if (!runs.TryGetValue(name, out string? path))
        {
            MotionToolRun.Done(train());
            runs[name] = path = PathOf(name);
        }

        return path;
    }
}
