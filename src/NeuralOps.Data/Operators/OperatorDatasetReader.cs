using System.Text.Json;
using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Data;

/// <summary>
/// Reads an operator dataset, our own or the reference's: <c>inputs/fields</c> [N, C, H, W], or [N, M, H, W] with M
/// draws of one channel of which the first counts; <c>parameters/params</c> [N, P]; where present
/// <c>targets/trajectories</c> [N, T, C, H, W] with or without the first state, <c>features/…</c> and
/// <c>metadata/…</c>. Only what is asked for is in memory.
/// </summary>
public sealed partial class OperatorDatasetReader : IDisposable
{
    private readonly Hdf5File file;
    private readonly Hdf5Dataset fields;
    private readonly Hdf5Dataset parameters;
    private readonly Hdf5Dataset? trajectories;
    private readonly bool includesInitial;

    private OperatorDatasetReader(Hdf5File file)
    {
        this.file = file;
        fields = Dataset(OperatorSchema.Fields, "N C H W", 4);
        parameters = Dataset(OperatorSchema.Parameters, "N P", 2);
        trajectories = file.Contains(OperatorSchema.Trajectories)
            ? Dataset(OperatorSchema.Trajectories, "N T C H W", 5)
            : null;
        Count = (int)fields.Shape[0];
        Channels = ReadChannels();
        RequireAgreement();
        includesInitial = trajectories is not null && BeginsWithInitial(trajectories);
        Space = file.Root.Attributes.Contains(OperatorSchema.SpaceAttribute)
            ? OptionsJson.Deserialize<ParameterSpace>(
                file.Root.Attributes.ReadString(OperatorSchema.SpaceAttribute),
                $"{file.Path}, attribute '{OperatorSchema.SpaceAttribute}'")
            : null;
        FeaturePaths = file.Contains(OperatorSchema.FeatureRoot)
            ? [.. Families(file.Root.Group(OperatorSchema.FeatureRoot), "")]
            : [];
    }

    /// <summary>N, samples.</summary>
    public int Count { get; }

    /// <summary>C, channels of a state.</summary>
    public int Channels { get; }

    /// <summary>H, rows of the grid.</summary>
    public int Height => (int)fields.Shape[2];

    /// <summary>W, columns of the grid.</summary>
    public int Width => (int)fields.Shape[3];

    /// <summary>T, states after the first of a trajectory; 0 where the file keeps none.</summary>
    public int Steps => trajectories is null ? 0 : (int)trajectories.Shape[1] - (includesInitial ? 1 : 0);

    /// <summary>P, components of θ.</summary>
    public int ParameterCount => (int)parameters.Shape[1];

    /// <summary>What θ means; null where the file does not say.</summary>
    public ParameterSpace? Space { get; }

    /// <summary>The families of features, e.g. <c>summary/aggregated</c>, by name.</summary>
    public IReadOnlyList<string> FeaturePaths { get; }

