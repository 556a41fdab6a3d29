namespace NeuralOps.Data;

/// <summary>A text of a part of a motion.</summary>
/// <param name="Id">Its name, e.g. <c>00001_0</c>.</param>
/// <param name="Text">The caption.</param>
/// <param name="Start">Where the part begins, in seconds, from 0.</param>
/// <param name="End">Where it ends, after the start.</param>
public sealed record MotionSegment(string Id, string Text, double Start, double End);
