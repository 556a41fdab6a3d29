using NeuralOps.Core;

namespace NeuralOps.Models;

/// <content>Files of weights that say what they are.</content>
public sealed partial class CategoricalVqVae
{
    private const string OptionsKey = "model";

    /// <summary>Writes the weights under the reference's names, with the options in the header.</summary>
    /// <param name="path">A file with the ending <c>.safetensors</c>.</param>
    /// <param name="texts">Further texts for the header, such as what prepares the features.</param>
    /// <exception cref="IOException">The file cannot be written; an old one stays.</exception>
    public void Save(string path, IReadOnlyDictionary<string, string>? texts = null) =>
        Weights.Save(this, path, new Dictionary<string, string>(texts ?? new Dictionary<string, string>())
        {
            [OptionsKey] = OptionsJson.Serialize(Options),
        });

    /// <summary>Reads an autoencoder that <see cref="Save"/> wrote, in evaluation mode.</summary>
    /// <param name="path">A file with the ending <c>.safetensors</c>.</param>
    /// <exception cref="InvalidDataException">The file does not say which model it holds, or is broken.</exception>
    public static CategoricalVqVae Load(string path)
    {
        if (!SafetensorsFile.ReadMetadata(path).TryGetValue(OptionsKey, out string? json))
        {
            throw new InvalidDataException(
                $"{path}: expected the header of a categorical autoencoder with '{OptionsKey}', found none.");
        }

        var model = new CategoricalVqVae(OptionsJson.Deserialize<CategoricalVqOptions>(json, $"{path} ({OptionsKey})"));
        try
        {
            Weights.Load(model, path);
        }
        catch
        {
            model.Dispose();
            throw;
        }

        model.eval();
        return model;
    }
}
