using System.Text.Json.Serialization;

namespace NeuralOps.Core.Tests;

public enum SampleNorm
{
    None,
    Batch,
    GroupNorm,
    [JsonStringEnumMemberName("avgpool")]
    AvgPool,
}

public sealed record SampleModel
{
    private readonly int depth = 2;

    public required int InChannels { get; init; }

    public int Depth
    {
        get => depth;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            depth = value;
        }
    }

    public SampleNorm Norm { get; init; } = SampleNorm.Batch;
}

public sealed record SampleOptions
{
    public string Name { get; init; } = "sample";

    public string? Resume { get; init; }

    public double LearningRate { get; init; } = 1e-3;

    public float Dropout { get; init; }

    public bool UseEma { get; init; }

    public long Seed { get; init; }

    public ulong Stream { get; init; }

    public int? Horizon { get; init; } = 4;

    public double[] Betas { get; init; } = [0.9, 0.999];

    public IReadOnlyList<SampleModel> Models { get; init; } = [];

    public List<string> Tags { get; init; } = [];

    public IReadOnlyDictionary<string, double> LossWeights { get; init; } = new Dictionary<string, double>();

    public SampleModel? Model { get; init; }

    [JsonPropertyName("amp")]
    public SampleNorm Other { get; init; }

    [JsonIgnore]
    public double Twice => 2 * LearningRate;
}
