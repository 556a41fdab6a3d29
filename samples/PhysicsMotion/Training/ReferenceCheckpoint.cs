using System.Globalization;
using NeuralOps.Core;
using NeuralOps.Data;
using NeuralOps.Models;
using static TorchSharp.torch;

namespace PhysicsMotion;

/// <summary>
/// A checkpoint of the reference, <c>.pt</c>: three state dictionaries of motion, physics and projector, or one of
/// text to motion with its words. Sizes follow from the shapes; statistics are in neither. Its tensors belong to the
/// caller's dispose scope.
/// </summary>
internal sealed class ReferenceCheckpoint
{
    private const string TextEntry = "model_state_dict";

    private static readonly (string Entry, string Part)[] Parts =
    [
        ("motion_ssm_state_dict", "motion_ssm."),
        ("physics_ssm_state_dict", "physics_ssm."),
        ("projector_state_dict", "projector."),
    ];

    private readonly string path;

    private ReferenceCheckpoint(string path, OrderedDictionary<object, object?> root)
    {
        this.path = path;
        IsText = !root.ContainsKey(Parts[0].Entry);
        Weights = IsText
            ? PytorchFile.ReadStateDict(path, TextEntry)
            : Parts.SelectMany(part => PytorchFile.ReadStateDict(path, part.Entry)
                .Select(entry => KeyValuePair.Create(part.Part + entry.Key, entry.Value))).ToDictionary();
        EpochsBehind = root.GetValueOrDefault("epoch") is long epoch ? (int)epoch + 1 : 0;
        Vocabulary = root.GetValueOrDefault("vocab") is OrderedDictionary<object, object?> words
            ? new WordVocabulary(words.ToDictionary(
                word => $"{word.Key}", word => Convert.ToInt32(word.Value, CultureInfo.InvariantCulture)))
            : null;
    }

    /// <summary>Whether it makes motions of text.</summary>
    public bool IsText { get; }

    /// <summary>The weights under the names of our models.</summary>
    public IReadOnlyDictionary<string, Tensor> Weights { get; }

    /// <summary>The epochs it has behind it.</summary>
    public int EpochsBehind { get; }

    /// <summary>Its words, where it has any.</summary>
    public WordVocabulary? Vocabulary { get; }

    /// <summary>Whether a file's name is that of a PyTorch file.</summary>
    public static bool IsOne(string path) => Path.GetExtension(path) is ".pt" or ".pth";

    /// <summary>Reads a checkpoint.</summary>
    public static ReferenceCheckpoint Read(string path) =>
        PytorchFile.Read(path) is OrderedDictionary<object, object?> root
            && (root.ContainsKey(Parts[0].Entry) || root.ContainsKey(TextEntry))
            ? new ReferenceCheckpoint(path, root)
            : throw new InvalidDataException(
                $"{path}: expected a dictionary with '{Parts[0].Entry}' or '{TextEntry}', found neither.");

    /// <summary>Copies the weights.</summary>
    public void CopyTo(nn.Module model)
    {
        try
        {
            NeuralOps.Core.Weights.Load(model, Weights);
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"{path}: {exception.Message}", exception);
        }
    }

    /// <summary>The run that a model of motion under physics is of.</summary>
    public PhysicsOptions Physics() => new()
    {
        DModel = Size("motion_ssm.output_proj.weight", 0),
        DState = Size("motion_ssm.layers.0.A_log", -1),
        NLayers = Layers("motion_ssm.layers."),
        SharesA = Weights["motion_ssm.layers.0.A_log"].dim() == 1,
        Physics = MotionPhysics.Reference,
        Loss = PhysicsLoss.Reference,
    };

    /// <summary>The sizes of a model of motion from text.</summary>
    public TextToMotionOptions Text() => new()
    {
        VocabSize = Size("text_encoder.word_embed.weight", 0),
        TextWidth = Size("text_encoder.word_embed.weight", 1),
        MaxTextLength = Size("text_encoder.pos_embed.weight", 0),
        TextLayers = Layers("text_encoder.encoder.layers."),
        FeedForward = Size("text_encoder.encoder.layers.0.linear1.weight", 0),
        MaxMotionLength = Size("pos_embed.weight", 0),
        MotionDim = Size("decoder.output_proj.2.weight", 0),
        Layers = Layers("layers."),
        Mamba = new MambaOptions
        {
            Width = Size("pos_embed.weight", 1),
            StateSize = Size("layers.0.A_log", -1),
            SharesA = Weights["layers.0.A_log"].dim() == 1,
        },
    };

    private int Layers(string prefix) => Weights.Keys
        .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
        .Select(name => name[prefix.Length..].Split('.')[0]).Distinct().Count();

    private int Size(string name, int dim) => Weights.TryGetValue(name, out Tensor? tensor)
        ? (int)tensor.shape[dim < 0 ? tensor.dim() + dim : dim]
        : throw new InvalidDataException($"{path}: expected the tensor '{name}', found none.");
}
