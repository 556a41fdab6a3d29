using System.Globalization;
using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>
/// Names what a trajectory does: its features, cleaned and normalised as in training, and the tokens that a categorical
/// VQ-VAE gives them. trajectory [B, T+1, C, H, W] → features [B, F] → latents [B, D] → tokens [B, N·L].
/// </summary>
/// <remarks>Extractor and network are one object in memory and in the file, so that the features a network is asked
/// about are always those it was trained on. Departs from the reference, whose extractor pads or cuts features to the
/// network's width.</remarks>
public sealed class TrajectoryTokenizer : nn.Module
{
    private const string NetworkKey = "network";
    private const string SpaceKey = "feature_space";
    private const string EncodersKey = "encoders";
    private const string StepsKey = "timesteps";

    private readonly AlignedFeatureExtractor extractor;
    private readonly CategoricalVqVae network;

    /// <summary>Puts an extractor and a network together; the tokenizer then owns them.</summary>
    /// <param name="extractor">From trajectories to features.</param>
    /// <param name="encoders">The extractor's options.</param>
    /// <param name="network">From features to tokens.</param>
    /// <param name="timesteps">T of the trajectories that it was trained on.</param>
    /// <exception cref="ArgumentException">The network takes another number of features than the extractor gives.
    /// </exception>
    public TrajectoryTokenizer(
        AlignedFeatureExtractor extractor, FeatureEncoderOptions encoders, CategoricalVqVae network, int timesteps)
        : base(nameof(TrajectoryTokenizer))
    {
        ArgumentNullException.ThrowIfNull(extractor);
        ArgumentNullException.ThrowIfNull(network);
        if (extractor.Width != network.Options.InputDim)
        {
            throw new ArgumentException(
                $"Expected a network of {extractor.Width} features, as the extractor gives, "
                + $"got one of {network.Options.InputDim}.",
                nameof(network));
        }

        (this.extractor, Encoders, this.network, Timesteps) = (extractor, encoders, network, timesteps);
        RegisterComponents();
    }

    /// <summary>From trajectories to features.</summary>
    public AlignedFeatureExtractor Extractor => extractor;

    /// <summary>The extractor's options.</summary>
    public FeatureEncoderOptions Encoders { get; }

    /// <summary>From features to tokens.</summary>
    public CategoricalVqVae Network => network;

    /// <summary>T of the trajectories that it was trained on.</summary>
    public int Timesteps { get; }

    /// <summary>The features that the network takes, with gradients to the trajectory.</summary>
    /// <param name="trajectory">[B, T+1, C, H, W].</param>
    /// <param name="initial">The true initial state [B, C, H, W] where the trajectory is a later window; null takes the
    /// trajectory's first.</param>
    /// <returns>[B, F].</returns>
    public Tensor Features(Tensor trajectory, Tensor? initial = null) =>
        extractor.forward(trajectory, initial);

    /// <summary>Reads a tokenizer, in evaluation mode and without gradients for its weights.</summary>
    /// <param name="path">A file that <see cref="Save"/> wrote, or the folder it lies in.</param>
    /// <exception cref="InvalidDataException">The file is no tokenizer; the message says what is missing.</exception>
    public static TrajectoryTokenizer Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string file = Directory.Exists(path) ? Path.Combine(path, FileName) : path;
        if (!File.Exists(file))
        {
            throw new FileNotFoundException($"{path}: expected a tokenizer or the folder of one, found none.");
        }

        IReadOnlyDictionary<string, string> texts = SafetensorsFile.ReadMetadata(file);
        string space = Text(SpaceKey);
        var encoders = OptionsJson.Deserialize<FeatureEncoderOptions>(Text(EncodersKey), $"{file} ({EncodersKey})");
        var network = OptionsJson.Deserialize<CategoricalVqOptions>(Text(NetworkKey), $"{file} ({NetworkKey})");
        var tokenizer = new TrajectoryTokenizer(
            new AlignedFeatureExtractor(FeatureSpace.FromJson(space, $"{file} ({SpaceKey})"), encoders), encoders,
            new CategoricalVqVae(network), int.Parse(Text(StepsKey), CultureInfo.InvariantCulture));
        Weights.Load(tokenizer, file);
        tokenizer.eval();
        foreach (var parameter in tokenizer.parameters())
        {
            parameter.requires_grad = false;
        }

        return tokenizer;

        string Text(string key) => texts.TryGetValue(key, out string? text)
            ? text
            : throw new InvalidDataException(
                $"{file}: expected the header of a tokenizer with '{NetworkKey}', '{SpaceKey}', '{EncodersKey}' and "
                + $"'{StepsKey}', found no '{key}'.");
    }

    /// <summary>The file's name inside a run's folder.</summary>
    public const string FileName = "tokenizer.safetensors";

    /// <summary>Writes weights, options, feature space and normalisation to one file.</summary>
    /// <param name="path">A file with the ending <c>.safetensors</c>.</param>
    public void Save(string path) => Weights.Save(this, path, Describe());

    /// <summary>The header texts that make the weights self-describing.</summary>
    public Dictionary<string, string> Describe() => new()
    {
        [NetworkKey] = OptionsJson.Serialize(network.Options),
        [SpaceKey] = extractor.Space.ToJson(),
        [EncodersKey] = OptionsJson.Serialize(Encoders),
        [StepsKey] = Timesteps.ToString(CultureInfo.InvariantCulture),
    };
}
