namespace NeuralOps.Models;

/// <summary>
/// When to reset dead codes, by the rules of the spinlock reference: not after epoch 0; when a category uses less than
/// its share (0.05 of the codes up to 5 features, rising to 0.10 at 15 and 0.15 at 50) and half an interval has passed;
/// when the mean use of 10 epochs fell by more than 0.05 and 10 epochs have passed; and, once an interval has passed,
/// when the use is below 0.15, or is at most 0.25 without rising while the loss falls by no more than 0.005 and the run
/// has not stalled for more than 30 epochs. Intervals are 50, 100 and 200 epochs below epoch 100, 200 and after,
/// percentiles 10, 7 and 5.
/// </summary>
public static class DeadCodeRule
{
    private const int Window = 10;

    /// <summary>Takes the figures of an epoch in.</summary>
    /// <param name="state">The state after the epoch before.</param>
    /// <param name="epoch">From 0.</param>
    /// <param name="utilization">Share of all codes in use.</param>
    /// <param name="loss">The validation loss.</param>
    /// <param name="stalledEpochs">Epochs since the validation loss improved.</param>
    /// <param name="categories">Share of codes in use and number of features of each category.</param>
    /// <returns>The percentile for <see cref="CategoricalVqVae.ResetDeadCodes"/> or null for no reset, and the new
    /// state.</returns>
    public static (double? Percentile, DeadCodeState State) Next(
        DeadCodeState state,
        int epoch,
        double utilization,
        double loss,
        int stalledEpochs,
        IReadOnlyList<(double Utilization, int Features)> categories)
    {
        if (epoch == 0)
        {
            return (null, state);
        }

        var next = state with
        {
            Utilization = [.. state.Utilization.TakeLast((2 * Window) - 1), utilization],
            Loss = [.. state.Loss.TakeLast((2 * Window) - 1), loss],
        };
        int since = epoch - state.LastReset;
        bool resets = (since >= Interval(epoch) / 2 && categories.Any(IsStarved))
            || (since >= Window && epoch > 2 * Window && Fall(next.Utilization) > 0.05)
            || (since >= Interval(epoch) && (utilization < 0.15 || IsLow(next, stalledEpochs)));
        return resets ? (Percentile(epoch), next with { LastReset = epoch }) : (null, next);
    }

    private static int Interval(int epoch) => epoch < 100 ? 50 : epoch < 200 ? 100 : 200;

    private static double Percentile(int epoch) => epoch < 100 ? 10 : epoch < 200 ? 7 : 5;

    private static bool IsStarved((double Utilization, int Features) category) =>
        category.Utilization < category.Features switch
        {
            <= 5 => 0.05,
            <= 15 => 0.05 + ((category.Features - 5) * 0.005),
            <= 50 => 0.10 + ((category.Features - 15) * 0.0014),
            _ => 0.15,
        };

    private static bool IsLow(DeadCodeState state, int stalledEpochs)
    {
        bool rises = Fall(state.Utilization) is var fall
            && !double.IsNaN(fall)
            && fall <= 0.01
            && (state.Utilization.TakeLast(Window).Average() >= 0.25 || Math.Abs(fall) >= 0.01);
        return state.Utilization[^1] <= 0.25 && !rises && !(Fall(state.Loss) > 0.005) && stalledEpochs <= 30;
    }

    // How much the mean of the last epochs is below that of as many before; NaN while they are too few.
    private static double Fall(IReadOnlyList<double> history) => history.Count < 2 * Window
        ? double.NaN
        : history.Take(Window).Average() - history.TakeLast(Window).Average();
}
