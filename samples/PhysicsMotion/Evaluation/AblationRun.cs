namespace PhysicsMotion;

/// <summary>One trained variant on held-out clips.</summary>
internal sealed record AblationRun
{
    /// <summary>The variant's name.</summary>
    public required string Variant { get; init; }

    /// <summary>The seed of weights, order and draws.</summary>
    public required long Seed { get; init; }

    /// <summary>Trained numbers.</summary>
    public required long Parameters { get; init; }

    /// <summary>Updates done.</summary>
    public required long Updates { get; init; }

    /// <summary>Seconds that training took.</summary>
    public required double Seconds { get; init; }

    /// <summary>What was asked, and the scores in the order of <see cref="MotionScores.Columns"/>.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<double>> Scores { get; init; }
}
