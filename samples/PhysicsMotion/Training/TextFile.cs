using NeuralOps.Core;
using NeuralOps.Data;
using NeuralOps.Models;

namespace PhysicsMotion;

/// <summary>Trained models of motion from text on disk: weights under the reference's names, with options, words and
/// context in the header.</summary>
internal static class TextFile
{
    private const string ModelKey = "text_to_motion";
    private const string RunKey = "run";
    private const string WordsKey = "vocab";

    private static readonly string[] Specials = ["<pad>", "<unk>", "<bos>", "<eos>"]; // before the words

    /// <summary>The header texts that make weights and checkpoints self-describing.</summary>
    public static Dictionary<string, string> Describe(
        TextToMotionSsm model, TextOptions options, MotionContext context, WordVocabulary words) => new()
        {
            [ModelKey] = OptionsJson.Serialize(model.Options),
            [RunKey] = OptionsJson.Serialize(options),
            [MotionFiles.ContextKey] = OptionsJson.Serialize(context),
            [WordsKey] = OptionsJson.Serialize(words.Words),
        };

    /// <summary>Writes what was trained.</summary>
    public static void Save(
        TextToMotionSsm model, TextOptions options, MotionContext context, WordVocabulary words, string folder) =>
        Weights.Save(
            model, Path.Combine(folder, MotionFiles.WeightsName), Describe(model, options, context, words));

    /// <summary>Reads a run's folder, its weights, one of its checkpoints, or a checkpoint of the reference
    /// (<c>.pt</c>); in evaluation mode.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="data">The folder of motions that gives a checkpoint of the reference its statistics.</param>
    public static TrainedText Load(string path, string? data = null)
    {
        string file = MotionFiles.FileOf(path);
        if (ReferenceCheckpoint.IsOne(file))
        {
            return LoadReference(file, data);
        }

        IReadOnlyDictionary<string, string> texts = SafetensorsFile.ReadMetadata(file);
        string json = MotionFiles.Required(file, texts, ModelKey, "a model of motion from text");
        var model = new TextToMotionSsm(OptionsJson.Deserialize<TextToMotionOptions>(json, file));
        Weights.Load(model, file);
        model.eval();
        string[] words = OptionsJson.Deserialize<string[]>(
            MotionFiles.Required(file, texts, WordsKey, "a model of motion from text"), $"{file} ({WordsKey})");
        return new TrainedText(
            model,
            OptionsJson.Deserialize<TextOptions>(
                MotionFiles.Required(file, texts, RunKey, "a run"), $"{file} ({RunKey})"),
            MotionFiles.ContextOf(file, texts),
            new WordVocabulary(Specials.Concat(words).Index().ToDictionary(entry => entry.Item, entry => entry.Index)));
    }

    /// <summary>Whether weights are of this kind.</summary>
    public static bool Is(string path)
    {
        string file = MotionFiles.FileOf(path);
        using var scope = TorchSharp.torch.NewDisposeScope();
        return ReferenceCheckpoint.IsOne(file)
            ? ReferenceCheckpoint.Read(file).IsText
            : SafetensorsFile.ReadMetadata(file).ContainsKey(ModelKey);
    }

    private static TrainedText LoadReference(string file, string? data)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        ReferenceCheckpoint checkpoint = ReferenceCheckpoint.Read(file);
        WordVocabulary words = checkpoint.Vocabulary
            ?? throw new InvalidDataException($"{file}: expected the words 'vocab', found none.");
        var model = new TextToMotionSsm(checkpoint.Text());
        checkpoint.CopyTo(model);
        model.eval();
        return new TrainedText(
            model, new TextOptions { MaxFrames = model.Options.MaxMotionLength },
            MotionFiles.ContextOf(file, data, MotionPhysics.None), words);
    }
}