    /// <summary>The file.</summary>
    public string Path => file.Path;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">A dataset is missing, of a wrong shape, or of another number of samples;
    /// the message names file and dataset.</exception>
    public static OperatorDatasetReader Open(string path)
    {
        var file = Hdf5File.Open(path);
        try
        {
            return new OperatorDatasetReader(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The labels of the samples under <c>metadata/</c>, e.g. <c>ic_types</c>; none where the file has no
    /// such dataset.</summary>
    /// <param name="name"><c>ic_types</c>, <c>evolution_policies</c> or <c>noise_regimes</c>.</param>
    public IReadOnlyList<string> Labels(string name) =>
        file.Contains($"metadata/{name}") ? file.Dataset($"metadata/{name}").ReadStrings() : [];

    /// <summary>θ of all samples, [N, P].</summary>
    public Tensor Parameters() => parameters.ReadTensor();

    /// <summary>First states [n, C, H, W].</summary>
    /// <param name="first">The first sample.</param>
    /// <param name="count">n, from 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the file.</exception>
    public Tensor InitialStates(int first, int count)
    {
        RequireRange(first, count);
        return fields.ReadTensor(new Hdf5Slice(first, count), new Hdf5Slice(0, Channels));
    }

    /// <summary>Trajectories [n, T'+1, C, H, W] with the first state at index 0.</summary>
    /// <param name="first">The first sample.</param>
    /// <param name="count">n, from 1.</param>
    /// <param name="steps">T', in [1, <see cref="Steps"/>]; null for all.</param>
    /// <exception cref="ArgumentOutOfRangeException">A range is not within the file.</exception>
    /// <exception cref="InvalidDataException">The file has no trajectories.</exception>
    public Tensor Trajectories(int first, int count, int? steps = null)
    {
        RequireRange(first, count);
        int kept = RequireSteps(steps ?? Steps);
        var samples = new Hdf5Slice(first, count);
        if (includesInitial)
        {
            return trajectories!.ReadTensor(samples, new Hdf5Slice(0, kept + 1));
        }

        using var initial = InitialStates(first, count);
        using var start = initial.unsqueeze(1);
        using var rest = trajectories!.ReadTensor(samples, new Hdf5Slice(0, kept));
        return cat([start, rest], 1);
    }

    /// <summary>A family of features, [n, …, F].</summary>
    /// <param name="path">One of <see cref="FeaturePaths"/>.</param>
    /// <param name="first">The first sample.</param>
    /// <param name="count">n; null for all from the first.</param>
    /// <exception cref="InvalidDataException">The file has no such family.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is not within the file.</exception>
    public Tensor Features(string path, int first = 0, int? count = null)
    {
        int n = count ?? Count - first;
        RequireRange(first, n);
        return file.Dataset($"{OperatorSchema.FeatureRoot}/{path}/{OperatorSchema.Features}")
            .ReadTensor(new Hdf5Slice(first, n));
    }

    /// <summary>The names of a family's features in order; none where the file does not list them.</summary>
    /// <param name="path">One of <see cref="FeaturePaths"/>.</param>
    /// <exception cref="InvalidDataException">The file has no such family, or the list is not JSON.</exception>
    public IReadOnlyList<string> FeatureNames(string path)
    {
        var attributes = file.Group($"{OperatorSchema.FeatureRoot}/{path}").Attributes;
        if (!attributes.Contains(OperatorSchema.RegistryAttribute))
        {
            return [];
        }

        try
        {
            using var registry = JsonDocument.Parse(attributes.ReadString(OperatorSchema.RegistryAttribute));
            return registry.RootElement.ValueKind == JsonValueKind.Array
                ? [.. registry.RootElement.EnumerateArray().Select(name => name.ToString())]
                : [];
        }
        catch (JsonException exception)
        {
            throw FileError.At(
                $"{file.Path}, attribute '{OperatorSchema.RegistryAttribute}' of '{path}'",
                $"expected JSON, {exception.Message}",
                exception);
        }
    }

    /// <summary>One sample with all that the file says of it; its tensors are the caller's.</summary>
    /// <param name="index">The sample, in [0, N).</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sample.</exception>
    public OperatorSample Sample(int index)
    {
        var initial = Only(InitialStates(index, 1));
        var at = Hdf5Slice.At(index);
        string Label(string path, string otherwise) =>
            file.Contains(path) ? file.Dataset(path).ReadStrings(at)[0] : otherwise;
        return new OperatorSample(
            parameters.Read(at).ToFloats(), initial, Steps == 0 ? null : Only(Trajectories(index, 1)))
        {
            InitialKind = Label(OperatorSchema.InitialKinds, "unknown"),
            Policy = Label(OperatorSchema.Policies, "unknown"),
            NoiseRegime = Label(OperatorSchema.NoiseRegimes, "unknown"),
            Features = [.. FeaturePaths.Select(
                path => new FeatureArray(path, Only(Features(path, index, 1)), FeatureNames(path)))],
        };
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => file.Dispose();

    /// <summary>One sample as plain memory, for loaders: θ, u₀ and, for steps above 0, the states 0 … steps.</summary>
    internal void Fill(int sample, int steps, Span<float> theta, Span<float> initial, Span<float> trajectory)
    {
        var at = Hdf5Slice.At(sample);
        parameters.Read(at).ToFloats().CopyTo(theta);
        fields.Read(at, new Hdf5Slice(0, Channels)).ToFloats().CopyTo(initial);
        FiniteValues.Require(initial, $"{file.Path}, dataset '{OperatorSchema.Fields}', sample {sample}", 0, Width);
        if (steps == 0)
        {
            return;
        }

        int skipped = includesInitial ? 0 : initial.Length;
        initial[..skipped].CopyTo(trajectory);
        trajectories!.Read(at, new Hdf5Slice(0, includesInitial ? steps + 1 : steps)).ToFloats()
            .CopyTo(trajectory[skipped..]);
        string where = $"{file.Path}, dataset '{OperatorSchema.Trajectories}', sample {sample}";
        for (int t = 0; t <= steps; t++)
        {
            FiniteValues.Require(trajectory.Slice(t * initial.Length, initial.Length), where, t, Width);
        }
    }

    internal int RequireSteps(int steps)
    {
        if (trajectories is null)
        {
            throw FileError.At(file.Path, $"expected a dataset '{OperatorSchema.Trajectories}', found none.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, Steps);
        return steps;
    }
}
