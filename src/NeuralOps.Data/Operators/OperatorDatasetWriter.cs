using System.Text.Json;
using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Data;

/// <summary>
/// Writes an operator dataset sample by sample: <c>inputs/fields</c> [N, C, H, W], <c>parameters/params</c> [N, P],
/// <c>targets/trajectories</c> [N, T+1, C, H, W], <c>features/…/features</c> and <c>metadata/…</c>, a chunk a sample,
/// gzip 4. The file appears when it is complete.
/// </summary>
/// <remarks>Only the sample at hand is in memory.</remarks>
public sealed class OperatorDatasetWriter : IDisposable
{
    private readonly Hdf5File file;
    private readonly OperatorDatasetLayout layout;
    private readonly Hdf5Dataset fields;
    private readonly Hdf5Dataset parameters;
    private readonly Hdf5Dataset? trajectories;
    private readonly Hdf5Dataset[] labels;
    private readonly Hdf5Dataset gridSizes;
    private readonly Dictionary<string, Hdf5Dataset> features = [];

    /// <summary>Begins a file.</summary>
    /// <param name="path">Where the complete file goes.</param>
    /// <param name="layout">What all samples have in common.</param>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public OperatorDatasetWriter(string path, OperatorDatasetLayout layout)
    {
        this.layout = layout;
        file = Hdf5File.Create(path);
        file.Root.Attributes.Write(OperatorSchema.VersionAttribute, OperatorSchema.Version);
        file.Root.Attributes.Write(OperatorSchema.DomainAttribute, layout.Domain);
        file.Root.Attributes.Write(OperatorSchema.SpaceAttribute, OptionsJson.Serialize(layout.Space));
        file.Root.Attributes.Write(OperatorSchema.SeedAttribute, unchecked((long)layout.Seed));
        long[] state = [layout.Channels, layout.Height, layout.Width];
        fields = Rows(OperatorSchema.Fields, ScalarType.Float32, state);
        fields.Attributes.Write(OperatorSchema.ChannelsAttribute, (long)layout.Channels);
        parameters = Rows(OperatorSchema.Parameters, ScalarType.Float32, layout.Space.Dimensions.Count);
        if (layout.Steps > 0)
        {
            trajectories = Rows(OperatorSchema.Trajectories, ScalarType.Float32, [layout.Steps + 1, .. state]);
            trajectories.Attributes.Write(OperatorSchema.IncludesInitialAttribute, 1L);
        }

        string[] names = [OperatorSchema.InitialKinds, OperatorSchema.Policies, OperatorSchema.NoiseRegimes];
        labels = [.. names.Select(name => file.Root.CreateStrings(name, 0, Hdf5Storage.Rows([0])))];
        gridSizes = Rows(OperatorSchema.GridSizes, ScalarType.Int32);
    }

    /// <summary>Samples written.</summary>
    public int Count { get; private set; }

    /// <summary>Writes the next sample.</summary>
    /// <param name="sample">The sample; its tensors stay the caller's.</param>
    /// <exception cref="ArgumentException">A shape differs from the layout, the trajectory is missing or unasked for,
    /// or the families of features differ from those of the first sample.</exception>
    public void Append(OperatorSample sample)
    {
        Require(sample);
        Append(fields, sample.Initial);
        using var theta = tensor(sample.Parameters);
        Append(parameters, theta);
        if (sample.Trajectory is not null)
        {
            Append(trajectories!, sample.Trajectory);
        }

        labels[0].AppendStrings([sample.InitialKind]);
        labels[1].AppendStrings([sample.Policy]);
        labels[2].AppendStrings([sample.NoiseRegime]);
        using var size = tensor(layout.Height, dtype: ScalarType.Int32);
        Append(gridSizes, size);
        foreach (var family in sample.Features)
        {
            Append(features.TryGetValue(family.Path, out var known) ? known : Create(family), family.Values);
        }

        Count++;
    }

    /// <summary>Closes the file and puts it in its place.</summary>
    /// <exception cref="InvalidOperationException">No sample was written.</exception>
    public void Complete()
    {
        if (Count == 0)
        {
            throw new InvalidOperationException($"{file.Path}: expected at least one sample, got none.");
        }

        file.Complete();
    }

    /// <summary>Without <see cref="Complete"/> leaves nothing behind.</summary>
    public void Dispose() => file.Dispose();

    private static void Append(Hdf5Dataset dataset, Tensor row)
    {
        using var rows = row.unsqueeze(0); // [1, …]
        dataset.Append(rows);
    }

    private Hdf5Dataset Rows(string path, ScalarType type, params long[] row) =>
        file.Root.CreateDataset(path, type, [0, .. row], Hdf5Storage.Rows([0, .. row]));

    private Hdf5Dataset Create(FeatureArray family)
    {
        string group = $"{OperatorSchema.FeatureRoot}/{family.Path}";
        var dataset = Rows($"{group}/{OperatorSchema.Features}", ScalarType.Float32, family.Values.shape);
        var attributes = file.Root.Group(group).Attributes;
        attributes.Write(OperatorSchema.VersionAttribute, OperatorSchema.Version);
        attributes.Write(OperatorSchema.RegistryAttribute, JsonSerializer.Serialize(family.Names));
        attributes.Write(OperatorSchema.CountAttribute, (long)family.Names.Count);
        features.Add(family.Path, dataset);
        return dataset;
    }

    private void Require(OperatorSample sample)
    {
        long[] state = [layout.Channels, layout.Height, layout.Width];
        Shape.Require(sample.Initial, "C H W", state);
        Shape.Require([sample.Parameters.Length], "P", [layout.Space.Dimensions.Count], nameof(sample.Parameters));
        if (sample.Trajectory is null != trajectories is null)
        {
            string expected = trajectories is null ? "no trajectory" : $"a trajectory of {layout.Steps} steps";
            throw new ArgumentException(
                $"Expected {expected}, got {(trajectories is null ? "one" : "none")}.", nameof(sample));
        }

        if (sample.Trajectory is not null)
        {
            Shape.Require(sample.Trajectory, "T+1 C H W", [layout.Steps + 1, .. state]);
        }

        foreach (var family in sample.Features)
        {
            long last = family.Values.dim() == 0 ? 0 : family.Values.shape[^1];
            Shape.Require([last], "F", [family.Names.Count], family.Path);
        }

        var paths = sample.Features.Select(family => family.Path).Order(StringComparer.Ordinal);
        if (Count > 0 && !paths.SequenceEqual(features.Keys.Order(StringComparer.Ordinal)))
        {
            throw new ArgumentException(
                $"Expected features {Text(features.Keys)}, got {Text(paths)}.", nameof(sample));
        }
    }

    private static string Text(IEnumerable<string> paths) =>
        $"[{string.Join(", ", paths.Order(StringComparer.Ordinal))}]";
}
