namespace NeuralOps.Rollout;

/// <summary>One window of a horizon that is trained in windows.</summary>
/// <param name="First">The index of its first step in the horizon, from 0.</param>
/// <param name="Steps">w, or fewer in the last window.</param>
/// <param name="Horizon">T, the number of steps of the whole horizon.</param>
/// <param name="Count">The number of windows of the horizon.</param>
public readonly record struct HorizonWindow(int First, int Steps, int Horizon, int Count)
{
    /// <summary>Whether the horizon ends with this window.</summary>
    public bool IsLast => First + Steps == Horizon;

    /// <summary>The windows of a horizon.</summary>
    internal static IEnumerable<HorizonWindow> Of(int horizon, int window)
    {
        int count = CountOf(horizon, window);
        return Enumerable.Range(0, count).Select(
            i => new HorizonWindow(i * window, Math.Min(window, horizon - i * window), horizon, count));
    }

    internal static int CountOf(int horizon, int window) => (horizon + window - 1) / window;
}
