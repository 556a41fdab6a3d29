using System.CommandLine;
using NeuralOps.Core;

namespace PhysicsMotion;

/// <summary>The flags of a training run: each sets a key of its options over the YAML file's.</summary>
internal sealed class TrainingFlags
{
    private readonly Option<string?> config = new("--config")
    {
        Description = "YAML with the run's options; flags win.",
    };

    private readonly Option<string[]> set = new("--set")
    {
        Description = "Any other option as key=value.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    private readonly (Option<string?> Option, string Key, bool IsText)[] valued;

    /// <summary>The reference's flags and those of one command.</summary>
    /// <param name="more">Names, keys and descriptions.</param>
    public TrainingFlags(params ReadOnlySpan<(string Name, string Key, string Description)> more) => valued =
    [
        .. more.ToArray().Select(flag => Flag(flag.Name, flag.Key, flag.Description)),
        Flag("--data-dir", "data_dir", "The folder of motions. [data/KIT-ML]", isText: true),
        Flag("--epochs", "epochs", "Passes over the data. [100]"),
        Flag("--updates", "updates", "Updates after which the run ends earlier. [none]"),
        Flag("--batch-size", "batch_size", "Clips of a batch. [16]"),
        Flag("--lr", "lr", "The greatest learning rate. [5e-5]"),
        Flag("--warmup-steps", "warmup_steps", "Updates in which the rate rises. [500]"),
        Flag("--grad-clip", "grad_clip", "The greatest norm of the gradient. [0.5]"),
        Flag("--patience", "patience", "Epochs without improvement; 0 never stops. [15]"),
        Flag("--save-every", "save_every", "Epochs between checkpoints. [10]"),
        Flag("--d-model", "d_model", "Width of the blocks. [256]"),
        Flag("--d-state", "d_state", "States of a channel. [32]"),
        Flag("--n-layers", "n_layers", "Blocks over time. [4]"),
        Flag("--shares-a", "shares_a", "One A for all channels, as the reference's checkpoints. [false]"),
        Flag("--max-frames", "max_frames", "The frames a clip is cut to. [200]"),
        Flag("--seed", "seed", "The seed. [42]"),
        Flag("--device", "device", "cpu or cuda. [cpu]"),
    ];

    /// <summary>All of them, for a command.</summary>
    public IEnumerable<Option> All => [config, .. valued.Select(flag => flag.Option), set];

    /// <summary>The run that a command line describes.</summary>
    public T Read<T>(ParseResult parsed)
        where T : TrainingOptions
    {
        YamlTree tree = parsed.GetValue(config) is { } path ? YamlTree.Load(path) : YamlTree.Parse("", "flags");
        foreach (string pair in parsed.GetValue(set)!)
        {
            tree = pair.Split('=', 2) is [var key, var value]
                ? tree.With(key, value, $"--set {key}")
                : throw new ArgumentException($"Expected --set key=value, got '{pair}'.");
        }

        foreach ((Option<string?> option, string key, bool isText) in valued)
        {
            if (parsed.GetValue(option) is { } value)
            {
                string yaml = isText ? $"'{value.Replace("'", "''", StringComparison.Ordinal)}'" : value;
                tree = tree.With(key, yaml, option.Name);
            }
        }

        return tree.To<T>();
    }

    private static (Option<string?>, string, bool) Flag(
        string name, string key, string description, bool isText = false) =>
        (new Option<string?>(name) { Description = description }, key, isText);
}
