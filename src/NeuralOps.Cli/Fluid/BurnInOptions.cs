namespace NeuralOps.Cli;

/// <summary>
/// Steps of its own that a model runs, without gradients, before a training window, so that it is trained where it
/// leads.
/// </summary>
public sealed record BurnInOptions
{
    /// <summary>The most steps, from 0; 0 is none.</summary>
    public int Steps
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(Steps));
            field = value;
        }
    }

    /// <summary>
    /// The probability in [0, 1] that a batch starts with such steps, their number drawn from 1 to <see cref="Steps"/>.
    /// </summary>
    public double Probability
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(Probability));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1, nameof(Probability));
            field = value;
        }
    } = 0.3;
}
