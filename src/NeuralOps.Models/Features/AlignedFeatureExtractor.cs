using NeuralOps.Core;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>
/// The features a discrete model of trajectories reads: [INITIAL (| 28 of a CNN) | SUMMARY or 128 encoded | TEMPORAL
/// mean over time or 128 encoded (| SENSITIVITY)], cleaned, masked and normalised by one <see cref="FeatureSpace"/>.
/// [B, T+1, C, H, W] → [B, <see cref="Width"/>].
/// </summary>
/// <remarks>Gradients reach the trajectory through every differentiable feature. The encoders are part of the module:
/// they learn with the model they feed and are stored with it. Departs from the public system, which pads or cuts its
/// features to a fixed width and forgets its encoders' weights.</remarks>
public sealed class AlignedFeatureExtractor : Module<Tensor, Tensor>
{
    private readonly InitialCnn? initial;
    private readonly MlpEncoder? summary;
    private readonly TemporalCnn? temporal;

    /// <summary>An extractor; encoders get random weights from the default generator.</summary>
    /// <param name="space">Fitted on <see cref="TrajectoryFeatures.Flat"/>, with or without SENSITIVITY.</param>
    /// <param name="options">What is encoded; nothing where null.</param>
    /// <exception cref="ArgumentException">The space is of other features, or keeps none of an encoded
    /// family.</exception>
    public AlignedFeatureExtractor(FeatureSpace space, FeatureEncoderOptions? options = null)
        : base(nameof(AlignedFeatureExtractor))
    {
        ArgumentNullException.ThrowIfNull(space);
        options ??= new FeatureEncoderOptions();
        TakesOperator = space.SourceNames.Length > TrajectoryFeatures.FlatNames().Count;
        Require(space, TrajectoryFeatures.FlatNames(TakesOperator));
        Space = space;
        initial = options.InitialCnn ? new InitialCnn(options.InitialChannels) : null;
        summary = options.EncodesSummary ? new MlpEncoder(Encoded(FeatureFamily.Summary), options.Dropout) : null;
        temporal = options.EncodesTemporal ? new TemporalCnn(Encoded(FeatureFamily.Temporal)) : null;
        Names =
        [
            .. Kept(FeatureFamily.Initial),
            .. Numbered(FeatureFamily.Initial, initial is null ? 0 : InitialCnn.OutWidth),
            .. summary is null
                ? Kept(FeatureFamily.Summary)
                : Numbered(FeatureFamily.Summary, MlpEncoder.OutWidth),
            .. temporal is null
                ? Kept(FeatureFamily.Temporal)
                : Numbered(FeatureFamily.Temporal, TemporalCnn.OutWidth),
            .. Kept(FeatureFamily.Sensitivity),
        ];
        RegisterComponents();
    }

    /// <summary>The features before the encoders.</summary>
    public FeatureSpace Space { get; }

    /// <summary>Whether the space has the SENSITIVITY family, so that the operator must be given.</summary>
    public bool TakesOperator { get; }

    /// <summary>The names of the columns; encoded ones are <c>family::encoded.n</c>.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The number of columns.</summary>
    public int Width => Names.Count;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">As of <see cref="TrajectoryFeatures.Of"/>, or the space needs the
    /// operator.</exception>
    public override Tensor forward(Tensor input) => forward(input, null);

    /// <summary>The features of trajectories.</summary>
    /// <param name="trajectory">[B, T+1, C, H, W], or [B, M, T+1, C, H, W].</param>
    /// <param name="first">The first states, [B, C, H, W] or [B, M, C, H, W], where the trajectory is a window that
    /// starts later.</param>
    /// <param name="step">The operator, where the space has the SENSITIVITY family.</param>
    /// <exception cref="ArgumentException">As of <see cref="forward(Tensor)"/>.</exception>
    public Tensor forward(Tensor trajectory, Tensor? first, Func<Tensor, Tensor>? step = null)
    {
        using var scope = NewDisposeScope();
        var features = TrajectoryFeatures.Of(trajectory, first, TakesOperator ? step : null);
        first ??= trajectory.select(trajectory.ndim - 4, 0);
        return Encode(features, first).MoveToOuterDisposeScope();
    }

    /// <summary>The columns from features that are there already, such as those of a data set.</summary>
    /// <param name="features">The families of each trajectory.</param>
    /// <param name="first">The first states, for the CNN; of [B, M, C, H, W] it averages the realisations.</param>
    /// <exception cref="ArgumentException">Widths differ from the space's, the space needs the operator, or the CNN the
    /// first states.</exception>
    public Tensor Encode(TrajectoryFeatures features, Tensor? first = null)
    {
        ArgumentNullException.ThrowIfNull(features);
        using var scope = NewDisposeScope();
        var table = Space.Apply(features.Summary, FeatureFamily.Summary);
        Tensor[] parts =
        [
            Space.Apply(features.Initial, FeatureFamily.Initial),
            .. initial is null ? [] : new[] { Learned(initial, first) },
            summary?.call(table) ?? table,
            temporal?.call(Space.Apply(features.Temporal, FeatureFamily.Temporal)) // [B, T, D]
                ?? Space.Apply(features.Temporal.mean([1]), FeatureFamily.Temporal),
            .. TakesOperator ? new[] { Sensitivity(features) } : [],
        ];
        return cat(parts, 1).MoveToOuterDisposeScope();
    }

    private static Tensor Learned(InitialCnn network, Tensor? first)
    {
        if (first is null)
        {
            throw new ArgumentException("Expected the first states, which the CNN reads, got none.", nameof(first));
        }

        var learned = network.call(first.flatten(0, first.ndim - 4)); // [B·M, 28]
        return first.ndim == 4 ? learned : learned.unflatten(0, [first.size(0), first.size(1)]).mean([1]);
    }

    private static void Require(FeatureSpace space, IReadOnlyList<string> names)
    {
        if (!space.SourceNames.SequenceEqual(names))
        {
            int place = space.SourceNames.Zip(names).TakeWhile(pair => pair.First == pair.Second).Count();
            throw new ArgumentException(
                $"Expected a space of the {names.Count} features of trajectories, "
                + $"got {space.SourceNames.Length} with '{space.SourceNames.ElementAtOrDefault(place)}' "
                + $"where '{names.ElementAtOrDefault(place)}' belongs.",
                nameof(space));
        }
    }

    private static IEnumerable<string> Numbered(FeatureFamily family, int count) =>
        Enumerable.Range(0, count).Select(i => $"{Feature.Prefix(family)}encoded.{i}");

    private int Encoded(FeatureFamily family) => Space.WidthOf(family) is var width and > 0
        ? width
        : throw new ArgumentException(
            $"Expected features to encode, the space keeps no {Feature.Prefix(family)}* one.");

    private IEnumerable<string> Kept(FeatureFamily family) =>
        Space.Names.Where(name => name.StartsWith(Feature.Prefix(family), StringComparison.Ordinal));

    private Tensor Sensitivity(TrajectoryFeatures features) => features.Sensitivity is { } given
        ? Space.Apply(given, FeatureFamily.Sensitivity)
        : throw new ArgumentException(
            "Expected features with the SENSITIVITY family, which needs the operator, got none.", nameof(features));
}
