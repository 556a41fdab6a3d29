using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using NeuralOps.Core;
using NeuralOps.Models;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary>
/// PyTorch files: every value to the bit against <c>contents.json</c>, the checksums of the files, and the output of a
/// U-Net with the stored weights.
/// </summary>
internal static class CheckpointCase
{
    private const string Main = "checkpoint.pt";
    private const string Weight = "model_state_dict";

    public static void Compute(CaseFolder folder, CaseChecks checks)
    {
        CompareFiles(folder, checks);
        var root = PytorchFile.Read(folder.FilePath(Main)) as OrderedDictionary<object, object?>
            ?? throw new InvalidDataException($"{folder.FilePath(Main)}: expected a dictionary.");
        foreach ((string path, Tensor tensor) in Tensors(root, ""))
        {
            checks.Compare($"checkpoint:{path}", tensor, tolerance: 0);
        }

        CompareConfiguration(folder.Configuration, root, checks);
        CompareWeights(folder, root, checks);
        CompareOutput(folder, checks);
    }

    private static void CompareFiles(CaseFolder folder, CaseChecks checks)
    {
        foreach ((string name, string expected) in folder.Checksums())
        {
            using var stream = File.OpenRead(folder.FilePath(name));
            string found = Convert.ToHexStringLower(SHA256.HashData(stream));
            checks.Fact($"SHA-256 of {name}", found == expected ? null : $"expected {expected}, found {found}");
        }

        using var contents = JsonDocument.Parse(File.ReadAllText(folder.FilePath("contents.json")));
        string[] files = [.. Directory.GetFiles(folder.Path, "*.pt").Select(Path.GetFileName).OfType<string>().Order()];
        foreach (string file in files)
        {
            string stem = Path.GetFileNameWithoutExtension(file);
            string entry = stem.EndsWith("_legacy", StringComparison.Ordinal) ? stem[..^"_legacy".Length] : stem;
            string? fault = contents.RootElement.TryGetProperty(entry, out var expected)
                ? CheckpointContents.Difference(expected, PytorchFile.Read(folder.FilePath(file)), entry)
                : $"contents.json has no entry '{entry}'";
            checks.Fact($"contents of {file}", fault);
        }
    }

    private static void CompareConfiguration(
        CaseConfiguration configuration, OrderedDictionary<object, object?> root, CaseChecks checks)
    {
        // Texts that describe how the files were made; contents.json holds what came of it.
        _ = configuration.Get<string>("optimizer");
        _ = configuration.Get<string>("scheduler");
        _ = configuration.Get<bool>("extended");
        CompareEntry("epoch", configuration.Get<long>("epoch"), root, checks);
        CompareEntry("val_loss", configuration.Get<double>("val_loss"), root, checks);
    }

    private static void CompareEntry<T>(
        string key, T expected, OrderedDictionary<object, object?> root, CaseChecks checks)
    {
        object? found = root.GetValueOrDefault(key);
        bool agrees = Equals(found, expected);
        checks.Fact($"{key} of {Main}", agrees ? null : $"expected {expected}, found {found ?? "none"}");
    }

    private static void CompareWeights(CaseFolder folder, OrderedDictionary<object, object?> root, CaseChecks checks)
    {
        using var stored = SafetensorsFile.Read(folder.WeightsPath);
        var weights = root.GetValueOrDefault(Weight) as OrderedDictionary<object, object?> ?? [];
        string[] differing =
        [
            .. stored.Tensors.Keys.Union(weights.Keys.OfType<string>())
                .Where(name => !(weights.GetValueOrDefault(name) is Tensor tensor
                    && stored.Tensors.TryGetValue(name, out Tensor? other)
                    && tensor.dtype == other.dtype
                    && tensor.shape.AsSpan().SequenceEqual(other.shape)
                    && tensor.eq(other).all().item<bool>())),
        ];
        checks.Fact(
            "weights.safetensors",
            differing.Length == 0 ? null : $"differs from {Weight} of {Main} in {string.Join(", ", differing)}");
    }

    private static void CompareOutput(CaseFolder folder, CaseChecks checks)
    {
        var configuration = folder.Configuration;
        var options = configuration.Section("unet").Options(new UnetOptions());
        using var model = UnetCase.Load(folder, options, folder.FilePath(Main), checks.Dtype);
        using var quiet = no_grad();
        using var x = checks.Input("in:x");
        long[] grid = [configuration.Get<long>("height"), configuration.Get<long>("width")];
        Shape.Require(x, "B in_channels height width", [Shape.Any, options.InChannels, .. grid], "in:x");
        using var y = model.call(x);
        checks.Compare("out:y", y, folder.Tolerance.Of("out_y_abs"));
    }

    private static IEnumerable<(string Path, Tensor Tensor)> Tensors(object? value, string path) => value switch
    {
        Tensor tensor => [(path, tensor)],
        OrderedDictionary<object, object?> entries =>
            entries.SelectMany(entry => Tensors(entry.Value, Join(path, entry.Key))),
        IList<object?> items => items.SelectMany((item, i) => Tensors(item, Join(path, i))),
        _ => [],
    };

    private static string Join(string path, object key) => path.Length == 0 ? $"{key}" : $"{path}/{key}";
}
