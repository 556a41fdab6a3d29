namespace NeuralOperatorAgent.Tests;

/// <summary>Small datasets and a tokenizer that tests share; made once by the sample's own commands.</summary>
[CollectionDefinition(Name)]
public sealed class SmallWorld : IDisposable, ICollectionFixture<SmallWorld>
{
    public const string Name = "small world";

    private readonly string root = Directory.CreateTempSubdirectory("neuralops-agent-").FullName;

    public SmallWorld()
    {
        string config = Path.Combine(AppContext.BaseDirectory, "config", "small_convolution.yaml");
        AgentToolRun.Done(
            "generate", "--config", config, "--output", Data, "--n-samples", "16", "--timesteps", "8", "--grid", "16");
        AgentToolRun.Done(
            "generate", "--domain", "gray-scott", "--output", GrayScott, "--n-samples", "12", "--timesteps", "8",
            "--grid", "16");
        AgentToolRun.Done(
            "train-vqvae", "--dataset", Data, "--checkpoint-dir", Tokens, "--set", "epochs=3", "--set", "val_split=0.2",
            "--set", "categories.max_clusters=3");
    }

    /// <summary>Sixteen random operators, 16 × 16, eight steps, with features.</summary>
    public string Data => PathOf("data.h5");

    /// <summary>Twelve Gray–Scott trajectories of two channels.</summary>
    public string GrayScott => PathOf("gray-scott.h5");

    /// <summary>A tokenizer of the first.</summary>
    public string Tokens => PathOf("tokens");

    public string PathOf(params string[] parts) => Path.Combine([root, .. parts]);

    /// <summary>Flags of a short run with a small operator; what more says wins.</summary>
    public string[] Train(string folder, params string[] more)
    {
        (string Flag, string Value)[] usual =
        [
            ("--val-split", "0.25"), ("--base-channels", "4"), ("--encoder-levels", "2"), ("--modes", "2"),
            ("--afno-blocks", "1"), ("--timesteps", "4"), ("--epochs", "2"), ("--early-stop-patience", "0"),
        ];
        return
        [
            "train", "--dataset", Data, "--checkpoint-dir", PathOf(folder), .. more,
            .. usual.Where(entry => !more.Contains(entry.Flag)).SelectMany(entry => new[] { entry.Flag, entry.Value }),
        ];
    }

    public void Dispose() => Directory.Delete(root, recursive: true);
}
