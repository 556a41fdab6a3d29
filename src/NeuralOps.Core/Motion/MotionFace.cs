namespace NeuralOps.Core;

/// <summary>
/// The joints that tell where a body faces: forward is Y × (right − left), of hips and shoulders together.
/// </summary>
/// <param name="RightHip">The hip at −X of a body that faces Z+.</param>
/// <param name="LeftHip">The hip at X+.</param>
/// <param name="RightShoulder">The shoulder at −X.</param>
/// <param name="LeftShoulder">The shoulder at X+.</param>
public sealed record MotionFace(int RightHip, int LeftHip, int RightShoulder, int LeftShoulder);
