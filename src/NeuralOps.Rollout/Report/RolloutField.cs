namespace NeuralOps.Rollout;

/// <summary>One field of a predicted sequence beside the truth.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="Unit">Its unit; empty for dimensionless.</param>
/// <param name="Frames">T, the number of frames.</param>
/// <param name="Height">H.</param>
/// <param name="Width">W.</param>
/// <param name="Prediction">T · H · W values, row by row.</param>
/// <param name="Truth">As many values; null where there is no truth.</param>
/// <param name="Diverging">Whether zero is the middle of the colours.</param>
public sealed record RolloutField(
    string Name, string Unit, int Frames, int Height, int Width, float[] Prediction, float[]? Truth = null,
    bool Diverging = false);
