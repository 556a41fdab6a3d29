namespace NeuralOps.Data;

/// <summary>A degree of freedom: a turn about an axis in radians, or a move along it in metres.</summary>
/// <param name="Turns">Whether it turns.</param>
/// <param name="Axis">Of length one.</param>
/// <param name="Column">Where its value stands in a frame's row; −1 where it is always 0.</param>
internal readonly record struct JointChannel(bool Turns, Vec3 Axis, int Column);
