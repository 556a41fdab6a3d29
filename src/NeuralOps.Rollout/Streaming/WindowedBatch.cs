namespace NeuralOps.Rollout;

/// <summary>A batch and the window of its horizon that is trained now.</summary>
/// <typeparam name="TBatch">The batch.</typeparam>
/// <param name="Batch">The batch; it belongs to its source and is valid until the next window is asked for.</param>
/// <param name="Window">The window.</param>
public sealed record WindowedBatch<TBatch>(TBatch Batch, HorizonWindow Window);
