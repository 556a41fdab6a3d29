namespace NeuralOps.Data;

/// <summary>A side of the body, which is also a direction: the character's left is X+ while it faces Z+.</summary>
public enum BodySide
{
    /// <summary>The left side.</summary>
    Left,

    /// <summary>The right side.</summary>
    Right,

    /// <summary>Both sides at once, for actions that allow it.</summary>
    Both,
}
