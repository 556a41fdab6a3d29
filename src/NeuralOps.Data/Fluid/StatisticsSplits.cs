namespace NeuralOps.Data;

/// <summary>Which sequences statistics are taken from.</summary>
public enum StatisticsSplits
{
    /// <summary><c>train</c> alone: nothing of the test data reaches the model.</summary>
    Train,

    /// <summary><c>train</c>, <c>val</c> and <c>test</c>, as the published statistics are.</summary>
    All,
}
