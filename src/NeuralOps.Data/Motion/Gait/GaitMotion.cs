using NeuralOps.Core;

namespace NeuralOps.Data;

/// <summary>A generated motion with what is known of it exactly.</summary>
/// <param name="Script">What it shows.</param>
/// <param name="Joints">The joints over time, [T, J, 3], the lowest point of a standing foot at y = 0.</param>
/// <param name="Contacts">Whether each foot joint is at rest on the floor, [T, 4] in the order of
/// <see cref="MotionLayout.ContactJoints"/>: left ankle, left toe, right ankle, right toe.</param>
/// <param name="Captions">Several texts that say the same.</param>
public sealed record GaitMotion(
    GaitScript Script, JointMotion Joints, IReadOnlyList<bool> Contacts, IReadOnlyList<string> Captions);
