using System.CommandLine;
using NeuralOps.Core;

namespace NeuralOperatorAgent;

/// <summary>The flags of a training run: each sets a key of <see cref="AgentOptions"/> over the YAML file's.</summary>
internal static class AgentFlags
{
    private static readonly Option<string?> Config = new("--config")
    {
        Description = "YAML with the run's options; flags win. config/operator.yaml is the recommended recipe.",
    };

    private static readonly (Option<string?> Option, string Key, bool IsText)[] Valued =
    [
        Flag("--dataset", "dataset", "The dataset, HDF5.", isText: true),
        Flag("--n-samples", "n_samples", "Samples taken, held-out ones included. [500]"),
        Flag("--val-split", "val_split", "The share held out. [0.1]"),
        Flag("--base-channels", "noa.operator.base_channels", "Channels of the finest level. [32]"),
        Flag("--encoder-levels", "noa.operator.encoder_levels", "Halvings of the grid. [3]"),
        Flag("--modes", "noa.operator.modes", "Kept frequencies an axis. [16]"),
        Flag("--afno-blocks", "noa.operator.afno_blocks", "Spectral blocks. [4]"),
        Flag("--step-mode", "noa.mode", "residual, direct or response. [residual]"),
        Flag("--epochs", "epochs", "Passes over the data. [10]"),
        Flag("--batch-size", "batch_size", "Samples of a batch. [4]"),
        Flag("--accumulate-batches", "accumulate_batches", "Batches of an update. [1]"),
        Flag("--lr", "lr", "The learning rate. [1e-4]"),
        Flag("--weight-decay", "weight_decay", "The weight decay of AdamW. [0.01]"),
        Flag("--timesteps", "timesteps", "T, steps of a training rollout. [32]"),
        Flag("--n-realizations", "n_realizations", "Realisations that a target is the mean of. [1]"),
        Flag("--bptt-window", "bptt_window", "w, steps that gradients pass through. [all]"),
        Flag("--bptt-mode", "bptt_mode", "truncated, streaming or sweep. [truncated]"),
        Flag("--start-share", "start_share", "The share of rollouts from a trajectory's start. [1]"),
        Flag("--warmup-steps", "warmup_steps", "Updates of warm-up. [0]"),
        Flag("--lr-schedule", "lr_schedule", "cosine or constant. [cosine]"),
        Flag("--save-every", "save_every", "Updates between checkpoints. [1000]"),
        Flag("--log-every", "log_every", "Updates between lines of the log. [1]"),
        Flag("--early-stop-patience", "early_stop_patience", "Epochs without improvement; 0 never stops. [2]"),
        Flag("--seed", "seed", "The seed. [42]"),
        Flag("--device", "device", "cpu or cuda. [cpu]"),
        Flag("--vqvae-path", "vqvae_path", "A tokenizer of train-vqvae, for the losses below.", isText: true),
        Flag("--loss-mode", "loss_mode", "mse_led or vq_led. [mse_led]"),
        Flag("--lambda-traj", "lambda_traj", "Weight of the trajectory. [1; 0.3 with vq_led]"),
        Flag("--lambda-recon", "lambda_recon", "Weight of the reconstruction, vq_led. [1]"),
        Flag("--lambda-commit", "lambda_commit", "Weight of the commitment. [0.5]"),
        Flag("--lambda-latent", "lambda_latent", "Weight of the latents. [0.1]"),
        Flag("--latent-sample-steps", "latent_sample_steps", "States that latents are taken of; -1 all. [3]"),
    ];

    private static readonly Option<bool> EnableLatentLoss = new("--enable-latent-loss")
    {
        Description = "Draw the operator's bottleneck to the tokenizer's latents.",
    };

    /// <summary>All of them, for a command.</summary>
    public static IEnumerable<Option> All => [Config, .. Valued.Select(flag => flag.Option), EnableLatentLoss];

    /// <summary>The run that a command line describes.</summary>
    public static AgentOptions Read(ParseResult parsed)
    {
        YamlTree tree = parsed.GetValue(Config) is { } path ? YamlTree.Load(path) : YamlTree.Parse("", "flags");
        foreach ((Option<string?> option, string key, bool isText) in Valued)
        {
            if (parsed.GetValue(option) is { } value)
            {
                string yaml = isText ? $"'{value.Replace("'", "''", StringComparison.Ordinal)}'" : value;
                tree = tree.With(key, yaml, option.Name);
            }
        }

        tree = parsed.GetValue(EnableLatentLoss)
            ? tree.With("enable_latent_loss", "true", EnableLatentLoss.Name)
            : tree;
        return tree.Find("dataset") is null
            ? throw new ArgumentException("Expected --dataset, or a --config that names one, got neither.")
            : tree.To<AgentOptions>();
    }

    private static (Option<string?>, string, bool) Flag(
        string name, string key, string description, bool isText = false) =>
        (new Option<string?>(name) { Description = description }, key, isText);
}
