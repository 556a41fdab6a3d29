using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Data;

/// <summary>
/// Generates operator datasets: θ from a scrambled Sobol sequence, a first state from the sample's own stream, a
/// trajectory and features from the domain.
/// </summary>
/// <remarks>
/// Sample i is a function of the domain, the seed and i: a longer dataset begins with the shorter one. Samples are
/// collected in parts in a hidden folder beside the file, named by what they depend on; a run that was interrupted goes
/// on after its last whole part, and the folder goes when the file is complete.
/// </remarks>
public static class OperatorGenerator
{
    /// <summary>Writes a dataset; until it is complete, an old file of the name stays as it is.</summary>
    /// <param name="path">The file to make or to replace.</param>
    /// <param name="domain">Where samples come from; another domain needs another name.</param>
    /// <param name="options">How many, of which size.</param>
    /// <param name="progress">Called with the number of samples done, those of earlier runs included.</param>
    /// <param name="cancel">Ends the run between two samples.</param>
    /// <returns>How evenly θ fills the unit cube.</returns>
    /// <exception cref="OperationCanceledException">The run was ended.</exception>
    /// <exception cref="ArgumentException">The domain gives states of another shape.</exception>
    public static SamplingQuality Write(
        string path,
        OperatorDomain domain,
        OperatorGeneratorOptions options,
        Action<int>? progress = null,
        CancellationToken cancel = default)
    {
        float[][] thetas = Parameters(domain.Space, options);
        string folder = PartsFolder(path, domain, options);
        Directory.CreateDirectory(folder);
        List<string> parts = [];
        for (int first = 0; first < thetas.Length; first += options.PartSize)
        {
            int end = Math.Min(first + options.PartSize, thetas.Length);
            parts.Add(Path.Combine(folder, $"{first}-{end}.h5"));
            if (!File.Exists(parts[^1]))
            {
                WritePart(parts[^1], domain, options, thetas, first, end, progress, cancel);
            }

            progress?.Invoke(end);
        }

        Join(path, Layout(domain, options), parts);
        Directory.Delete(folder, recursive: true);
        return SamplingQuality.Of(thetas);
    }

    /// <summary>θ of every sample, [N][P].</summary>
    /// <param name="space">The space.</param>
    /// <param name="options">Number of samples and seed.</param>
    public static float[][] Parameters(ParameterSpace space, OperatorGeneratorOptions options) =>
        new SobolSequence(space.Dimensions.Count, new RandomStream(options.Seed, "parameters")).Draw(options.Samples);

    private static string PartsFolder(string path, OperatorDomain domain, OperatorGeneratorOptions options)
    {
        string identity = $"{domain.Name}\n{OptionsJson.Serialize(domain.Space)}\n"
            + OptionsJson.Serialize(options with { Samples = 2 });
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)))[..12];
        string full = Path.GetFullPath(path);
        return Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{hash}.parts");
    }

    private static OperatorDatasetLayout Layout(OperatorDomain domain, OperatorGeneratorOptions options) => new()
    {
        Domain = domain.Name,
        Space = domain.Space,
        Channels = domain.Channels,
        Height = options.Height,
        Width = options.Width,
        Steps = options.StoresTrajectories ? options.Steps : 0,
        Seed = options.Seed,
    };

    private static void WritePart(
        string path,
        OperatorDomain domain,
        OperatorGeneratorOptions options,
        float[][] thetas,
        int first,
        int end,
        Action<int>? progress,
        CancellationToken cancel)
    {
        using var writer = new OperatorDatasetWriter(path, Layout(domain, options));
        for (int i = first; i < end; i++)
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            writer.Append(Sample(domain, options, thetas[i], i));
            if (i + 1 < end)
            {
                progress?.Invoke(i + 1);
            }
        }

        writer.Complete();
    }

    private static void Join(string path, OperatorDatasetLayout layout, IReadOnlyList<string> parts)
    {
        using var writer = new OperatorDatasetWriter(path, layout);
        foreach (string part in parts)
        {
            using var reader = OperatorDatasetReader.Open(part);
            for (int i = 0; i < reader.Count; i++)
            {
                using var scope = NewDisposeScope();
                writer.Append(reader.Sample(i));
            }
        }

        writer.Complete();
    }

    private static OperatorSample Sample(
        OperatorDomain domain, OperatorGeneratorOptions options, float[] theta, int index)
    {
        long[] shape = [1, domain.Channels, options.Height, options.Width];
        float[] state = new float[domain.Channels * options.Height * options.Width];
        var random = new RandomStream(options.Seed, "initial conditions").Split($"{index}");
        string kind = domain.DrawInitial(state, options.Height, options.Width, random);
        var initial = tensor(state, shape);
        var trajectories = domain.Simulate(theta, initial, options.Steps, options.Realizations);
        trajectories = options.Realizations == 1 ? trajectories.unsqueeze(1) : trajectories;
        Shape.Require(
            trajectories, "1 M T+1 C H W", [1, options.Realizations, options.Steps + 1, .. shape[1..]]);
        trajectories = trajectories.squeeze(0); // [M, T+1, C, H, W]
        return new OperatorSample(
            theta, initial.squeeze(0), options.StoresTrajectories ? trajectories.select(0, 0) : null)
        {
            InitialKind = kind,
            Policy = domain.Space.Describe("update_policy", theta) ?? "unknown",
            NoiseRegime = NoiseRegime(domain.Space.Describe("noise_scale", theta)),
            Features = domain.Features?.Invoke(theta, trajectories) ?? [],
        };
    }

    private static string NoiseRegime(string? scale) =>
        scale is null ? "none" : double.Parse(scale, CultureInfo.InvariantCulture) switch
        {
            0 => "none",
            < 1e-3 => "low",
            < 1e-1 => "medium",
            _ => "high",
        };
}
